"""How a session is run: its model is trained, its text generated."""

from __future__ import annotations

from collections.abc import Sequence

from lmtui.errors import LmtuiError, SettingError
from lmtui.playground import status
from lmtui.playground.checks import check_sources
from lmtui.playground.saved_session import SavedSession
from lmtui.playground.session import Session
from lmtui.playground.state import Playing
from lmtui.playground.training_job import TrainedModel, TrainingJob
from lmtui.recipe import Recipe
from lmtui.tui.files import Files
from lmtui.tui.job_runner import JobRunner
from lmtui.tui.key_names import key_names
from lmtui.tui.playing import play
from lmtui.tui.screens.laboratory import NO_MODEL, LaboratoryScreen

_PROGRESS_EVERY = 0.1


def _first_of(lines: Sequence[str], before: str = "") -> list[str]:
    """The first of some lines, which says how many others there are."""
    others = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    return [f"{before}{lines[0]}{others}"] if lines else []


class RunningScreen(LaboratoryScreen):
    """Runs trainings and generations, one of each at a time; the keys for that are the subclass's.

    Args:
        session: what is run.
        saved: a session to open at once.
    """

    def __init__(self, session: Session, saved: SavedSession | None = None) -> None:
        super().__init__(session)
        self._trainer: JobRunner[TrainingJob, TrainedModel] = JobRunner(self, self._use, self._training_failed)
        self._files = Files(self, session, self.say, self._open)
        self._saved = saved  # a session that waits for its model
        self._wanted: Recipe | None = None  # what the settings asked for and is being trained
        self._draft: Recipe | None = None  # what they asked for and could not be trained
        self._run_when_ready = False

    def train(self, recipe: Recipe) -> None:
        """Train a model; the one in use stays until the new one is ready."""
        self.messages.take_back()
        self._trainer.start(TrainingJob(recipe))
        self.set_timer(_PROGRESS_EVERY, self._show_progress)

    def cancel_training(self) -> bool:
        """Stop a training that runs, and forget what waits for it; whether one did."""
        self._saved, self._wanted, self._run_when_ready = None, None, False
        return self._trainer.cancel()

    def _open(self, saved: SavedSession) -> None:
        """Train the model of a saved session, which then takes the place of this one.

        Raises:
            SettingError: a text or model it names cannot be opened.
        """
        recipe = self.session.admit(saved.recipe)
        check_sources(recipe)
        self.train(recipe)
        self._saved, self._wanted = saved, None

    def _take_saved(self, saved: SavedSession, trained: TrainedModel) -> list[str]:
        """Open a saved session whose model is ready. Returns what the person must be told, a line each."""
        self.session.open(saved, trained)
        self._saved = None
        self._files.opened(saved)
        self.messages.take_back()  # that it is being opened
        self._restored(True, "")
        noted = [saved.note] if saved.note else []
        if saved.fingerprint in ("", trained.sampler.model.fingerprint):
            return noted
        return [*noted, "the text behind this session has changed since: other tokens may come"]

    def _use(self, trained: TrainedModel) -> None:
        run, trouble = self._run_when_ready, []
        if self._saved:
            try:
                trouble = self._take_saved(self._saved, trained)
            except SettingError as error:
                self._training_failed(error)
                return
        else:
            self.session.use(trained)
        self._run_when_ready = False
        trouble += [*_first_of(trained.notes), *_first_of(trained.skipped, "passed over: ")]
        self._wanted = self._draft = None
        if trouble:
            self.say("; ".join(trouble), trouble=True, news=True)
        if run:
            self.action_run_or_pause()  # what was restored goes on
        self._show_all()

    def _training_failed(self, error: LmtuiError) -> None:
        """Say why; the model in use stays."""
        waited, self._saved, self._run_when_ready = self._saved, None, False
        self._draft = None if waited else self._wanted
        said = f"the session cannot be opened: {error}" if waited else str(error)
        if self.session.sampler:
            said += f" ({status.named(self.session.recipe)} stays in use)"
        self.say(said, trouble=True, news=True)
        self._show_all()

    def _show_progress(self) -> None:
        if self._trainer.current:
            self._show_status()
            self.set_timer(_PROGRESS_EVERY, self._show_progress)

    def action_restart(self) -> None:
        """Run from the prompt."""
        branched = self.session.branched
        self.session.stop()
        self.action_run_or_pause()
        if branched:
            keys = "{back}, then {undo}" if self.focused is self._prompt else "{undo}"
            self.say(key_names(self).fill(f"begun again from the prompt; {keys} brings the branches back"))

    def action_run_or_pause(self) -> None:
        """Run, pause, go on."""
        if self.session.sampler is None:
            self._run_when_ready = bool(self._trainer.current)
            self.say("runs as soon as the model is ready" if self._run_when_ready else key_names(self).fill(NO_MODEL))
        elif self.session.playing is Playing.RUNNING:
            self.session.pause()
        else:
            self.session.run()
            self.run_worker(play(self.session, self._show_all), group="generation", exclusive=True)
        self._show_all()

    def action_step(self) -> None:
        """One token."""
        if self.session.sampler is None and not self._trainer.current:
            self.say(key_names(self).fill(NO_MODEL))
        self.session.step()
        self._show_all()

    def action_stop(self) -> None:
        """End the generation, or the wait for one."""
        self._run_when_ready = False
        self.session.stop()
        self._show_all()

    def action_clear(self) -> None:
        """Forget the generated text."""
        self.session.clear()
        self._show_all()

    def interrupt(self) -> bool:
        """Stop a running generation, or a training; whether there was one."""
        running = self.session.playing is Playing.RUNNING or self._run_when_ready
        if running:
            self.action_stop()
        return running or self.cancel_training()
