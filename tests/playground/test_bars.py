"""Bars are as long as their shares, to an eighth of a cell; a tick stands where its share is; scales are round."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.playground.bars import Band, banded_bar, bar, pillar, round_scale, scale_text, ticked_bar

SHARES = st.floats(0, 1)
WIDTHS = st.integers(1, 60)


def eighths_of(drawn: str) -> int:
    return sum(0x2590 - ord(char) for char in drawn)


@given(SHARES, WIDTHS)
def test_a_bar_is_as_long_as_its_share_to_an_eighth_of_a_cell(share: float, width: int) -> None:
    drawn = bar(share, width, fine=True)
    assert abs(eighths_of(drawn) - 8 * share * width) <= 0.5
    assert set(drawn[:-1]) <= {"█"}
    assert abs(len(bar(share, width, fine=False)) - share * width) <= 0.5


@given(SHARES, st.integers(1, 12))
def test_a_pillar_stands_as_high_as_its_share_and_can_always_be_seen(share: float, rows: int) -> None:
    for fine, levels in ((True, " ▁▂▃▄▅▆▇█"), (False, " .:#")):
        drawn, parts = pillar(share, rows, fine), len(levels) - 1
        assert len(drawn) == rows
        assert drawn == "".join(sorted(drawn, key=levels.index))
        high = sum(map(levels.index, drawn))
        assert high == 1 or abs(high - parts * rows * share) <= 0.5
        assert sum(char not in (" ", levels[-1]) for char in drawn) <= 1


@given(SHARES, st.floats(1e-300, 1), WIDTHS, st.booleans())
def test_the_tick_stands_in_the_cell_of_its_share_unless_the_bar_ends_there(
    share: float, ticked: float, width: int, fine: bool
) -> None:
    drawn, cell = ticked_bar(share, ticked, width, fine), min(int(ticked * width), width - 1)
    whole = drawn.before + drawn.tick + drawn.after
    length = len(bar(share, width, fine))
    assert len(whole) == max(length, cell + 1) <= width
    assert drawn.is_inside == bool(drawn.after)
    if cell == length - 1:
        assert whole == bar(share, width, fine)
    else:
        assert drawn.tick
        assert len(drawn.before + drawn.tick) == cell + 1
        assert drawn.is_inside == (cell < length)
        assert whole.replace(drawn.tick, "", 1).strip() == bar(share, width, fine)[: length - drawn.is_inside] or fine


@pytest.mark.parametrize(("ticked", "tick"), [(0.51, "▏"), (0.55, "│"), (0.59, "▕"), (1.0, "▕")])
def test_a_tick_has_three_places_in_a_cell(ticked: float, tick: str) -> None:
    assert ticked_bar(0.0, ticked, 10, fine=True).tick.strip() == tick


@pytest.mark.parametrize(
    ("largest", "end"),
    [(0, 1), (1, 1), (0.72, 1), (0.7, 0.7), (0.12, 0.15), (0.1, 0.1), (0.0101, 0.015), (3e-5, 3e-5), (2e-5, 2e-5)],
)
def test_the_end_of_a_scale_is_the_next_round_number(largest: float, end: float) -> None:
    assert round_scale(largest) == end


@given(st.floats(1e-12, 1))
def test_the_largest_value_fills_more_than_half_of_the_scale(largest: float) -> None:
    assert largest * (1 - 1e-9) <= round_scale(largest) <= 1.67 * largest


@given(st.floats(1e-9, 1), st.integers(0, 80))
def test_a_scale_begins_with_0_and_ends_with_its_last_value(largest: float, width: int) -> None:
    top = round_scale(largest)
    text = scale_text(top, width)
    assert len(text) == width
    if text.strip():
        first, *middle, last = text.split()
        assert (first, float(last)) == ("0", top)
        assert all(math.isclose(float(half), top / 2) for half in middle)


@pytest.mark.parametrize(
    ("band", "fine", "drawn"),
    [
        (Band(0.5, 0.6, 0.7), True, "█████▒▒"),
        (Band(0.5, 0.5, 0.5), True, "█████"),
        (Band(0.99, 1.0, 1.0), False, "#########~"),
        (Band(0.0, 0.01, 0.02), False, "~"),
    ],
)
def test_a_band_begins_where_the_bar_ends(band: Band, fine: bool, drawn: str) -> None:
    assert banded_bar(band, 10, fine) == drawn
