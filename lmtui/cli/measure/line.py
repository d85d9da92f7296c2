"""A program in a pseudo-terminal at the far end of a line whose rate and delay can be chosen; bytes are counted."""

from __future__ import annotations

import fcntl
import math
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

_QUESTION, _ANSWER = b"\x1b[6n", b"\x1b[1;1R"
GIVE_UP = 30.0  # seconds
_LOOK = 0.02  # seconds between two checks of the condition that is waited for


class Line:
    """A line to a program. As in a network, its bytes arrive at a rate and after a delay, and keys after a delay.

    Attributes:
        pid: the process id of the program.
        arrived: all bytes that have arrived at this end.
        last_arrival: when the last byte arrived, in seconds of `time.perf_counter`.
        open: whether the program still runs.
    """

    def __init__(self, pid: int, terminal: int, rate: float, delay: float) -> None:
        self.pid = pid
        self._terminal, self._rate, self._delay = terminal, rate, delay
        self._down: deque[tuple[float, bytes]] = deque()
        self._up: deque[tuple[float, bytes]] = deque()
        self._free = 0.0  # when the line will have carried all that is in the queue
        self.arrived = bytearray()
        self.last_arrival = time.perf_counter()
        self.open = True

    def press(self, keys: bytes) -> None:
        """Send keys, which reach the program after the delay."""
        self._up.append((time.perf_counter() + self._delay, keys))

    def wait(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Let time pass until a condition holds, or for so many seconds. Returns whether the condition holds."""
        end = time.perf_counter() + seconds
        while not until():
            now = time.perf_counter()
            if now >= end:
                return until()
            self._carry(now)
            next_due = min((queue[0][0] for queue in (self._down, self._up) if queue), default=end)
            timeout = max(min(next_due, end, now + _LOOK) - time.perf_counter(), 0)
            if self.open and select.select([self._terminal], [], [], timeout)[0]:
                self._take()
            elif not self.open:
                time.sleep(timeout)
        return True

    def wait_until_quiet(self, seconds: float) -> None:
        """Wait until no byte has arrived for so long."""
        started = time.perf_counter()
        self.wait(GIVE_UP, lambda: time.perf_counter() - max(self.last_arrival, started) >= seconds)

    def seconds_until(self, text: bytes, start: int) -> float:
        """Wait for a text in the bytes that arrive from place `start` on. Returns how many seconds that took."""
        begin = time.perf_counter()
        self.wait(GIVE_UP, lambda: text in self.arrived[start:])
        return time.perf_counter() - begin

    def _take(self) -> None:
        try:
            data = os.read(self._terminal, 1 << 16)
        except OSError:
            data = b""
        self.open = bool(data)
        now = time.perf_counter()
        # In small pieces: a line does not hold back the beginning of a frame until its end has come.
        for start in range(0, len(data), 256):
            piece = data[start : start + 256]
            self._free = max(self._free, now) + len(piece) / self._rate
            self._down.append((self._free + self._delay, piece))

    def _carry(self, now: float) -> None:
        while self._down and self._down[0][0] <= now:
            before = len(self.arrived) - len(_QUESTION) + 1
            self.arrived += self._down.popleft()[1]
            self.last_arrival = now
            for _ in range(self.arrived.count(_QUESTION, max(before, 0))):
                self.press(_ANSWER)
        while self._up and self._up[0][0] <= now and self.open:
            os.write(self._terminal, self._up.popleft()[1])


@contextmanager
def line(
    arguments: Sequence[str], env: Mapping[str, str], rate: float = math.inf, round_trip: float = 0.0
) -> Iterator[Line]:
    """Run this Python with arguments in a terminal of 80×24 and 256 colours.

    Args:
        rate: bytes a second.
        round_trip: seconds.
    """
    child, terminal = pty.fork()
    if not child:
        os.environ.update({"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **env})
        for name in ("COLORTERM", "NO_COLOR"):
            os.environ.pop(name, None)
        os.execv(sys.executable, [sys.executable, *arguments])
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        yield Line(child, terminal, rate, round_trip / 2)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
