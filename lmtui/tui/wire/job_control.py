"""Job control: the program is stopped and continued from the shell, which has the terminal meanwhile."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from types import FrameType

from lmtui.tui.wire.ending import Ending
from lmtui.tui.wire.tty import in_background

_SECONDS_FOR_SIGNALS = 0.05  # until all threads have taken the signals that came while they were stopped


class JobControl:
    """Gives the terminal back before the program stops, and takes it again when the program is continued.

    Args:
        suspend: gives the terminal back.
        resume: takes the terminal again.
        call_soon: has something called in the thread of the app.
        ending: once it has begun, the terminal is not taken again.
        is_allowed: whether the program may be stopped from the keyboard.
    """

    def __init__(
        self,
        suspend: Callable[[], None],
        resume: Callable[[], None],
        call_soon: Callable[[Callable[[], None]], None],
        ending: Ending,
        is_allowed: bool,
    ) -> None:
        self._suspend_app, self._resume_app, self._call_soon = suspend, resume, call_soon
        self._ending, self._is_allowed = ending, is_allowed
        self._expects_to_continue = False

    def watch_signals(self) -> None:
        """Stop and continue when a signal asks for it."""
        signal.signal(signal.SIGTSTP, self._on_stop)
        signal.signal(signal.SIGCONT, self._on_continue)

    def wait_for_foreground(self, terminal: int) -> None:
        """Stop for as long as another job has the terminal."""
        while in_background(terminal) and not self._ending.has_begun:
            self._expects_to_continue = True
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(_SECONDS_FOR_SIGNALS)
        self._expects_to_continue = False

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        if self._is_allowed:
            self._call_soon(self._stop)

    def _stop(self) -> None:
        """Stop the whole job, as the terminal would. Where nobody could continue it, the kernel does nothing."""
        self._suspend_app()
        self._expects_to_continue = True
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        time.sleep(_SECONDS_FOR_SIGNALS)
        signal.signal(signal.SIGTSTP, self._on_stop)
        self._expects_to_continue = False
        if not self._ending.has_begun:
            self._resume_app()

    def _on_continue(self, number: int, frame: FrameType | None) -> None:
        if not self._expects_to_continue:
            self._call_soon(self._begin_again)

    def _begin_again(self) -> None:
        """Take the terminal anew after a stop by force: it may be in any state."""
        if not self._ending.has_begun:
            self._suspend_app()
            self._resume_app()
