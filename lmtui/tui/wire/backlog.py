"""How much input waits: what the terminal sends beyond that is left out."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from textual.message import Message

MOST_WAITING = 1_000
"""Keys that may wait for the ones before them: half a minute of a key held down, on a line that stood still."""


class Backlog:
    """The messages that were handed to the app and have not acted yet.

    Args:
        queued: how many messages the app has in its queue.

    Attributes:
        on_the_way: messages that have not come into that queue yet.
        waiting: tells how many keys that the app has taken from its queue wait for others; the app sets it.
    """

    def __init__(self, queued: Callable[[], int]) -> None:
        self._queued = queued
        self.on_the_way: deque[Message] = deque()
        self.waiting: Callable[[], int] = lambda: 0

    def room(self) -> int:
        """How many more keys may wait."""
        return MOST_WAITING - len(self.on_the_way) - self._queued() - self.waiting()
