"""The end of the program: by a signal, or because the terminal is gone; never later than two seconds after that."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""The signals that end the program."""

HUNG_UP = 128 + signal.SIGHUP
"""The exit code where the terminal is gone."""

MOST_SECONDS = 2.0
"""Seconds that an end may take."""


class Ending:
    """Has the app exit; where that does not succeed in time, ends the process.

    Args:
        exit_app: has the app exit with a code; it is called in any thread.
        restore_terminal: puts the terminal right without waiting for anything; it is called in any thread.

    Attributes:
        has_begun: whether the program is ending.
    """

    def __init__(self, exit_app: Callable[[int], None], restore_terminal: Callable[[], None]) -> None:
        self._exit_app, self._restore_terminal = exit_app, restore_terminal
        self.has_begun = False

    def watch_signals(self) -> None:
        """End the program when a signal asks for it, but for those that are ignored, as nohup has it for SIGHUP."""
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # in the background the end would be stopped
        self.begin(128 + number)

    def begin(self, code: int) -> None:
        """Leave with an exit code; if that does not succeed soon, leave at once."""
        if not self.has_begun:
            self.has_begun = True
            watchdog = threading.Timer(MOST_SECONDS, self._give_up, (code,))
            watchdog.daemon = True
            watchdog.start()
            self._exit_app(code)

    def _give_up(self, code: int) -> None:
        self._restore_terminal()
        os._exit(code)
