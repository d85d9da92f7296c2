"""Runs the generation of a session's text."""

from __future__ import annotations

from dataclasses import replace

from lmtui.errors import LmtuiError
from lmtui.playground.settings import faster
from lmtui.playground.state import Playing
from lmtui.tui.controllers.answers import Answers
from lmtui.tui.controllers.host import Host
from lmtui.tui.controllers.models import Models
from lmtui.tui.key_names import key_names
from lmtui.tui.playing import play
from lmtui.tui.widgets.prompt import PromptInput


class Generation:
    """Runs, holds and stops a generation, and says how fast it goes.

    Args:
        host: the screen.
        models: the models, for one of which a generation may have to wait.
        answers: the answers of a model that takes time, for which each token may have to wait.
    """

    def __init__(self, host: Host, models: Models, answers: Answers) -> None:
        self._host, self._models, self._answers = host, models, answers

    def restart(self) -> None:
        """Run from the prompt."""
        session, screen = self._host.session, self._host.screen
        branched = session.text.is_branched
        same = session.playback.pinned and session.text.length > 0 and not session.text.state.tree.current.choices
        session.playback.stop()
        self.run_or_pause()
        if branched:
            keys = "{back}, then {undo}" if isinstance(screen.focused, PromptInput) else "{undo}"
            said = key_names(screen).fill(f"begun again from the prompt; {keys} brings the branches back")
            self._host.messages.say(said)
        elif same:
            self._host.messages.say(key_names(screen).fill("same luck, same text: {reroll} for another"))

    def run_or_pause(self) -> None:
        """Run, pause, go on."""
        session = self._host.session
        if session.sampler is None:
            self._models.when_ready = self.run_or_pause if self._models.is_training else None
            waits = "runs as soon as the model is ready"
            self._host.messages.say(waits if self._models.when_ready else self._models.no_model)
        elif session.playback.playing is Playing.RUNNING:
            session.playback.pause()
        elif self._reads_prompt():
            session.playback.run()
            playing = play(session.playback, self._host.show_session, self._answers.wait)
            self._host.screen.run_worker(playing, group="generation", exclusive=True)
        self._host.show_session()

    def step(self) -> None:
        """Generate one token, and hold."""
        if self._host.session.sampler is None and not self._models.is_training:
            self._host.messages.say(self._models.no_model)
        if self._reads_prompt():
            self._host.session.playback.step()
        self._host.show_session()

    def _reads_prompt(self) -> bool:
        """Whether the text is after what was typed; a model that did not answer about that is asked again."""
        session = self._host.session
        try:
            if session.views.unread is not None:
                session.set_prompt(session.views.unread)
        except LmtuiError as error:
            self._host.messages.say(str(error), trouble=True)
        return session.views.unread is None

    def stop(self) -> None:
        """End the generation, or the wait for one."""
        self._models.when_ready = None
        self._host.session.playback.stop()
        self._host.show_session()

    def clear(self) -> None:
        """Forget the generated text."""
        self._host.session.playback.clear()
        self._host.show_session()

    def interrupt(self) -> bool:
        """Stop a generation that runs, or that waits for its model. Returns True if there was one."""
        running = self._host.session.playback.playing is Playing.RUNNING or self._models.when_ready is not None
        if running:
            self.stop()
        return running

    def change_speed(self, steps: int) -> None:
        """Go faster by some steps, or slower."""
        pace = self._host.session.playback.pace
        self._host.session.playback.pace = replace(pace, speed=faster(pace.speed, steps))
        self._host.show_session()

    def toggle_stop(self) -> None:
        """Go on after the end of a unit, or stop there."""
        pace = self._host.session.playback.pace
        self._host.session.playback.pace = replace(pace, stop=not pace.stop)
        stops = self._host.session.playback.pace.stop
        self._host.messages.say("the text stops with its unit" if stops else "after </s> a new unit begins")
        self._host.show_session()
