"""A job: long work that a thread does while a person watches its progress and can cancel it."""

from __future__ import annotations

import contextlib
from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from lmtui.errors import Cancelled
from lmtui.playground.time_left import WorkInProgress, estimate

Result = TypeVar("Result")


LONG = 10.0
"""Seconds from which on work is long."""


class Job(ABC, Generic[Result]):
    """Long work with a result.

    `run` and `finish` belong in a thread; `progress` may be read, and `cancel` called, from another.

    Attributes:
        progress: how far the work is.
        answers: how many answers of a model the work needs, at most; 0 for work that is not estimated.
        seconds_each: how long an answer takes, as far as is known before.
    """

    answers = 0
    seconds_each = 0.0

    def __init__(self) -> None:
        self.progress = WorkInProgress("reading")
        self._cancelled = False

    @property
    def is_long(self) -> bool:
        """Whether the work takes so long that it begins when a person has read how long, and begins it."""
        return self.answers * self.seconds_each > LONG

    @property
    def estimate(self) -> str:
        """How long the work takes, and why, in words; "" where that is not worth a word."""
        return estimate(self.answers, self.seconds_each)

    @abstractmethod
    def run(self) -> Result:
        """Do the work.

        Raises:
            LmtuiError: the work cannot be done; the message says why.
            Cancelled: after `cancel`.
        """

    def finish(self) -> None:
        """Do the part of the work that can wait until the result has been shown; called after `run`."""

    def cancel(self) -> None:
        """Have `run` end soon with `Cancelled`."""
        self._cancelled = True

    def _report(self, stage: str, fraction: float) -> None:
        """Note the progress; the work calls this often, and ends here once the job is cancelled."""
        if self._cancelled:
            raise Cancelled
        self.progress.note(stage, fraction)


def give_back_memory() -> None:
    """Have glibc return free memory to the system, which it does not do by itself after a long job in a thread."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)
