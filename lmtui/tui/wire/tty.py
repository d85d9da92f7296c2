"""The terminal as the kernel knows it: opened again, set, and put right."""

from __future__ import annotations

import contextlib
import os
import termios
from typing import Any

from textual import events
from textual.message import Message

from lmtui.tui.wire.output import write_at_once


def opened_again(fd: int, flags: int) -> int:
    """A terminal opened again, never to wait for it; on the given one, the flag that says so would be everybody's.

    Where it cannot be opened, as after a change of user, the given one.
    """
    try:
        return os.open(os.ttyname(fd), flags | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return fd


def feed_straight_down(fd: int) -> None:
    """Have a line feed not return to the first column as well: nothing that is written is changed on its way."""
    with contextlib.suppress(termios.error):
        attributes = termios.tcgetattr(fd)
        attributes[1] &= ~termios.OPOST
        termios.tcsetattr(fd, termios.TCSANOW, attributes)


def in_background(fd: int) -> bool:
    """Whether a terminal is somebody else's now."""
    try:
        return os.tcgetpgrp(fd) != os.getpgrp()
    except OSError:  # it is not the one that controls us
        return False


def size_of(fd: int) -> tuple[int, int]:
    """Columns and rows of what is drawn on; 80 and 24 where it does not know."""
    columns, rows = _known_size(fd)
    return columns or 80, rows or 24


def as_the_kernel_says(message: Message, fd: int) -> Message:
    """A message about the size of a terminal, with the size that the kernel knows if it knows one."""
    if isinstance(message, events.Resize) and all(_known_size(fd)):
        return events.Resize.from_dimensions(_known_size(fd), None)
    return message


def _known_size(fd: int) -> tuple[int, int]:
    try:
        columns, rows = os.get_terminal_size(fd)
    except OSError:
        return 0, 0
    return columns, rows


def restore(fd: int, words: str, attributes: list[Any] | None) -> None:
    """Put a terminal right without waiting for anything: what stands before it in the queue is given up.

    Args:
        words: what switches off again all that was switched on.
        attributes: what it was set to before.
    """
    with contextlib.suppress(termios.error):
        termios.tcflush(fd, termios.TCOFLUSH)
    # It may have stopped in the middle of a sequence, which ST ends.
    write_at_once(fd, f"\x1b\\\x1b[0m{words}".encode("ascii"))
    with contextlib.suppress(termios.error):
        if attributes is not None:
            termios.tcsetattr(fd, termios.TCSANOW, attributes)
