"""What one experiments with: luck, choices and branches, lanes, and the ways to look at them."""

from __future__ import annotations

import asyncio
from typing import Literal

from lmtui.errors import SettingError
from lmtui.playground import slider, status
from lmtui.playground.session import Session
from lmtui.playground.training_job import TrainedModel, TrainingJob
from lmtui.tui.files import Files
from lmtui.tui.job_runner import JobRunner
from lmtui.tui.key_names import key_names
from lmtui.tui.messages import PassingMessages
from lmtui.tui.screens.steady import SteadyScreen
from lmtui.tui.widgets.lines import StatusLine
from lmtui.tui.widgets.panes import Panes
from lmtui.tui.widgets.prompt import PromptInput
from lmtui.tui.widgets.slider import TemperatureSlider

NO_MODEL = "no model: {settings} chooses a text"
"""A template of `KeyNames.fill`."""

_BURST = 100  # tokens of each lane generated again between two looks at the keys


class LaboratoryScreen(SteadyScreen[None]):
    """The widgets that show a session, and the keys that experiment with it; how it is run is the subclass's.

    A subclass sets what is not set here: `_trainer` and `_files`.
    """

    _trainer: JobRunner[TrainingJob, TrainedModel]
    _files: Files

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.messages = PassingMessages(self)
        self._catching_up = False
        self._prompt = PromptInput("", "")
        self._slider = TemperatureSlider(session.sampling.temperature)
        self._panes = Panes(session)
        self._status = StatusLine()

    def action_reroll(self) -> None:
        """Take the next seed."""
        self.session.reroll()
        self._show_all()

    def action_pin(self) -> None:
        """Keep the luck at every run, or not."""
        self.session.pinned = not self.session.pinned
        self.say("every run has this luck" if self.session.pinned else "every run takes the next luck")
        self._show_all()

    def action_undo(self) -> None:
        """Go back to the state before."""
        self._restored(self.session.undo(), "nothing to undo")

    def action_redo(self) -> None:
        """Take back an undo."""
        self._restored(self.session.redo(), "nothing to redo")

    def _restored(self, done: bool, otherwise: str) -> None:
        if not done:
            self.say(otherwise)
        self._prompt.value = self.session.prompt
        self._slider.show(self.session.sampling.temperature)
        self._show_all()

    def action_branch(self, steps: int) -> None:
        """Show another branch."""
        if not self.session.branched:
            self.say("no branches yet: look at a past token and take another candidate from the table")
        self.session.go_to_branch(steps)
        self._show_all()

    def action_rewind(self) -> None:
        """Forget the token under the cursor and all after it."""
        if not self.session.rewind():
            self.say("move to a token of the text first")
        self._show_all()

    def on_panes_changed(self, event: Panes.Changed) -> None:
        """A candidate was taken, or another token is looked at."""
        event.stop()
        self._slider.show(self.session.sampling.temperature)
        self._show_all()

    def on_panes_refused(self, event: Panes.Refused) -> None:
        """What was typed cannot be found."""
        event.stop()
        self.say(event.reason, trouble=True)

    def action_add_lane(self, steps: int) -> None:
        """Add a lane, so many steps warmer than this one (at the end of the slider, colder)."""
        present = self.session.sampling.temperature
        wanted = slider.stepped(present, steps)
        try:
            self.session.add_lane(wanted if wanted != present else slider.stepped(present, -steps))
        except SettingError as error:
            self.say(str(error), trouble=True)
        self._lanes_changed()

    def action_remove_lane(self) -> None:
        """Remove the active lane."""
        if not self._is_alone():
            self.session.remove_lane()
        self._lanes_changed()

    def action_lane(self, steps: int) -> None:
        """Turn to another lane, and the keys with it if a lane has them."""
        if not self._is_alone():
            self.session.go_to_lane(steps)
        self._lanes_changed()

    def _is_alone(self) -> bool:
        """Whether there is one lane; then, how to have more is said."""
        alone = len(self.session.state.samplings) == 1
        if alone:
            self.say(key_names(self).fill("there is one lane; {add-lane} adds another"))
        return alone

    def _lanes_changed(self) -> None:
        self._slider.show(self.session.sampling.temperature)
        self._show_all()
        self.call_after_refresh(self._show_all)  # the layout may be another one

    def action_curve(self) -> None:
        """Show the curve, or the table."""
        self._panes.draw("curve")

    def action_tree(self) -> None:
        """Show the branches, or the table."""
        self._panes.draw("tree")

    def action_sweep(self) -> None:
        """Generate at many temperatures with this luck, and measure."""
        from lmtui.playground.sweep_job import SweepJob
        from lmtui.tui.screens.sweep import SweepScreen

        session = self.session
        if session.sampler is None:
            self.say(key_names(self).fill(NO_MODEL))
            return
        session.pause()
        self._show_all()
        job = SweepJob(session.recipe, session.sampler, session.prompt, session.sampling, corpus=session.corpus)
        self.app.push_screen(SweepScreen(job, self._slider))

    def action_compare(self) -> None:
        """Show all lanes' distributions."""
        if not self._is_alone():
            self._panes.compare()

    def action_colour(self) -> None:
        """Colour the text by something else."""
        self._panes.colouring = self._panes.colouring.next(self.session.order)
        self._panes.show_text()

    def action_files(self, what: Literal["save", "open", "export", "copy"]) -> None:
        """Save, open, export or copy."""
        getattr(self._files, what)()

    # What is seen

    def say(self, text: str, trouble: bool = False, news: bool = False) -> None:
        """Tell the person something in passing; `news` is what came by itself, not with a key."""
        self.messages.say(text, trouble, news)

    def _show_all(self) -> None:
        if self.session.behind and not self._catching_up:
            self._catching_up = True
            self.run_worker(self._catch_up_text(), group="catching up")
        self._show_status()
        self._panes.show("training ..." if self._trainer.current else key_names(self).fill(NO_MODEL))

    async def _catch_up_text(self) -> None:
        """Generate again what is left of a long text."""
        while self.session.behind:
            self.session.catch_up(_BURST)
            self._panes.show_text()
            await asyncio.sleep(0)
        self._catching_up = False
        self._show_all()

    def _show_status(self) -> None:
        training = self._trainer.current
        news = status.unknown(self.session)
        if training:
            progress = f"{training.stage} {status.named(training.recipe)} {training.fraction:.0%}"
            news = key_names(self).fill("{progress}, {back} cancels", progress=progress)
        self._status.show(status.facts(self.session), news, trouble=not training)
