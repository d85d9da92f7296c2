"""Start-up: from exec to the first frame, and to the table, in a real pseudo-terminal, beside a bare Textual app."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence

from lmtui.cli.measure.figure import Figure
from lmtui.cli.measure.line import line

_TIMES = 7
_FIRST_FRAME, _TABLE = b"Prompt", b"others"  # what is on the screen by then


def measure(quick: bool) -> Iterator[Figure]:
    """Start both programs several times, by turns, and take the medians; the model is trained each time."""
    bare, first, ready = [], [], []
    with tempfile.TemporaryDirectory() as cache:
        for turn in range(2 if quick else _TIMES):
            bare.append(_seconds_until((b"READY",), ("-m", "lmtui.tui.yardsticks.bare_app"), cache)[0])
            times = _seconds_until((_FIRST_FRAME, _TABLE), ("-m", "lmtui"), os.path.join(cache, str(turn)))
            first.append(times[0])
            ready.append(times[1] - times[0])
    compared, frame = statistics.median(bare), statistics.median(first)
    yield Figure(
        "start",
        "from exec to the first frame",
        frame,
        "s",
        "a bare Textual app that imports numpy",
        compared,
        "at most 1.3 ×",
        frame <= 1.3 * compared,
    )
    after = statistics.median(ready)
    yield Figure(
        "start", "from there to the default model's table", after, "s", "", None, "at most 0.5 s", after <= 0.5
    )


def _seconds_until(marks: Sequence[bytes], arguments: Sequence[str], cache: str) -> list[float]:
    """Run this Python in a pseudo-terminal; seconds until each mark was received, in order."""
    start = time.perf_counter()
    seen = []
    with line(arguments, {"LMTUI_CACHE": cache}) as far:
        for mark in marks:
            far.seconds_until(mark, 0)
            seen.append(time.perf_counter() - start)
    return seen
