"""Keys act in the order they were typed, also where many arrive at once, as they do after a stall of the line."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.errors import NoWidget
from textual.message import Message
from textual.timer import Timer

INPUT = (events.Key, events.Paste, events.MouseEvent)
"""What a person does."""

_PATIENCE = 0.2  # seconds; what was to say that a key has acted can be lost with a closing screen
_LEAVES = frozenset({"ctrl+c", "ctrl+q"})
_MANY = 64  # waiting keys: whoever leaves does not wait for so many


class InOrder:
    """Hands on a key, a paste or what the mouse does when the one before has acted.

    A printable key acts in the widget that has the focus, any other key on its way up to the app; without this a
    letter typed after Backspace is there before Backspace has acted.

    Args:
        app: whose keys they are; it passes on `Acted` messages.
        act: what the app does with an event.
    """

    class Acted(Message):
        """Came the way the key came, behind it."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, app: App[None], act: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app, self._act = app, act
        self._waiting: deque[events.Event] = deque()
        self._number = 0
        self._busy = False
        self._timer: Timer | None = None

    @property
    def idle(self) -> bool:
        """Whether all keys have acted."""
        return not (self._busy or self._waiting)

    @property
    def waiting(self) -> int:
        """How many keys wait for others."""
        return len(self._waiting)

    async def take(self, event: events.Event) -> None:
        """A key, or a paste, came; or the mouse was used. Ctrl+C and Ctrl+Q take the place of many that wait."""
        if isinstance(event, events.Key) and event.key in _LEAVES and len(self._waiting) >= _MANY:
            self._waiting.clear()
        if isinstance(event, events.MouseMove) and self._waiting and isinstance(self._waiting[-1], events.MouseMove):
            self._waiting.pop()  # where the mouse is now is all that matters
        self._waiting.append(event)
        if not self._busy:
            await self._next()

    async def acted(self, number: int) -> None:
        """The key of this number has acted."""
        if number == self._number:
            self._busy = False
            if self._timer is not None:
                self._timer.stop()
            await self._next()

    async def _next(self) -> None:
        while self._waiting and not self._busy:
            event = self._waiting.popleft()
            target = self._target(event)
            self._number += 1
            self._busy = True
            await self._act(event)
            self._busy = target.post_message(self.Acted(self._number))
            if self._busy:
                self._timer = self._app.set_timer(_PATIENCE, partial(self.acted, self._number))

    def _target(self, event: events.Event) -> DOMNode:
        """The widget that acts on an event."""
        if isinstance(event, events.MouseEvent):
            if self._app.mouse_captured is not None:
                return self._app.mouse_captured
            try:
                return self._app.get_widget_at(int(event.x), int(event.y))[0]
            except NoWidget:
                pass
        return self._app.focused or self._app.screen
