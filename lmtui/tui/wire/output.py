"""Writing to the terminal, in a thread: a terminal that does not read must not stop the program."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
from collections.abc import Callable

_AGAIN = 0.05  # seconds until a write that would block is tried again


class Output:
    """Takes data at any time, and writes them in order.

    Args:
        fd: the terminal; it should not block, as a write that waits keeps all others out, also at the end.
        written: called, in the thread that writes, each time nothing is left to write.
    """

    def __init__(self, fd: int, written: Callable[[], None]) -> None:
        self._fd, self._written = fd, written
        self._waiting = bytearray()
        self._more = threading.Condition()
        self._busy = self._closing = self._abandoned = False
        self._thread = threading.Thread(target=self._run, name="lmtui-output", daemon=True)
        self._thread.start()

    @property
    def idle(self) -> bool:
        """Whether nothing is left to write."""
        return not (self._busy or self._waiting)

    def write(self, data: bytes) -> None:
        """Have data written after those before."""
        with self._more:
            self._waiting += data
            self._more.notify()

    def close(self, patience: float) -> None:
        """Write what is left for at most so many seconds; the rest is given up."""
        with self._more:
            self._closing = True
            self._more.notify()
        self._thread.join(patience)
        self._abandoned = True

    def _run(self) -> None:
        while True:
            with self._more:
                self._more.wait_for(lambda: self._waiting or self._closing)
                self._busy = True
                data, self._waiting = bytes(self._waiting), bytearray()
            while data and not self._abandoned:
                try:
                    data = data[os.write(self._fd, data) :]
                except BlockingIOError:
                    time.sleep(_AGAIN)
                except OSError:
                    data = b""  # the terminal is gone, which the thread that reads from it notices
            self._busy = False
            if self.idle:
                if self._closing:
                    return
                self._written()


def write_at_once(fd: int, data: bytes, patience: float = 0.25) -> None:
    """Write what can be written within so many seconds, in this thread; for the end of the program."""
    end = time.monotonic() + patience
    with contextlib.suppress(OSError):
        os.set_blocking(fd, False)
        try:
            while data and time.monotonic() < end:
                if select.select([], [fd], [], _AGAIN)[1]:
                    with contextlib.suppress(BlockingIOError):
                        data = data[os.write(fd, data) :]
        finally:
            os.set_blocking(fd, True)
