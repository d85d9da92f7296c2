"""How much input waits: what the terminal sends beyond that is left out."""

from __future__ import annotations

from collections.abc import Callable

MOST_WAITING = 1_000
"""Keys that may wait for the ones before them: half a minute of a key held down, on a line that stood still."""


class Backlog:
    """Counts the messages that were handed to the app and have not acted yet.

    Args:
        queued: how many messages the app has in its queue.

    Attributes:
        sent: messages on their way to the app so far; only the thread that reads counts them.
        arrived: messages that have come into the app's queue so far; only the thread of the app counts them.
        waiting: tells how many keys that the app has taken from its queue wait for others; the app sets it.
    """

    def __init__(self, queued: Callable[[], int]) -> None:
        self._queued = queued
        self.sent = self.arrived = 0
        self.waiting: Callable[[], int] = lambda: 0

    def room(self) -> int:
        """How many more keys may wait."""
        return MOST_WAITING - (self.sent - self.arrived) - self._queued() - self.waiting()
