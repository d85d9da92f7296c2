"""How long a model's answers take, as measured: for an estimate before long work."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_LATEST = 32  # answers


class AnswerTimes:
    """The times of the latest answers. Any thread may ask.

    Args:
        expected: seconds that an answer takes, as far as is known before one was measured.
        clock: the time in seconds.
    """

    def __init__(self, expected: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._expected = expected
        self._latest: deque[float] = deque(maxlen=_LATEST)

    def timed(self, ask: Callable[[], T]) -> T:
        """The answer, whose time is measured; a refusal is none."""
        begun = self._clock()
        answer = ask()
        self._latest.append(self._clock() - begun)
        return answer

    @property
    def seconds(self) -> float:
        """The mean time of the latest answers; what was expected, before there are any."""
        latest = list(self._latest)
        return sum(latest) / len(latest) if latest else self._expected
