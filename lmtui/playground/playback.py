"""How the text of a session is played: whether it runs, how fast, and where it begins."""

from __future__ import annotations

from lmtui.playground.generated_text import GeneratedText
from lmtui.playground.settings import Pace
from lmtui.playground.state import Playing
from lmtui.playground.views import Views
from lmtui.sampling.settings import next_seed


class Playback:
    """Runs, pauses and stops the generation of a text.

    Args:
        text: the text.
        views: where the cursor is, which follows a text that runs.
        pace: how fast the text runs, and whether it ends with its unit.

    Attributes:
        playing: what the generation is doing.
        pinned: whether a run from the prompt uses the same luck again, or takes the next seed.
    """

    def __init__(self, text: GeneratedText, views: Views, pace: Pace) -> None:
        self._text, self._views, self._pace = text, views, pace
        self.playing = Playing.STOPPED
        self.pinned = True

    @property
    def pace(self) -> Pace:
        """How a generation runs."""
        return self._pace

    @pace.setter
    def pace(self, pace: Pace) -> None:
        self._pace = pace
        if pace.stop != self._text.stop:
            self._text.set_stop(pace.stop)
            self._views.look_at(self._views.cursor, self._text.expected_length)

    def restore(self, pace: Pace, pinned: bool) -> None:
        """Take what was saved; the text that goes with it is made after that."""
        self._pace, self.pinned = pace, pinned
        self._text.stop = pace.stop

    @property
    def waits(self) -> bool:
        """Whether the next token of a running generation waits for the model."""
        return not self._text.can_go_on

    def run(self) -> None:
        """Generate: go on from a pause, else begin after the prompt."""
        self._text.history.close()
        if self.playing is Playing.STOPPED:
            self._begin_from_the_prompt()
        self._views.cursor = None
        if self._text.lanes:
            self.playing = Playing.RUNNING

    def pause(self) -> None:
        """Hold a running generation."""
        if self.playing is Playing.RUNNING:
            self.playing = Playing.PAUSED

    def stop(self) -> None:
        """End the generation; its text stays until the next."""
        self.playing = Playing.STOPPED

    def step(self) -> None:
        """Generate one token and hold."""
        self._text.history.close()
        if self.playing is Playing.STOPPED and self._text.has_ended:
            self._begin_from_the_prompt()
        self._views.cursor = None
        if self._text.lanes:
            self.playing = Playing.PAUSED
            self.advance()

    def advance(self) -> None:
        """Have every lane draw its next token, or wait for it; a generation stops where all of them end."""
        if not self._text.lanes:
            return
        if not self._text.has_ended:
            self._text.advance()
        if self._text.has_ended:
            self.playing = Playing.STOPPED

    def clear(self) -> None:
        """Forget what was generated."""
        self._text.begin_again(self._text.state.seed)
        self.go_to_start()

    def go_to_start(self) -> None:
        """Stop, and look at the place of the first token: there is another prompt, or another text after it."""
        self.playing = Playing.STOPPED
        self._views.cursor = None

    def pause_after_change(self) -> None:
        """Pause after a change of the text by hand, so that the next run goes on there; stop where none is left."""
        self.playing = Playing.PAUSED if self._text.length else Playing.STOPPED
        self._views.look_at(self._views.cursor, self._text.expected_length)

    def _begin_from_the_prompt(self) -> None:
        if self._text.lanes:
            seed = self._text.state.seed
            self._text.begin_again(seed if self.pinned else next_seed(seed))
            self.go_to_start()
