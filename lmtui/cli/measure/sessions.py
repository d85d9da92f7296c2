"""Many sessions on one machine: the memory of each, the memory that all share, and the processor time when idle."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from lmtui.cli.measure.figure import Figure
from lmtui.cli.measure.line import Line, line
from lmtui.errors import LmtuiError

_PROGRAM = ("-m", "lmtui", "--kiosk", "--corpus", "python", "--prompt", "the")
_GENERATING, _WATCHED = 2.0, 10.0  # seconds
_F4 = b"\x1bOS"
_MOST = 60.0  # MB a session may hold for itself


def measure(sessions: int) -> Iterator[Figure]:
    """Start kiosk sessions one after another, generate in each, and look at the first, the second and the last.

    Before these are looked at, each has also swept the temperatures.

    Raises:
        LmtuiError: this system does not say what its processes hold.
    """
    if not Path("/proc/self/smaps_rollup").exists():
        raise LmtuiError("sessions are measured from Linux's /proc, which is not here; measure them there")
    with tempfile.TemporaryDirectory() as cache, ExitStack() as stack:
        lines = []
        for _ in range(sessions):
            far = stack.enter_context(line(_PROGRAM, {"LMTUI_CACHE": cache}))
            far.seconds_until(b"others", 0)
            far.press(b"\r")
            far.wait(_GENERATING)
            far.press(b"\x1b[18~")
            far.wait_until_quiet(0.5)
            lines.append(far)
        looked_at = sorted({1, min(2, sessions), sessions})
        for number in looked_at:
            _sweep(lines[number - 1])
        for number in looked_at:
            alone, shared = _memory(lines[number - 1])
            what = f"session {number} of {sessions}: memory of its own"
            goal = f"at most {_MOST:g} MB"
            yield Figure("sessions", what, alone, "MB", "MB it shares with others", shared, goal, alone <= _MOST)
        before = [_processor_seconds(far) for far in lines]
        for far in lines:
            far.wait(_WATCHED / sessions)
        used = sum(_processor_seconds(far) - start for far, start in zip(lines, before, strict=True))
        percent = 100 * used / _WATCHED
        yield Figure(
            "sessions", f"all {sessions}, idle: processor", percent, "%", "", None, "0 %", round(percent, 1) == 0
        )


def _sweep(far: Line) -> None:
    """Sweep the temperatures, the action that needs the most memory."""
    start = len(far.arrived)
    far.press(_F4)
    far.seconds_until(b"done: ", start)
    far.press(b"\x1b")
    far.wait_until_quiet(0.5)


def _memory(far: Line) -> tuple[float, float]:
    """The memory of a process in MB: what it holds alone, and what it shares with others."""
    sizes: dict[str, int] = {}
    for entry in Path(f"/proc/{far.pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, size = entry.split()[:2]
        sizes[name] = int(size)
    private = sizes["Private_Clean:"] + sizes["Private_Dirty:"]
    return private * 1024 / 1e6, (sizes["Rss:"] - private) * 1024 / 1e6


def _processor_seconds(far: Line) -> float:
    """Seconds of processor time that a process has used; the system counts in hundredths of a second."""
    fields = Path(f"/proc/{far.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
