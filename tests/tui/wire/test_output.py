"""Writing never stops the program, and what was written arrives whole and in order."""

from __future__ import annotations

import fcntl
import os
import random
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from lmtui.tui.wire.output import Output, write_at_once

PATIENCE = 60.0
MUCH = 1 << 20  # more than any pipe or terminal holds


@dataclass
class Line:
    """The two ends of a pipe or a pseudo-terminal."""

    reader: int
    writer: int
    closed: set[int] = field(default_factory=set)

    def close(self, end: int) -> None:
        if end not in self.closed:
            self.closed.add(end)
            os.close(end)

    def read(self, size: int) -> bytes:
        """Read so many bytes."""
        data = bytearray()
        while len(data) < size:
            data += os.read(self.reader, min(65536, size - len(data)))
        return bytes(data)


def pipe() -> Line:
    return Line(*os.pipe())


def terminal() -> Line:
    line = Line(*os.openpty())
    tty.setraw(line.writer)
    return line


@pytest.fixture(params=[pipe, terminal])
def line(request: pytest.FixtureRequest) -> Iterator[Line]:
    made: Callable[[], Line] = request.param
    line = made()
    yield line
    line.close(line.reader)
    line.close(line.writer)


@pytest.fixture(autouse=True)
def no_thread_fails(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    failures: list[object] = []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    yield
    assert not failures


def pieces(count: int = 400, largest: int = 3000) -> list[bytes]:
    chance = random.Random(1)
    return [chance.randbytes(chance.randrange(largest)) for _ in range(count)]


def test_all_arrives_in_order_while_somebody_reads(line: Line) -> None:
    output = Output(line.writer, lambda: None)
    expected = b"".join(pieces())
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(line.read(len(expected))), daemon=True)
    reader.start()
    for piece in pieces():
        output.write(piece)
    reader.join(PATIENCE)
    output.close(PATIENCE)
    assert got == [expected]


def test_writing_never_waits_for_the_reader(line: Line) -> None:
    output = Output(line.writer, lambda: None)
    for piece in pieces():
        output.write(piece)
    expected = b"".join(pieces())
    assert len(expected) > MUCH // 2
    assert line.read(len(expected)) == expected
    output.close(PATIENCE)


def test_it_is_idle_only_when_all_was_written(line: Line) -> None:
    written = threading.Event()
    output = Output(line.writer, written.set)
    output.write(b"x" * MUCH)
    assert not output.idle
    line.read(MUCH // 4)
    assert not output.idle
    assert not written.is_set()
    line.read(MUCH - MUCH // 4)
    assert written.wait(PATIENCE)
    assert output.idle
    output.close(PATIENCE)


def test_it_is_said_each_time_that_nothing_is_left(line: Line) -> None:
    written = threading.Semaphore(0)
    output = Output(line.writer, written.release)
    for _ in range(20):
        output.write(b"abc")
        assert written.acquire(timeout=PATIENCE)
        assert output.idle
        assert line.read(3) == b"abc"
    output.close(PATIENCE)
    assert not written.acquire(blocking=False)


def test_what_is_told_may_write_again(line: Line) -> None:
    left = [b"c", b"b"]
    done = threading.Event()

    def go_on() -> None:
        if left:
            output.write(left.pop())
        else:
            done.set()

    output = Output(line.writer, go_on)
    output.write(b"a")
    assert done.wait(PATIENCE)
    assert line.read(3) == b"abc"
    output.close(PATIENCE)


def test_nothing_is_idle() -> None:
    output = Output(os.open(os.devnull, os.O_WRONLY), lambda: None)
    assert output.idle
    output.close(PATIENCE)
    output.close(PATIENCE)  # and twice does no harm


def test_closing_writes_what_is_left(line: Line) -> None:
    got: list[bytes] = []
    output = Output(line.writer, lambda: None)
    output.write(b"x" * MUCH)
    output.write(b"end")
    reader = threading.Thread(target=lambda: got.append(line.read(MUCH + 3)), daemon=True)
    reader.start()
    output.close(PATIENCE)
    assert output.idle
    reader.join(PATIENCE)
    assert got == [b"x" * MUCH + b"end"]


def test_closing_gives_up_when_nobody_reads(line: Line) -> None:
    output = Output(line.writer, lambda: None)
    output.write(b"x" * MUCH)
    output.close(0.05)  # comes back
    assert not output.idle
    assert line.read(MUCH) == b"x" * MUCH
    output.close(PATIENCE)
    assert output.idle


def test_a_reader_that_has_gone_is_no_error(line: Line) -> None:
    written = threading.Semaphore(0)
    output = Output(line.writer, written.release)
    line.close(line.reader)
    for _ in range(3):
        output.write(b"abc")
        assert written.acquire(timeout=PATIENCE)
    assert output.idle
    output.close(PATIENCE)


def test_a_reader_that_goes_while_much_is_left_is_no_error(line: Line) -> None:
    written = threading.Event()
    output = Output(line.writer, written.set)
    output.write(b"x" * MUCH)
    line.read(10)
    line.close(line.reader)
    assert written.wait(PATIENCE)
    output.close(PATIENCE)


def closed_descriptor() -> int:
    """One whose number nobody else takes meanwhile."""
    source = os.open(os.devnull, os.O_WRONLY)
    number = fcntl.fcntl(source, fcntl.F_DUPFD, 700)
    os.close(source)
    os.close(number)
    return number


def test_a_closed_descriptor_is_no_error() -> None:
    written = threading.Event()
    output = Output(closed_descriptor(), written.set)
    output.write(b"abc")
    assert written.wait(PATIENCE)
    output.close(PATIENCE)


def test_a_descriptor_that_does_not_block_gets_all_too(line: Line) -> None:
    os.set_blocking(line.writer, False)
    output = Output(line.writer, lambda: None)
    expected = b"".join(pieces())
    output.write(expected)
    assert line.read(len(expected)) == expected
    output.close(PATIENCE)


def fill(descriptor: int) -> None:
    os.set_blocking(descriptor, False)
    with suppress(BlockingIOError):
        while True:
            os.write(descriptor, b"x" * 512)
    with suppress(BlockingIOError):
        while True:
            os.write(descriptor, b"x")
    os.set_blocking(descriptor, True)


def test_the_last_words_are_written(line: Line) -> None:
    write_at_once(line.writer, b"\x1b[0m")
    assert line.read(4) == b"\x1b[0m"


def test_the_last_words_are_not_waited_for(line: Line) -> None:
    fill(line.writer)
    write_at_once(line.writer, b"\x1b[0m")
    assert os.get_blocking(line.writer)


def test_as_much_of_the_last_words_as_goes_is_written(line: Line) -> None:
    write_at_once(line.writer, b"x" * MUCH)
    assert os.get_blocking(line.writer)
    assert line.read(4000) == b"x" * 4000


def test_the_last_words_to_nobody_are_no_error(line: Line) -> None:
    line.close(line.reader)
    write_at_once(line.writer, b"\x1b[0m")
    write_at_once(closed_descriptor(), b"\x1b[0m")
