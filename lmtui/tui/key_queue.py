"""Keys act in the order in which they were typed, also where many arrive at once after a stall of the line."""

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
"""The events that a person causes."""

_SECONDS_TO_BE_HANDLED = 0.2  # the message that a key was handled can be lost with a closing screen
_MANY_WAITING = 64  # waiting events: a key that leaves the program does not wait for so many


class KeyQueue:
    """Hands on a key, a paste or a mouse event when the one before was handled.

    A printable key acts in the widget that has the focus, any other key on its way up to the app. Without the queue,
    a letter typed after Backspace is there before Backspace has acted.

    Args:
        app: the app whose keys are queued; it passes on `Handled` messages.
        act: what the app does with an event.
        leaves: tells whether a key, as Textual names it, leaves the program.
    """

    class Handled(Message):
        """An event was handled: this message took the way of the event, behind it."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(
        self, app: App[None], act: Callable[[events.Event], Awaitable[None]], leaves: Callable[[str], bool]
    ) -> None:
        self._app, self._act, self._leaves_program = app, act, leaves
        self._waiting: deque[events.Event] = deque()
        self._number = 0
        self._busy = False
        self._timer: Timer | None = None

    @property
    def idle(self) -> bool:
        """Whether all events were handled."""
        return not (self._busy or self._waiting)

    @property
    def waiting(self) -> int:
        """How many events wait for others."""
        return len(self._waiting)

    async def take(self, event: events.Event) -> None:
        """Take an event. A key that leaves the program takes the place of many that wait."""
        if isinstance(event, events.Key) and len(self._waiting) >= _MANY_WAITING and self._leaves_program(event.key):
            self._waiting.clear()
        if isinstance(event, events.MouseMove) and self._waiting and isinstance(self._waiting[-1], events.MouseMove):
            self._waiting.pop()  # where the mouse is now is all that matters
        self._waiting.append(event)
        if not self._busy:
            await self._next()

    async def handled(self, number: int) -> None:
        """Hand on the next event, now that the one of this number was handled."""
        if number == self._number:
            self._busy = False
            if self._timer is not None:
                self._timer.stop()
            await self._next()

    async def _next(self) -> None:
        while self._waiting and not self._busy:
            event = self._waiting.popleft()
            target = self._widget_of(event)
            self._number += 1
            self._busy = True
            await self._act(event)
            self._busy = target.post_message(self.Handled(self._number))
            if self._busy:
                self._timer = self._app.set_timer(_SECONDS_TO_BE_HANDLED, partial(self.handled, self._number))

    def _widget_of(self, event: events.Event) -> DOMNode:
        """The widget that acts on an event."""
        if isinstance(event, events.MouseEvent):
            if self._app.mouse_captured is not None:
                return self._app.mouse_captured
            try:
                return self._app.get_widget_at(int(event.x), int(event.y))[0]
            except NoWidget:
                pass
        return self._app.focused or self._app.screen
