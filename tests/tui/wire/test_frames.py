"""A frame goes when the last one has arrived, and holds no more than what the terminal does not show yet."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.emulator import Emulator

from lmtui.tui.connection import Connection
from lmtui.tui.wire.cursor_reports import QUESTION, CursorReports
from lmtui.tui.wire.frames import Frames
from lmtui.tui.wire.modes import TerminalModes
from lmtui.tui.wire.output import Output

SIZE = (20, 4)
_HOME = "\x1b[1;1H"  # a cursor that is left past the margin would be put nowhere
_NO_DRAWING = re.compile(r"\x1b\[6n|\x1b\[\?[0-9]+[hl]")


class Loop:
    """A clock that stands until somebody moves it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.due: tuple[float, Callable[[], None]] | None = None

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, call: Callable[[], None]) -> Loop:
        self.due = self.now + delay, call
        return self

    def cancel(self) -> None:
        self.due = None

    def advance(self) -> None:
        """Go on to what is due next."""
        assert self.due is not None
        (self.now, call), self.due = self.due, None
        call()


class Line:
    """What is sent, and the screen at its other end."""

    def __init__(self) -> None:
        self.idle = True
        self.sent: list[str] = []
        self.screen = Emulator(*SIZE)

    def write(self, data: bytes) -> None:
        self.sent.append(data.decode())
        self.screen.feed(_NO_DRAWING.sub("", data.decode()))


class Sender:
    """Frames on a line."""

    def __init__(self, **connection: Any) -> None:
        self.loop, self.line, self.reports = Loop(), Line(), CursorReports()
        self.frames = Frames(
            Connection(**connection), TerminalModes(), self.reports, cast("asyncio.AbstractEventLoop", self.loop)
        )
        self.begin()

    def begin(self) -> None:
        self.frames.begin(cast("Output", self.line))
        self.frames.release()

    def draw(self, text: str, row: int = 1, column: int = 1) -> None:
        self.frames.write(f"\x1b[{row};{column}H{text}", SIZE)
        self.frames.flush()

    def answer(self) -> None:
        self.reports.answered += 1
        assert self.frames.pacing.answered()
        self.frames.flush()


def test_a_frame_ends_with_a_question_and_the_next_one_waits_for_the_answer() -> None:
    sender = Sender()
    sender.draw("first")
    assert len(sender.line.sent) == 1
    assert sender.line.sent[0].endswith(QUESTION)
    assert sender.reports.are_due
    sender.answer()
    assert not sender.reports.are_due
    sender.draw("second", 2)
    sender.draw("third", 3)
    sender.draw("fourth", 3)
    assert len(sender.line.sent) == 2
    sender.answer()
    assert len(sender.line.sent) == 3
    assert "fourth" in sender.line.sent[2]
    assert "third" not in "".join(sender.line.sent)
    assert "first" not in "".join(sender.line.sent[1:])


def test_where_nothing_changes_nothing_is_sent() -> None:
    sender = Sender()
    sender.draw("text")
    sender.answer()
    sender.draw("text")
    sender.frames.flush()
    assert len(sender.line.sent) == 1


def test_without_an_answer_the_next_frame_goes_after_a_while() -> None:
    sender = Sender()
    sender.draw("first")
    sender.draw("second", 2)
    assert len(sender.line.sent) == 1
    sender.loop.advance()
    assert len(sender.line.sent) == 2
    assert sender.loop.now > 0


def test_no_frame_goes_while_the_last_one_is_being_written() -> None:
    sender = Sender()
    sender.line.idle = False
    sender.draw("text")
    assert sender.line.sent == []
    sender.line.idle = True
    sender.frames.flush()
    assert len(sender.line.sent) == 1


def test_a_sequence_that_draws_nothing_goes_at_once_and_when_frames_are_held() -> None:
    sender = Sender()
    sender.frames.write("\x1b[?1049h", SIZE)
    assert sender.line.sent == ["\x1b[?1049h"]
    sender.frames.hold()
    sender.draw("text")
    sender.frames.write("\x1b[?1049l", SIZE)
    assert sender.line.sent == ["\x1b[?1049h", "\x1b[?1049l"]
    sender.frames.end()
    sender.frames.write("\x1b[?1049h", SIZE)
    sender.frames.flush()
    assert len(sender.line.sent) == 2


def test_no_frame_goes_before_the_terminal_is_set_up_and_then_the_whole_screen_does() -> None:
    sender = Sender()
    sender.draw("text")
    sender.answer()
    sender.frames.begin(cast("Output", sender.line))
    sender.frames.forget()
    sender.draw("more", 2)
    assert len(sender.line.sent) == 1
    assert not sender.loop.due
    sender.frames.release()
    sender.frames.flush()
    assert len(sender.line.sent) == 2
    assert "text" in sender.line.sent[1]
    assert "more" in sender.line.sent[1]


@pytest.mark.parametrize("again", ["begin", "forget", "resize"])
def test_the_whole_screen_is_sent_where_it_is_not_known_what_the_terminal_shows(again: str) -> None:
    sender = Sender()
    sender.draw("text")
    sender.answer()
    if again == "begin":
        sender.begin()
    elif again == "forget":
        sender.frames.forget()
    else:
        sender.frames.write("\x1b[1;1Htext", (19, 3))
    sender.frames.flush()
    assert len(sender.line.sent) == 2
    assert "text" in sender.line.sent[1]


def test_a_terminal_that_knows_where_a_frame_ends_is_told() -> None:
    sender = Sender()
    sender.frames.write("\x1b[?2026h", SIZE)
    sender.draw("text")
    (frame,) = sender.line.sent
    assert frame.startswith("\x1b[?2026h")
    assert frame.endswith("\x1b[?2026l" + QUESTION)


def test_another_encoding_has_no_byte_that_it_does_not_know() -> None:
    sender = Sender(encoding="ascii")
    sender.draw("é漢")
    assert "".join(sender.line.sent).isascii()


TEXTS = st.sampled_from(["a", "xyz", "   ", "é", "漢字", "\x1b[31mr"])
WRITES = st.tuples(TEXTS, st.integers(1, 4), st.integers(1, 20))


@settings(max_examples=60)
@given(st.lists(WRITES | st.sampled_from(["answer", "forget"]), max_size=30))
def test_at_the_end_the_terminal_shows_what_one_frame_would_have_shown(
    steps: list[tuple[str, int, int] | str],
) -> None:
    sender, at_once = Sender(), Sender()
    for step in ["begin", *steps]:
        if step == "forget":
            sender.frames.forget()
        elif step == "answer" and sender.reports.are_due:
            sender.answer()
        elif not isinstance(step, str):
            text, row, column = step
            sender.draw(f"{text}{_HOME}", row, column)
            at_once.frames.write(f"\x1b[{row};{column}H{text}{_HOME}", SIZE)
        elif step == "begin":
            sender.draw("")
            at_once.frames.write("", SIZE)
    sender.frames.flush()
    at_once.frames.flush()
    while sender.loop.due:
        sender.loop.advance()
    assert len(at_once.line.sent) == 1
    assert sender.line.screen.seen == at_once.line.screen.seen
