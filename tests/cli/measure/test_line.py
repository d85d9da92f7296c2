"""A line carries what a program writes and what a person types, and answers for the terminal."""

from __future__ import annotations

import textwrap

from lmtui.cli.measure.line import line

ECHO = """
import os, sys, tty
tty.setraw(0)
os.write(1, b"ready")
while (key := os.read(0, 1)) != b"q":
    os.write(1, b"<" + key + b">")
"""
ASKS = """
import os, tty
tty.setraw(0)
os.write(1, b"\\x1b[6n")
answer = b""
while not answer.endswith(b"R"):
    answer += os.read(0, 1)
os.write(1, b"answered " + answer[1:])
os.read(0, 1)
"""


def test_keys_reach_the_program_and_its_bytes_arrive() -> None:
    with line(("-c", ECHO), {}) as far:
        far.seconds_until(b"ready", 0)
        start = len(far.arrived)
        far.press(b"ab")
        far.seconds_until(b"<b>", start)
        assert bytes(far.arrived) == b"ready<a><b>"


def test_a_slow_line_carries_the_same_bytes() -> None:
    with line(("-c", ECHO), {}, rate=2000.0, round_trip=0.02) as far:
        far.seconds_until(b"ready", 0)
        far.press(b"x" * 100)
        far.seconds_until(b"<x>" * 100, 0)
        assert bytes(far.arrived) == b"ready" + b"<x>" * 100


def test_the_end_of_the_program_is_the_end_of_the_line() -> None:
    with line(("-c", ECHO), {}) as far:
        far.seconds_until(b"ready", 0)
        far.press(b"q")
        assert far.wait(30.0, lambda: not far.open)


def test_a_program_that_asks_where_the_cursor_is_gets_an_answer() -> None:
    with line(("-c", textwrap.dedent(ASKS)), {}) as far:
        far.seconds_until(b"answered [1;1R", 0)


def test_a_condition_that_does_not_come_true_ends_with_its_time() -> None:
    with line(("-c", ECHO), {}) as far:
        assert not far.wait(0.05, lambda: False)
        assert far.wait(0.05, lambda: True)
