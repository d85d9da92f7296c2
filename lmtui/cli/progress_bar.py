"""Progress on standard error: a bar on a terminal, now and then a line where there is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from lmtui.playground.time_left import WorkInProgress

_PLACES = 30
_BETWEEN_BARS, _BETWEEN_LINES = 0.1, 10.0  # seconds


class ProgressBar:
    """The progress of long work on standard error: a terminal gets a bar that is removed in the end, a pipe lines.

    Args:
        quiet: whether nothing is shown at all.
        patience: seconds before the bar is drawn for the first time.
        clock: the time in seconds.
    """

    def __init__(
        self, quiet: bool = False, patience: float = 0.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._is_wanted = not quiet
        self._every = _BETWEEN_BARS if self._is_terminal else _BETWEEN_LINES
        self._next = clock() + (patience if self._is_terminal else _BETWEEN_LINES)
        self._clock, self._width = clock, 0
        self._work = WorkInProgress(clock=clock)

    def show(self, stage: str, fraction: float) -> None:
        """Take in how far the work is; shown ten times a second at most, in a pipe once in ten seconds."""
        self._work.note(stage, fraction)
        now = self._clock()
        if self._is_wanted and now > self._next:
            self._next = now + self._every
            if self._is_terminal:
                self._draw()
            else:
                print(f"lmtui: {self._work.in_words}", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Remove the bar from the line."""
        if self._width:
            self._print(" " * self._width + "\r")
            self._width = 0

    def _draw(self) -> None:
        done = round(self._work.fraction * _PLACES)
        bar = f"{self._work.stage:12} [{'#' * done}{'.' * (_PLACES - done)}] {self._work.share}"
        line = bar[:79]  # a row of a narrow screen, its last cell free
        self._print(line.ljust(self._width))
        self._width = len(line)

    def _print(self, text: str) -> None:
        print(f"\r{text}", end="", file=sys.stderr, flush=True)
