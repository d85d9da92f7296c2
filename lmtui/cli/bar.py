"""A progress bar on standard error."""

from __future__ import annotations

import sys
import time

_BAR = 30


class Bar:
    """A progress bar on standard error, where that is a terminal; redrawn ten times a second."""

    def __init__(self) -> None:
        self._drawn = -1.0
        self._wanted = sys.stderr.isatty()

    def show(self, stage: str, fraction: float) -> None:
        """Draw it, unless it was drawn just now."""
        now = time.monotonic()
        if self._wanted and now - self._drawn > 0.1:
            self._drawn = now
            done = round(fraction * _BAR)
            print(f"\r{stage:12} [{'#' * done}{'.' * (_BAR - done)}]", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take it away."""
        if self._drawn >= 0:
            print("\r" + " " * (_BAR + 15) + "\r", end="", file=sys.stderr, flush=True)
