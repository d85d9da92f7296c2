"""The models of a session: trains them, and opens saved sessions when their model is ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lmtui.errors import LmtuiError, SettingError
from lmtui.playground import status
from lmtui.playground.checks import check_sources
from lmtui.playground.saved_session import SavedSession
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
        self._saved_to_open = saved  # waits for its model
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

    def train(self, recipe: Recipe) -> None:
        """Train a model by a recipe, instead of the model that is being trained."""
        self._host.messages.take_back()
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
        recipe = session.admit(recipe)
        if recipe != session.recipe or session.sampler is None:
            check_sources(recipe)
        return recipe

    def apply(self, settings: Settings | None) -> None:
        """Take the settings that a person has chosen; None where nothing was chosen."""
        self.draft = None
        if settings is None:
            return
        try:
            if self._host.session.adopt(settings):
                self._saved_to_open, self._recipe_from_settings = None, settings.recipe
                self.train(settings.recipe)
            elif not self._saved_to_open:
                self._runner.cancel()  # of another model than the one that was chosen
        except SettingError as error:
            self._host.messages.say(str(error), trouble=True)
        self._host.show_session()

    def open(self, saved: SavedSession) -> None:
        """Train the model of a saved session, which then takes the place of this one.

        Raises:
            SettingError: a text or model that the session's recipe names cannot be opened.
        """
        recipe = self._host.session.admit(saved.recipe)
        check_sources(recipe)
        self.train(recipe)
        self._saved_to_open, self._recipe_from_settings = saved, None

    def _take_saved(self, saved: SavedSession, trained: TrainedModel) -> list[str]:
        """Open a saved session whose model is ready. Returns what the person must be told, a line each."""
        remark = self._host.session.open(saved, trained)
        self._saved_to_open = None
        self._opened(saved)
        self._host.messages.take_back()  # that the session is being opened
        self._host.show_inputs()
        noted = [each for each in (saved.note, remark) if each]
        if saved.fingerprint in ("", trained.sampler.model.fingerprint):
            return noted
        return [*noted, "the text behind this session has changed since: other tokens may come"]

    def _use_trained(self, trained: TrainedModel) -> None:
        run_next, remarks, opened = self.when_ready, [], bool(self._saved_to_open)
        if self._saved_to_open:
            try:
                remarks = self._take_saved(self._saved_to_open, trained)
            except SettingError as error:
                self._failed(error)
                return
        else:
            remark = self._host.session.use(trained)
            remarks = [remark] if remark else []
        remarks += [*_first_and_count(trained.notes), *_first_and_count(trained.skipped, "passed over: ")]
        self._recipe_from_settings = self.draft = self.when_ready = None
        if remarks:
            self._host.messages.say("; ".join(remarks), trouble=True, news=True)
        elif opened and self._host.session.notes:
            self._host.messages.say(f"notes: {self._host.session.notes}", news=True)
        if run_next:
            run_next()
        self._host.show_session()

    def _failed(self, error: LmtuiError) -> None:
        """Say why there is no other model; the model in use stays."""
        waited, self._saved_to_open, self.when_ready = self._saved_to_open, None, None
        self.draft = None if waited else self._recipe_from_settings
        said = f"the session cannot be opened: {error}" if waited else str(error)
        if self._host.session.sampler:
            said += f" ({status.model_name(self._host.session)} stays in use)"
        self._host.messages.say(said, trouble=True, news=True)
        self._host.show_session()


def _first_and_count(lines: Sequence[str], before: str = "") -> list[str]:
    """The first of some lines, which says how many others there are."""
    others = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    return [f"{before}{lines[0]}{others}"] if lines else []
