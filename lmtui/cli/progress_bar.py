"""Progress on standard error: a bar on a terminal, now and then a line where there is none."""

from __future__ import annotations

import _thread
import sys
import threading
import time
from collections.abc import Callable

from lmtui.playground.time_left import WorkInProgress

_PLACES = 30
_BETWEEN_BARS, _BETWEEN_LINES = 0.1, 10.0  # seconds
_BETWEEN_LOOKS = 0.5  # seconds, where the work reports nothing


class ProgressBar:
    """The progress of long work on standard error: a terminal gets a bar that is removed in the end, a pipe lines.

    Work that has reported, and then waits for something that does not come, as for a server, is shown all the while.

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
        self._clock, self._drawn = clock, ""
        self._work = WorkInProgress(clock=clock)
        self._lock = threading.Lock()
        self._cleared: threading.Event | None = None  # of the thread that looks after the work

    def show(self, stage: str, fraction: float) -> None:
        """Take in how far the work is; shown ten times a second at most, in a pipe once in ten seconds."""
        with self._lock:
            self._work.note(stage, fraction)
            self._show_if_due()
            if self._is_wanted and self._cleared is None:
                self._cleared = threading.Event()
                # Ctrl+C may come at any moment, and the start of a `threading.Thread` does not bear it.
                _thread.start_new_thread(self._look_on, (self._cleared,))

    def clear(self) -> None:
        """Remove the bar from the line; nothing is shown until the work reports again."""
        with self._lock:
            if self._cleared:
                self._cleared.set()
                self._cleared = None
            if self._drawn:
                self._print(" " * len(self._drawn) + "\r")
                self._drawn = ""

    def _look_on(self, cleared: threading.Event) -> None:
        while not cleared.wait(_BETWEEN_LOOKS):
            with self._lock:
                if not cleared.is_set():
                    self._show_if_due()

    def _show_if_due(self) -> None:
        now = self._clock()
        if self._is_wanted and now > self._next:
            self._next = now + self._every
            if self._is_terminal:
                self._draw()
            else:
                print(f"lmtui: {self._work.in_words}", file=sys.stderr, flush=True)

    def _draw(self) -> None:
        done = round(self._work.fraction * _PLACES)
        bar = f"{self._work.stage:12} [{'#' * done}{'.' * (_PLACES - done)}] {self._work.share}"
        line = bar[:79]  # a row of a narrow screen, its last cell free
        if line != self._drawn:
            self._print(line.ljust(len(self._drawn)))
            self._drawn = line

    def _print(self, text: str) -> None:
        print(f"\r{text}", end="", file=sys.stderr, flush=True)
