"""Numbers fit into their columns, and say as much as fits."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.model.partial_ranking import Bounds
from lmtui.tui.glyphs import UNICODE
from lmtui.tui.number_text import (
    bounds_text,
    count_text,
    figure_of_logarithm,
    figure_text,
    interval_text,
    number_text,
    probability_text,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1.0000"),
        (0.12346, "0.1235"),
        (0.00005, "0.0001"),
        (4.2e-5, "4e-5"),
        (1e-99, "1e-99"),
        (9.9999, "9.9999"),
        (12.5, "12.5"),
        (3.2e98, "3e98"),
    ],
)
def test_probability_text(value: float, text: str) -> None:
    assert probability_text(value) == text


@given(st.floats(0, 1))
def test_a_probability_takes_six_columns_and_is_0_only_where_it_is_next_to_nothing(value: float) -> None:
    text = probability_text(value)
    assert len(text) <= 6
    assert abs(float(text) - value) <= max(0.00005, value / 2)
    assert (float(text) > 0) == (value >= 1e-99)


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (9999, "9999"), (10_000, "10k"), (999_999, "999k"), (1_000_000, "1M")]
)
def test_count_text(number: int, text: str) -> None:
    assert count_text(number) == text


@given(st.integers(0, 999_999_999))
def test_a_count_takes_four_columns(number: int) -> None:
    assert len(count_text(number)) <= 4


@pytest.mark.parametrize(
    ("value", "four", "six"),
    [
        (0.0, "0", "0"),
        (1.0, "1", "1"),
        (0.5, ".5", ".5"),
        (0.123456, ".123", ".12346"),
        (0.00832, ".008", ".00832"),
        (0.00034, "3e-4", "3e-4"),
        (9.96e-5, "1e-4", "1e-4"),
        (1e-10, "e-10", "1e-10"),
        (3e-120, "0", "3e-120"),
        (21.8645, "21.9", "21.865"),
        (934.0, "934", "934"),
        (123456.0, "1e5", "123456"),
    ],
)
def test_a_figure_has_the_digits_there_is_room_for(value: float, four: str, six: str) -> None:
    assert (figure_text(value, 4), figure_text(value, 6)) == (four, six)


@given(st.floats(0, 1e15), st.integers(4, 8))
def test_a_figure_fits(value: float, width: int) -> None:
    assert len(figure_text(value, width)) <= width


def test_a_figure_below_all_floats_is_told_by_its_logarithm() -> None:
    assert (figure_of_logarithm(-352.2, 6), figure_of_logarithm(-math.inf, 6)) == ("6e-353", "0")


def test_bounds_are_one_number_where_they_agree() -> None:
    shown = {
        (0.25, 0.25): "0.2500",
        (0.25001, 0.25002): "0.2500",
        (0.0139, 0.0141): "0.014",
        (0.2555, 0.2714): ".256–.271",
        (0.9991, 0.9999): ".999–1",
        (1e-5, 3e-4): "1e-5–3e-4",
        (0.0, 0.01): "0–.010",
        (1.0, 1.0): "1.0000",
    }
    for bounds, text in shown.items():
        assert bounds_text(Bounds(*bounds), "–") == text
        assert len(text) <= 9


@pytest.mark.parametrize(
    ("low", "high", "width", "text"),
    [
        (0.25554, 0.27141, 9, ".255–.272"),
        (0.25554, 0.27141, 6, ".2–.3"),
        (0.255501, 0.255502, 6, ".25550"),
        (0.0, 0.04, 6, "0–.04"),
        (5.2, 12.7, 6, "5–13"),
        (0.5, math.inf, 6, ".5–∞"),
        (12345.0, 98765.0, 6, "12345–"),
        (math.inf, math.inf, 6, "∞"),
    ],
)
def test_an_interval_is_rounded_outwards_and_plain_where_both_ends_agree(
    low: float, high: float, width: int, text: str
) -> None:
    assert interval_text(Bounds(low, high), width, UNICODE) == text
    assert number_text(Bounds(low, high), width, UNICODE) == text


@given(st.floats(0, 1e4), st.floats(0, 1e4), st.integers(4, 12))
def test_an_interval_fits_and_holds_what_it_stands_for(one: float, other: float, width: int) -> None:
    low, high = min(one, other), max(one, other)
    text = interval_text(Bounds(low, high), width, UNICODE)
    assert len(text) <= width
    if "–" in text:
        ends = text.split("–")
        assert float(ends[0] or 0) <= low + 1e-8
        assert float(ends[1] or math.inf) >= high - 1e-8
