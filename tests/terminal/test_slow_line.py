"""Never behind: one frame is under way, and no more, whatever the line does to it and to what is typed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from support.forked import spawn
from support.playing import QUESTION, progress, ready, tokens
from support.screen import candidates_on, find_table
from support.slow import ANSWER, SlowLine, Withheld
from support.terminal import CTRL_Q, ENTER, ESCAPE, F1, F5, F7, TAB, UP, Terminal, lmtui

CTRL_L = "\x0c"
LONG = ("--corpus", "python", "--temperature", "inf")  # takes seconds to the last token it may generate
PASTE, PASTE_END = "\x1b[200~", "\x1b[201~"
F3, SHIFT_F3 = "\x1bOR", "\x1b[1;2R"


@contextmanager
def withheld(*options: str, size: tuple[int, int] = (80, 24)) -> Iterator[Withheld]:
    """A playground that knows that its terminal answers, at rest."""
    with spawn([lmtui(), *options], size, answers=False) as terminal:
        line = Withheld(terminal)
        line.expect(lambda seen: find_table(seen.lines))
        line.settle()
        yield line


def run(line: Withheld, faster: int = 0) -> None:
    line.terminal.send(TAB)
    line.settle()
    line.terminal.send(faster * "+" + F5)
    line.expect(lambda seen: tokens(seen) > 0)


def run_without_limit(line: Withheld) -> None:
    run(line, faster=5)
    line.expect(lambda seen: " max " in seen.text)


def leave(line: Withheld) -> None:
    line.terminal.send(CTRL_Q)
    line.answer()
    assert line.terminal.wait() == 0


def prompt(terminal: Terminal) -> str:
    """What stands in the prompt."""
    return terminal.lines[1][10:].rstrip()


def repaint_changes_nothing(line: Withheld) -> None:
    """The screen shows what the program means it to."""
    line.settle()
    text, before = line.terminal.text, len(line.terminal.received)
    line.terminal.send(CTRL_L)
    line.expect(lambda seen: len(seen.received) > before + 1000)
    line.settle()
    assert line.terminal.text == text


# One frame


def test_no_byte_follows_a_frame_before_its_answer_and_tokens_go_on() -> None:
    with withheld(*LONG) as line:
        run_without_limit(line)
        counts = []
        for _ in range(3):
            line.terminal.expect(lambda _: line.open)
            assert line.open == 1
            assert line.terminal.received.endswith(QUESTION)
            assert line.nothing_comes_while_it_computes(60)
            counts.append(tokens(line.terminal))
            line.answer()
        line.terminal.expect(lambda _: line.open)
        counts.append(tokens(line.terminal))
        assert all(after > before + 100 for before, after in pairwise(counts)), counts
        line.answer()
        leave(line)


def test_after_stop_at_most_two_frames_come_and_the_last_shows_it() -> None:
    with withheld(*LONG) as line:
        run_without_limit(line)
        line.terminal.expect(lambda _: line.open)
        asked = line.terminal.received.count(QUESTION)
        line.terminal.send(F7)
        assert line.nothing_comes()
        line.expect(lambda seen: progress(seen.text)[1] == "stopped")
        line.settle()
        assert line.terminal.received.count(QUESTION) <= asked + 2
        count = tokens(line.terminal)
        assert line.nothing_comes()
        assert progress(line.terminal.text) == (count, "stopped")
        assert count < 50_000
        repaint_changes_nothing(line)
        leave(line)


def test_keys_act_in_order_while_an_answer_is_withheld() -> None:
    with withheld() as line:
        line.terminal.send("x")
        line.terminal.expect(lambda _: line.open)
        line.terminal.send("\x7fThe fox")
        line.terminal.send(UP + UP + UP + "\x1b[B" + "es")
        line.terminal.send(TAB + "=" + "\x1b[C" + "\x1b[H" + "\x1b[C")
        line.terminal.send(5 * "+" + "--" + F1 + F1 + F7)
        assert line.nothing_comes()
        assert prompt(line.terminal) == "x"
        line.answer()
        line.expect(lambda seen: "The foxes" in seen.lines[1])
        line.expect(lambda seen: "40/s" in seen.text)
        line.settle()
        assert prompt(line.terminal) == "The foxes"
        hot = line.terminal.lines[2][:9]
        line.terminal.send("\x1b[H\x1b[C")  # a step from zero, as above
        line.settle()
        assert line.terminal.lines[2][:9] == hot
        leave(line)


def test_what_is_never_answered_is_given_up_and_trust_comes_back_with_answers() -> None:
    with withheld() as line:
        run(line)
        line.terminal.expect(lambda _: line.open)
        before = len(line.terminal.received)
        line.terminal.expect(lambda seen: len(seen.received) > before)  # by itself
        line.terminal.expect(lambda _: line.open >= 2)
        line.answer()  # all of them, some late
        line.terminal.settle(0.3)  # it waits again
        assert line.open == 1
        line.answer()
        line.terminal.expect(lambda _: line.open)
        assert line.nothing_comes()
        line.terminal.send(F7)
        line.expect(lambda seen: progress(seen.text)[1] == "stopped")
        repaint_changes_nothing(line)
        leave(line)


def test_on_a_slow_line_what_is_under_way_is_one_frame() -> None:
    size = (80, 24)
    with withheld(*LONG, size=size) as held:
        run_without_limit(held)
        held.terminal.expect(lambda _: held.open)
        line = SlowLine(held.terminal, size, piece=200, delay=7)
        held.answer()
        line.press(CTRL_L)
        line.until(lambda: " running " in line.text)
        for _ in range(60):
            line.step()
            assert line.queue.count(QUESTION) <= 1
        asked = held.terminal.received.count(QUESTION)
        line.press(F7)
        line.until(lambda: progress(line.text)[1] == "stopped" and not line.queue)
        for _ in range(30):
            line.step()
        assert not line.queue
        # Those that came while the key was under way, and two more.
        assert held.terminal.received.count(QUESTION) <= asked + 4
        assert line.text == held.terminal.text
        assert tokens(held.terminal) < 50_000
        held.terminal.send(CTRL_Q)
        held.terminal.send(ANSWER)
        assert held.terminal.wait() == 0


# A terminal that never answers


def test_a_terminal_that_never_answers_gets_all_and_not_too_much_of_it() -> None:
    with spawn([lmtui(), *LONG], answers=False) as terminal:
        ready(terminal)
        terminal.send("The class")
        terminal.expect(lambda seen: prompt(seen) == "The class" and "The class" in seen.lines[4])
        table = find_table(terminal.lines)
        assert table
        terminal.send(TAB)
        terminal.settle()
        terminal.send(5 * "+" + F5)
        terminal.expect(lambda seen: tokens(seen) > 0 and " max " in seen.text)
        sent, since = len(terminal.received), time.monotonic()
        terminal.read(1.5)
        most = 8000 * (time.monotonic() - since) + 2 * 80 * 24  # what such a terminal is sent, and two frames
        assert 0 < len(terminal.received) - sent <= most
        terminal.send(F7)
        terminal.expect(lambda seen: progress(seen.text)[1] == "stopped")
        terminal.settle(0.5)
        count, sent = tokens(terminal), len(terminal.received)
        terminal.read(0.5)
        assert len(terminal.received) == sent
        assert tokens(terminal) == count
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0


# Sizes


@pytest.mark.parametrize("answered", [True, False])
def test_resizing_in_the_middle_of_a_generation_loses_nothing(answered: bool) -> None:
    with withheld(*LONG) as line:
        run_without_limit(line)
        before = tokens(line.terminal)
        for columns, rows in ((100, 30), (60, 16), (40, 10), (132, 43), (90, 25)):
            line.terminal.expect(lambda _: line.open)
            line.terminal.resize(columns, rows)
            if answered:
                line.answer()
            line.terminal.read(0.1)
            if not answered:
                line.answer()
        line.expect(lambda seen: len(find_rows(seen)) == candidates_on(25) and tokens(seen) > before)
        line.terminal.send(F7)
        line.expect(lambda seen: progress(seen.text)[1] == "stopped")
        line.settle()
        assert tokens(line.terminal) > before
        assert line.terminal.lines[0].startswith(" lmtui  python ")
        assert "F1 Help" in line.terminal.lines[-1]
        repaint_changes_nothing(line)
        leave(line)


def find_rows(terminal: Terminal) -> list[int]:
    table = find_table(terminal.lines)
    return [row.rank for row in table.rows] if table else []


def test_resizing_while_nothing_is_ever_answered_loses_nothing() -> None:
    with spawn([lmtui(), *LONG], answers=False) as terminal:
        ready(terminal)
        terminal.send(TAB)
        terminal.settle()
        terminal.send(5 * "+" + F5)
        terminal.expect(lambda seen: tokens(seen) > 0)
        before = tokens(terminal)
        for columns, rows in ((100, 30), (60, 16), (40, 10), (90, 25)):
            terminal.resize(columns, rows)
            terminal.read(0.1)
        terminal.expect(lambda seen: len(find_rows(seen)) == candidates_on(25) and tokens(seen) > before)
        terminal.send(F7)
        terminal.expect(lambda seen: progress(seen.text)[1] == "stopped")
        terminal.settle(0.5)
        text, sent = terminal.text, len(terminal.received)
        terminal.send(CTRL_L)
        terminal.expect(lambda seen: len(seen.received) > sent + 1000)
        terminal.settle(0.5)
        assert terminal.text == text
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0


# Answers among keys


NOISE = (ANSWER, 3 * ANSWER, "\x1b[24;80R\x1b[5;8R", SHIFT_F3, "\x1b[1;5R", SHIFT_F3 + ANSWER + SHIFT_F3)


def test_an_answer_that_nobody_asked_for_types_nothing() -> None:
    with withheld() as line:
        typed = ""
        for noise in NOISE:
            typed += "ab"
            line.terminal.send(noise + "a" + noise + "b" + noise)
            line.expect(lambda seen, typed=typed: prompt(seen) == typed)  # type: ignore[misc]
            line.terminal.send(noise)
            line.terminal.read(0.1)
        line.settle()
        assert prompt(line.terminal) == typed
        repaint_changes_nothing(line)
        leave(line)


def test_late_and_doubled_answers_do_no_harm_during_a_generation() -> None:
    with withheld(*LONG) as line:
        run_without_limit(line)
        for _ in range(10):
            line.terminal.expect(lambda _: line.open)
            line.terminal.send(2 * ANSWER)
            line.answered = line.terminal.received.count(QUESTION)
            line.terminal.read(0.02)
        line.terminal.send(F7)
        line.expect(lambda seen: progress(seen.text)[1] == "stopped")
        line.settle()
        assert prompt(line.terminal) == ""
        repaint_changes_nothing(line)
        leave(line)


def test_f3_is_no_answer() -> None:
    with withheld(*LONG) as line:
        run_without_limit(line)
        for key in (F3, "\x1b[13~"):
            line.terminal.expect(lambda _: line.open)
            count = tokens(line.terminal)
            line.terminal.send(key)
            assert line.nothing_comes(), repr(key)
            line.answer()
            line.expect(lambda seen, count=count: tokens(seen) > count + 2)  # type: ignore[misc]
        line.answer()
        leave(line)


def test_escape_just_before_an_answer_is_escape_and_an_answer() -> None:
    with withheld() as line:
        line.terminal.send("ab")
        line.terminal.expect(lambda _: line.open)
        line.answer(before=ESCAPE)
        line.terminal.read(0.5)  # what follows is no part of it
        line.expect(lambda seen: prompt(seen) == "ab")
        line.settle()
        line.terminal.send("2")  # goes to the slider
        line.expect(lambda seen: seen.lines[2].startswith(" T 2"))
        assert prompt(line.terminal) == "ab"
        line.terminal.send(ENTER)
        line.expect(lambda seen: seen.lines[2].startswith(" T 2 "))
        leave(line)


def test_an_answer_in_a_paste_is_text() -> None:
    with withheld() as line:
        line.terminal.send("x")
        line.terminal.expect(lambda _: line.open)
        line.terminal.send(f"{PASTE}a\x1b[5;7Rb{PASTE_END}")
        assert line.nothing_comes()
        line.answer()
        line.expect(lambda seen: prompt(seen).endswith("b"))
        assert prompt(line.terminal) == "xa␛[5;7Rb"
        leave(line)
