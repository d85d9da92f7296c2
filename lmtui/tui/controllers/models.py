"""The models of a session: trains them, and opens saved sessions when their model is ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lmtui.errors import LmtuiError
from lmtui.playground import status
from lmtui.playground.admission import admit
from lmtui.playground.checks import check_sources
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.session_settings import adopt, lane_for
from lmtui.playground.settings import Settings
from lmtui.playground.training_job import TrainedModel, TrainingJob
from lmtui.recipe import Recipe
from lmtui.tui.controllers.host import Host
from lmtui.tui.job_runner import JobRunner
from lmtui.tui.key_names import key_names


class Models:
    """Trains one model at a time; the model in use stays until the new one is ready.

    Args:
        host: the screen.
        saved: a session to open when the first model is ready; the first recipe is that of this session.
        opened: called with a saved session when the session has become what was saved.

    Attributes:
        draft: the recipe that the settings asked for and that could not be trained.
        when_ready: called once when the next model is ready.
    """

    def __init__(self, host: Host, saved: SavedSession | None, opened: Callable[[SavedSession], None]) -> None:
        self._host, self._opened = host, opened
        self._runner: JobRunner[TrainingJob, TrainedModel] = JobRunner(
            host.screen, self._use_trained, self._failed, lambda _: host.show_status()
        )
        self._to_train: list[Recipe] = []  # when the model that is being trained is ready
        self._trained: list[TrainedModel] = []  # wait for these
        self._place: int | None = None  # of the lane that the model is for; None is every lane
        self._saved_to_open = saved  # waits for its models
        self._recipe_from_settings: Recipe | None = None  # is being trained
        self.draft: Recipe | None = None
        self.when_ready: Callable[[], None] | None = None

    @property
    def is_training(self) -> bool:
        """Whether a model is being trained."""
        return self._runner.current is not None

    @property
    def waiting(self) -> str:
        """What is said where there is no model yet."""
        return "training ..." if self.is_training else self.no_model

    @property
    def no_model(self) -> str:
        """What is said where there is no model, and none is being trained."""
        return key_names(self._host.screen).fill("no model: {settings} chooses a text")

    @property
    def progress(self) -> str:
        """How far the training is; "" where nothing is being trained."""
        job = self._runner.current
        if job is None:
            return ""
        stage, comma, who = job.progress.stage.partition(",")  # who works, on a cluster
        done = f"{stage} {status.source_name(job.recipe)}{comma}{who} {job.progress.share}"
        return key_names(self._host.screen).fill("{done}, {back} cancels", done=done)

    def train(self, recipe: Recipe, *beside: Recipe, place: int | None = None) -> None:
        """Train a model by a recipe, instead of the model that is being trained.

        Args:
            recipe: of the model.
            beside: of models that further lanes have, if there are any.
            place: of the lane that the model is for; None where it is for every lane.
        """
        self._host.messages.take_back()
        self._to_train, self._trained, self._place = list(beside), [], place
        self._runner.start(TrainingJob(recipe, self._host.session.resources))

    def cancel(self) -> bool:
        """Cancel a training, and forget what waits for it. Returns True if there was one."""
        self._saved_to_open, self._recipe_from_settings, self.when_ready = None, None, None
        return self._runner.cancel()

    def admit(self, recipe: Recipe) -> Recipe:
        """The recipe as it is to be used, once its texts or its model can be opened, as those in use can.

        Raises:
            LmtuiError: the recipe may not be used, or a text or model that it names cannot be opened.
        """
        session = self._host.session
        recipe = admit(recipe, session.kiosk)
        if recipe != session.recipe or session.sampler is None:
            check_sources(recipe)
        return recipe

    def apply(self, settings: Settings | None) -> None:
        """Take the settings that a person has chosen; None where nothing was chosen."""
        self.draft, session = None, self._host.session
        if settings is None:
            return
        try:
            remark = adopt(session, settings)
            if remark is None:
                self._saved_to_open, self._recipe_from_settings = None, settings.recipe
                self.train(settings.recipe, place=lane_for(settings.model_for, session.text.state))
            elif not self._saved_to_open:
                self._runner.cancel()  # of another model than the one that was chosen
            if remark:
                self._host.messages.say(remark, trouble=True, news=True)
        except LmtuiError as error:
            self._host.messages.say(str(error), trouble=True)
        self._show()

    def open(self, saved: SavedSession) -> None:
        """Train the models of a saved session, which then takes the place of this one.

        Raises:
            SettingError: a text or model that the session's recipe names cannot be opened.
        """
        recipes = [admit(model.recipe, self._host.session.kiosk) for model in saved.models]
        for recipe in recipes:
            check_sources(recipe)
        self.train(*recipes)
        self._saved_to_open, self._recipe_from_settings = saved, None

    def _take_saved(self, saved: SavedSession, *trained: TrainedModel) -> list[str]:
        """Open a saved session whose models are ready. Returns what the person must be told, a line each."""
        remark = self._host.session.open(saved, *trained)
        self._saved_to_open = None
        self._opened(saved)
        self._host.messages.take_back()  # that the session is being opened
        self._host.show_inputs()
        noted = [each for each in (saved.note, remark) if each]
        pairs = zip(saved.models, trained, strict=True)
        if all(kept.fingerprint in ("", now.sampler.model.fingerprint) for kept, now in pairs):
            return noted
        return [*noted, "the text behind this session has changed since: other tokens may come"]

    def _use_trained(self, trained: TrainedModel) -> None:
        self._trained.append(trained)
        if self._to_train:
            self._runner.start(TrainingJob(self._to_train.pop(0), self._host.session.resources))
            return
        run_next, opened = self.when_ready, bool(self._saved_to_open)
        try:
            remarks = self._take()
        except LmtuiError as error:
            self._failed(error)
            return
        for one in self._trained:
            remarks += [*_first_and_count(one.notes), *_first_and_count(one.skipped, "passed over: ")]
        self._recipe_from_settings = self.draft = self.when_ready = None
        if remarks:
            self._host.messages.say("; ".join(remarks), trouble=True, news=True)
        elif opened and self._host.session.notes:
            self._host.messages.say(f"notes: {self._host.session.notes}", news=True)
        if run_next:
            run_next()
        self._show()

    def _show(self) -> None:
        """Show the session; where there may be a new lane, again when it has its place."""
        self._host.show_session()
        if self._host.session.text.state.has_several_models:
            self._host.screen.call_after_refresh(self._host.show_session)

    def _take(self) -> list[str]:
        """Use the models that are ready now. Returns what the person must be told, a line each.

        Raises:
            LmtuiError: a saved session does not fit its models, or there is no room for the model.
        """
        session = self._host.session
        if self._saved_to_open:
            return self._take_saved(self._saved_to_open, *self._trained)
        if self._place is None or not session.text.models:
            remark = session.lane_models.use(*self._trained)
        else:
            remark = session.lane_models.use_in_lane(self._place, self._trained[0])
        return [remark] if remark else []

    def _failed(self, error: LmtuiError) -> None:
        """Say why there is no other model; the model in use stays."""
        waited, self._saved_to_open, self.when_ready = self._saved_to_open, None, None
        self.draft = None if waited else self._recipe_from_settings
        said = f"the session cannot be opened: {error}" if waited else str(error)
        if self._trained and not waited and self._host.session.sampler is None:
            # The lanes that were to have another model have the first.
            self._host.session.lane_models.use(self._trained[0])
        if self._host.session.sampler:
            said += f" ({status.model_name(self._host.session)} stays in use)"
        self._host.messages.say(said, trouble=True, news=True)
        self._host.show_session()


def _first_and_count(lines: Sequence[str], before: str = "") -> list[str]:
    """The first of some lines, which says how many others there are."""
    others = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    return [f"{before}{lines[0]}{others}"] if lines else []
