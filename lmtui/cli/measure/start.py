"""Start-up: from exec to the first frame, and to the table, in a real pseudo-terminal, beside a bare Textual app."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Sequence

from lmtui.cli.measure.figure import Figure

_TIMES = 7
_FIRST_FRAME, _TABLE = b"Prompt", b"others"  # what is on the screen by then
_GIVE_UP = 20.0


def measure(quick: bool) -> Iterator[Figure]:
    """Start both programs several times, by turns, and take the medians; the model is trained each time."""
    bare, first, ready = [], [], []
    with tempfile.TemporaryDirectory() as cache:
        for turn in range(2 if quick else _TIMES):
            bare.append(_seconds_until((b"READY",), ("-m", "lmtui.tui.bare"), cache)[0])
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
    """Run this Python in a pseudo-terminal of 80×24; seconds until each mark was received, in order."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if not child:
        os.environ |= {"TERM": "xterm-256color", "LMTUI_CACHE": cache}
        os.execv(sys.executable, [sys.executable, *arguments])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    received, seen = b"", [0.0] * len(marks)
    try:
        while not all(seen) and time.perf_counter() - start < _GIVE_UP:
            if select.select([terminal], [], [], 0.05)[0]:
                received += os.read(terminal, 1 << 16)
            for place, mark in enumerate(marks):
                if not seen[place] and mark in received:
                    seen[place] = time.perf_counter() - start
    except OSError:  # it ended; what was not seen stays 0
        pass
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    return [moment or _GIVE_UP for moment in seen]
