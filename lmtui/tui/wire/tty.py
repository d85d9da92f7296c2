"""The terminal as a device of the kernel: opened again, set, measured, and put right at the end."""

from __future__ import annotations

import contextlib
import os
import termios
from typing import Any

from textual import events

from lmtui.tui.wire.output import write_at_once

MOST_COLUMNS, MOST_ROWS = 1000, 500
"""No screen that a person can read has more."""


def reopened(fd: int, flags: int) -> int:
    """A new descriptor of a terminal, which never blocks; on the given one, O_NONBLOCK would hold for all programs.

    Returns the given descriptor where the terminal cannot be opened, as after a change of user.
    """
    try:
        return os.open(os.ttyname(fd), flags | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return fd


def keep_line_feeds(fd: int) -> None:
    """Have the kernel write all bytes as they are: a line feed does not return to the first column."""
    with contextlib.suppress(termios.error):
        attributes = termios.tcgetattr(fd)
        attributes[1] &= ~termios.OPOST
        termios.tcsetattr(fd, termios.TCSANOW, attributes)


def in_background(fd: int) -> bool:
    """Whether another job has the terminal."""
    try:
        return os.tcgetpgrp(fd) != os.getpgrp()
    except OSError:  # it is not the terminal that controls this process
        return False


def size_of(fd: int) -> tuple[int, int]:
    """Columns and rows of a terminal; 80 and 24 where the kernel does not know."""
    columns, rows = _known_size(fd)
    return columns or 80, rows or 24


def with_kernel_size(event: events.Resize, fd: int) -> events.Resize:
    """The same event about a terminal's size, with the size that the kernel knows, if it knows one."""
    if all(_known_size(fd)):
        return events.Resize.from_dimensions(_known_size(fd), None)
    size = _drawn(event.size)
    return event if size == event.size else events.Resize.from_dimensions(size, None)


def _known_size(fd: int) -> tuple[int, int]:
    try:
        columns, rows = os.get_terminal_size(fd)
    except OSError:
        return 0, 0
    return _drawn((columns, rows))


def _drawn(size: tuple[int, int]) -> tuple[int, int]:
    """The part of a screen that is drawn. A client over SSH can claim any size, and the work grows with it."""
    return min(size[0], MOST_COLUMNS), min(size[1], MOST_ROWS)


def restore_terminal(fd: int, undoing: str, attributes: list[Any] | None) -> None:
    """Put a terminal right without waiting for anything; what has not been sent is given up.

    Args:
        fd: the terminal.
        undoing: the sequences that switch off all that was switched on.
        attributes: its attributes before (`termios.tcgetattr`).
    """
    with contextlib.suppress(termios.error):
        termios.tcflush(fd, termios.TCOFLUSH)
    # The output may have stopped in the middle of a sequence, which ST ends.
    write_at_once(fd, f"\x1b\\\x1b[0m{undoing}".encode("ascii"))
    with contextlib.suppress(termios.error):
        if attributes is not None:
            termios.tcsetattr(fd, termios.TCSANOW, attributes)
