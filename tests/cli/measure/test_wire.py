"""The bytes of a program are counted for what it was doing when they came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from lmtui.cli.measure import wire

PAINT, KEY, STEP, FIRST_KEY, TOKENS = 700, 30, 110, 90, 60


class CountedLine:
    """A line without a program: every key brings a known number of bytes, and a generation so many a second."""

    def __init__(self) -> None:
        self.arrived = bytearray(b"others".ljust(PAINT, b"."))
        self.pressed: list[bytes] = []
        self.runs = False

    def press(self, keys: bytes) -> None:
        self.pressed.append(keys)
        self.runs = keys == b"\r"
        size = 0 if self.runs else STEP if keys == b"\x1b[A" else FIRST_KEY if len(self.pressed) == 1 else KEY
        self.arrived += b"." * size

    def wait(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        self.arrived += b"." * int(TOKENS * 10 * seconds if self.runs else 0)
        return True

    def wait_until_quiet(self, seconds: float) -> None:
        """Nothing moves by itself here."""

    def seconds_until(self, text: bytes, start: int) -> float:
        assert text in self.arrived[start:]
        return 0.0


@pytest.mark.parametrize(("quick", "typed", "steps"), [(True, 8, 4), (False, 32, 20)])
def test_bytes_are_counted_for_what_was_done(
    quick: bool, typed: int, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = CountedLine()

    @contextmanager
    def line(*_: object) -> Iterator[CountedLine]:
        yield counted

    monkeypatch.setattr(wire, "line", line)
    found = wire._bytes(("-m", "lmtui"), {}, quick)
    assert (found.paint, found.idle, found.step, found.token) == (PAINT, 0, STEP, TOKENS)
    assert (found.key, found.key_most) == ((FIRST_KEY + (typed - 1) * KEY) / typed, FIRST_KEY)
    assert len(counted.pressed) == typed + steps + 1


@pytest.mark.parametrize(
    ("ours", "most", "goal", "reached"),
    [(600, 600, "at most 600", True), (601, 600, "at most 600", False), (0, 0, "none", True), (1, 0, "none", False)],
)
def test_a_figure_says_whether_its_goal_is_reached(ours: float, most: int, goal: str, reached: bool) -> None:
    figure = wire._figure("a key", ours, 5.0, most)
    assert (figure.goal, figure.reached, figure.yardstick_value) == (goal, reached, 5.0)
