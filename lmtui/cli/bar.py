"""A progress bar on standard error."""

from __future__ import annotations

import sys
import time

_BAR = 30


class Bar:
    """A progress bar on standard error, if that is a terminal; redrawn at most ten times a second.

    Args:
        patience: seconds before the bar is drawn for the first time.
    """

    def __init__(self, patience: float = 0.0) -> None:
        self._not_before = time.monotonic() + patience
        self._drawn = -1.0
        self._width = 0
        self._wanted = sys.stderr.isatty()

    def show(self, stage: str, fraction: float) -> None:
        """Draw the bar, unless it was drawn less than a tenth of a second ago."""
        now = time.monotonic()
        if self._wanted and now > self._not_before and now - self._drawn > 0.1:
            self._drawn = now
            done = round(fraction * _BAR)
            line = f"{stage:12} [{'#' * done}{'.' * (_BAR - done)}]"
            self._print(line.ljust(self._width))
            self._width = len(line)

    def clear(self) -> None:
        """Remove the bar from the line."""
        if self._drawn >= 0:
            self._print(" " * self._width + "\r")

    def _print(self, text: str) -> None:
        print(f"\r{text}", end="", file=sys.stderr, flush=True)
