"""Keys act in the order they were typed, also where many arrive at once, as they do after a stall of the line."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial

from textual import events
from textual.app import App
from textual.message import Message

_PATIENCE = 0.2  # seconds; what was to say that a key has acted can be lost with a closing screen


class InOrder:
    """Hands on a key when the one before has acted.

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

    @property
    def idle(self) -> bool:
        """Whether all keys have acted."""
        return not (self._busy or self._waiting)

    async def take(self, event: events.Event) -> None:
        """A key, or a paste, came."""
        self._waiting.append(event)
        if not self._busy:
            await self._next()

    async def acted(self, number: int) -> None:
        """The key of this number has acted."""
        if number == self._number:
            self._busy = False
            await self._next()

    async def _next(self) -> None:
        while self._waiting and not self._busy:
            event = self._waiting.popleft()
            target = self._app.focused or self._app.screen
            self._number += 1
            self._busy = True
            await self._act(event)
            self._busy = target.post_message(self.Acted(self._number))
            self._app.set_timer(_PATIENCE, partial(self.acted, self._number))
