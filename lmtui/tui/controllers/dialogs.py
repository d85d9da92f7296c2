"""Opens the dialogs of the playground."""

from __future__ import annotations

from inspect import isawaitable
from typing import TYPE_CHECKING

from lmtui.playground.settings import ModelFor
from lmtui.tui.controllers.host import Host
from lmtui.tui.controllers.models import Models
from lmtui.tui.widgets.slider import TemperatureSlider

if TYPE_CHECKING:
    from lmtui.sampling.sampler import Sampler


class Dialogs:
    """Opens palette, settings, sweep and sequences.

    A dialog is imported when it is first opened: the start is faster.

    Args:
        host: the screen below the dialogs.
        models: applies what was chosen in the settings.
        slider: the temperature slider, which keys in the sweep and the sequences move, too.
    """

    def __init__(self, host: Host, models: Models, slider: TemperatureSlider) -> None:
        self._host, self._models, self._slider = host, models, slider

    def palette(self) -> None:
        """Offer all that can be done, to be found by name."""
        from lmtui.tui.controllers.commands import Commands
        from lmtui.tui.screens.palette import Command, PaletteScreen

        async def chosen(command: Command | None) -> None:
            if command and isawaitable(done := command.run()):
                await done

        self._host.app.push_screen(PaletteScreen(Commands(self._host, self._models).all()), chosen)

    def settings(self) -> None:
        """Ask for settings."""
        self._ask_for_settings(None)

    def lane_model(self) -> None:
        """Ask for another model for this lane; where there is one lane, for a lane beside it."""
        is_one = len(self._host.session.text.state.lanes) == 1
        if self._host.session.sampler is None:
            self._host.messages.say(self._models.no_model)
        else:
            self._ask_for_settings(ModelFor.NEW_LANE if is_one else ModelFor.THIS_LANE)

    def _ask_for_settings(self, model_for: ModelFor | None) -> None:
        from lmtui.tui.screens.settings import SettingsScreen

        session, state = self._host.session, self._host.session.text.state
        lane = state.active if len(state.lanes) > 1 else None
        dialog = SettingsScreen(session, self._models.admit, lane, self._models.draft, model_for)
        self._host.app.push_screen(dialog, self._models.apply)

    def sweep(self) -> None:
        """Generate at many temperatures with this luck, and measure."""
        from lmtui.playground.sweep_job import SweepJob
        from lmtui.tui.screens.sweep import SweepScreen

        session, sampler = self._host.session, self._paused()
        if sampler is None:
            return
        job = SweepJob(session.recipe, sampler, session.text.prompt, session.text.sampling, corpus=session.corpus)
        self._host.app.push_screen(SweepScreen(job, self._slider))

    def sequences(self) -> None:
        """Tell the probability of whole texts."""
        from lmtui.tui.screens.sequences import SequencesScreen

        session = self._host.session
        if self._paused() and session.requests:
            self._host.app.push_screen(SequencesScreen(session, session.requests.searches, self._slider))

    def _paused(self) -> Sampler | None:
        """Have a running generation pause. Returns the model; where there is none yet, says so."""
        session = self._host.session
        if session.sampler is None:
            self._host.messages.say(self._models.no_model)
        else:
            session.playback.pause()
            self._host.show_session()
        return session.sampler
