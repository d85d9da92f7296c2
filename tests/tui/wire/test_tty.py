"""The kernel knows how large a terminal is; what is typed does not make it larger."""

from __future__ import annotations

import fcntl
import os
import struct
import termios
from collections.abc import Iterator

import pytest
from textual import events

from lmtui.tui.wire.tty import MOST_COLUMNS, MOST_ROWS, size_of, with_kernel_size


@pytest.fixture
def terminal() -> Iterator[int]:
    master, slave = os.openpty()
    yield slave
    os.close(master)
    os.close(slave)


def set_size(terminal: int, columns: int, rows: int) -> None:
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


SAID = events.Resize.from_dimensions((500, 500), None)


def test_what_the_kernel_knows_is_believed(terminal: int) -> None:
    set_size(terminal, 100, 30)
    assert with_kernel_size(SAID, terminal).size == size_of(terminal) == (100, 30)


def test_what_it_does_not_know_the_terminal_may_say(terminal: int) -> None:
    set_size(terminal, 0, 0)
    assert with_kernel_size(SAID, terminal) is SAID
    assert size_of(terminal) == (80, 24)


def test_of_a_screen_of_any_size_no_more_is_drawn_than_one_can_read(terminal: int) -> None:
    most = (MOST_COLUMNS, MOST_ROWS)
    set_size(terminal, 65535, 65535)
    assert size_of(terminal) == most
    for known in ((80, 65535), (0, 0)):
        set_size(terminal, *known)
        said = events.Resize.from_dimensions((99_999, 99_999), None)
        assert with_kernel_size(said, terminal).size == (known[0] or MOST_COLUMNS, MOST_ROWS)
