"""Settings as a person types them."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmtui.errors import SettingError
from lmtui.playground.settings import (
    DEFAULT_PACE,
    SPEEDS,
    Pace,
    faster,
    number,
    parse_cuts,
    parse_rows,
    parse_seed,
    parse_speed,
)

SEEDS = 1 << 64

PARSERS: tuple[Callable[[str], float | None], ...] = (parse_speed, parse_rows, parse_seed)

MANY_DIGITS = "9" * 5000
"""More than Python turns into a number without being asked to."""


@pytest.mark.parametrize(
    ("written", "speed"),
    [("1", 1), ("60", 60), (" 2.5 ", 2.5), ("inf", math.inf), ("∞", math.inf), ("Inf", math.inf), (" max", math.inf)],
)
def test_speeds_are_read(written: str, speed: float) -> None:
    assert parse_speed(written) == speed


@pytest.mark.parametrize("written", ["", "0", "0.99", "60.01", "-1", "-inf", "nan", "fast", "1 2"])
def test_what_is_no_speed_is_refused(written: str) -> None:
    with pytest.raises(SettingError, match="speed"):
        parse_speed(written)


@pytest.mark.parametrize(
    ("written", "rows"), [("", None), ("fit", None), (" FIT ", None), ("1", 1), (" 20 ", 20), ("1000000", 10**6)]
)
def test_rows_are_read(written: str, rows: int | None) -> None:
    assert parse_rows(written) == rows


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "many", "²", "1e3", MANY_DIGITS])
def test_what_is_no_number_of_rows_is_refused(written: str) -> None:
    with pytest.raises(SettingError, match="rows"):
        parse_rows(written)


@pytest.mark.parametrize(("written", "seed"), [("0", 0), (" 42 ", 42), (str(SEEDS - 1), SEEDS - 1)])
def test_seeds_are_read(written: str, seed: int) -> None:
    assert parse_seed(written) == seed


@pytest.mark.parametrize("written", ["", "-1", "1.5", "lucky", "²", str(SEEDS), "0x10", MANY_DIGITS])
def test_what_is_no_seed_is_refused(written: str) -> None:
    with pytest.raises(SettingError, match="seed"):
        parse_seed(written)


@pytest.mark.parametrize("parse", PARSERS)
@settings(max_examples=300)
@given(
    text=st.one_of(
        st.text(max_size=8), st.from_regex(r"-?\d*\.?\d*(e\d{1,4})?", fullmatch=True), st.floats().map(str)
    )
)
def test_whatever_is_typed_is_read_or_refused(parse: Callable[[str], float | None], text: str) -> None:
    try:
        value = parse(text)
    except SettingError:
        return  # Any other error would end the program.
    assert value is None or value >= (0 if parse is parse_seed else 1)
    assert parse is not parse_speed or value == math.inf or (value is not None and value <= 60)


@pytest.mark.parametrize("speed", [0, 0.5, 61, -1, math.nan, -math.inf])
def test_a_pace_out_of_range_is_refused(speed: float) -> None:
    with pytest.raises(SettingError, match="1 to 60 tokens a second, or max"):
        Pace(speed)


def test_all_speeds_offered_are_speeds_and_the_first_pace_is_among_them() -> None:
    assert [Pace(speed).speed for speed in SPEEDS] == sorted(SPEEDS)
    assert DEFAULT_PACE.speed in SPEEDS
    assert not DEFAULT_PACE.stop


def test_faster_and_slower_walk_the_speeds_and_stay_at_their_ends() -> None:
    for slow, fast in pairwise(SPEEDS):
        assert faster(slow, 1) == fast
        assert faster(fast, -1) == slow
    assert faster(SPEEDS[-1], 1) == faster(SPEEDS[0], 100) == math.inf
    assert faster(SPEEDS[0], -1) == faster(math.inf, -100) == 1


@settings(max_examples=300)
@given(st.floats(1, 60), st.integers(1, 9))
def test_faster_is_faster_from_any_speed(speed: float, steps: int) -> None:
    assert faster(speed, steps) > speed
    assert faster(speed, -steps) < speed or faster(speed, -steps) == 1
    assert faster(speed, steps) in SPEEDS


@pytest.mark.parametrize("text", ["5off", "off5", "of", "offoff"])
def test_only_off_is_off(text: str) -> None:
    for cuts in ((text, "", ""), ("", text, ""), ("", "", text)):
        with pytest.raises(SettingError, match="or off"):
            parse_cuts(*cuts)


@given(st.floats(allow_nan=False, min_value=0))
def test_a_number_is_typed_with_every_digit_it_has(value: float) -> None:
    assert float(number(value)) == value
    assert len(number(value)) <= len(repr(value))
