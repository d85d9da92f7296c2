"""The messages of a running app: which of its widgets have taken some, and whether one still waits."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

from textual import events
from textual._context import active_message_pump
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump

_PATIENCE = 1.0  # seconds for a widget that is at work to take its messages
_LOOK = 0.05


class _Marker:
    """Stands behind all messages that a widget has been sent so far; is called when it is its turn."""

    _param_count = 0  # which Textual would else find out by inspection, for each of thousands

    def __init__(self, widget: MessagePump, waiting: set[MessagePump], all_taken: asyncio.Event) -> None:
        self._widget, self._waiting, self._all_taken = widget, waiting, all_taken

    def __call__(self) -> None:
        self._waiting.discard(self._widget)
        if not self._waiting:
            self._all_taken.set()


class Post:
    """Counts messages; `take` is the message hook of `App.run_test`.

    Attributes:
        taken: how many have been taken, without those that this class sends.
    """

    def __init__(self) -> None:
        self.taken = 0
        self._at_work: set[MessagePump] = set()  # who has taken a message since the last marker, and may be at it yet

    def take(self, message: Message) -> None:
        if not (isinstance(message, events.Callback) and isinstance(message.callback, _Marker)):
            self.taken += 1
            self._at_work.add(active_message_pump.get())

    async def all_taken(self, app: App[Any]) -> None:
        """Wait until all have been taken that were sent to the app and the widgets of its screen before this.

        A widget that goes away meanwhile is not waited for. Nor is one that has taken nothing since this was last
        asked: most have not, and a message for each of them would cost more than all that the tests look at.
        """
        await asyncio.sleep(0)
        waiting: set[MessagePump] = set()
        all_taken = asyncio.Event()
        at_work, self._at_work = self._at_work, set()
        for widget in _widgets(app):
            if widget in at_work or widget.message_queue_size:
                waiting.add(widget)
                if not widget.post_message(events.Callback(callback=_Marker(widget, waiting, all_taken))):
                    waiting.discard(widget)
        for _ in range(round(_PATIENCE / _LOOK)):
            waiting -= {widget for widget in waiting if not widget.is_running}
            if not waiting or app._exception is not None:
                break
            try:
                await asyncio.wait_for(all_taken.wait(), _LOOK)
            except TimeoutError:
                continue
            break
        self._at_work |= waiting

    def nothing_waits(self, app: App[Any]) -> bool:
        """Whether no message waits to be taken, and no call for when its widget has nothing else to do."""
        return all(widget.message_queue_size == 0 and not widget._next_callbacks for widget in _widgets(app))


def _widgets(app: App[Any]) -> Iterator[MessagePump]:
    yield app
    yield from app.screen.walk_children(with_self=True)
