"""When the next frame may be sent: when the last one has arrived, if the terminal answers; else at a low rate.

After each frame the terminal is asked where its cursor is (ECMA-48: DSR 6); the answer (CPR) comes when it has read
all that was sent before. So there is never more than one frame under way, and what is seen is never older than one
round trip and one frame, however slow the line is. (The idea is mosh's.)
"""

from __future__ import annotations

from collections import deque

_PATIENCE = 3.0  # seconds without an answer until it is not waited for any more
_LOST = 30.0  # seconds until an answer is not counted on at all
_RATE = 8000.0  # bytes a second to a terminal that does not answer
_SHORTEST = 0.05  # seconds between two frames to such a terminal


class Pacing:
    """Hears of each frame and each answer, and says when the next frame may go. Times are seconds of one clock."""

    def __init__(self) -> None:
        self._answers = False  # whether the last question was answered within _PATIENCE
        self._open: deque[float] = deque()  # the times of the questions that have no answer yet
        self._not_before = 0.0

    def due(self, now: float) -> float:
        """Seconds until the next frame may go if no answer comes before; 0 if it may go now."""
        if self._answers and self._open:
            left = max(self._open[-1] + _PATIENCE, self._not_before) - now
            if left > 0:
                return left
            self._answers = False
        return 0.0 if self._answers else max(self._not_before - now, 0.0)

    def sent(self, now: float, size: int) -> bool:
        """Take note that a frame of so many bytes is sent. Returns True if the question is to follow it."""
        self._not_before = now + max(size / _RATE, _SHORTEST)
        while self._open and self._open[0] < now - _LOST:
            self._open.popleft()
        if self._open and now < self._open[-1] + _PATIENCE:
            return False
        self._open.append(now)
        return True

    def answered(self) -> bool:
        """Take note of an answer. Returns True if there was a question."""
        if not self._open:
            return False
        self._open.popleft()
        self._answers = self._answers or not self._open
        return True

    def waiting(self, now: float, patience: float) -> bool:
        """Whether an answer may still come: the last question is less than `patience` seconds old."""
        return bool(self._open) and now - self._open[-1] < patience
