"""Numbers fit into their columns, and say as much as fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.tui.number_text import count_text, probability_text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1.0, "1.0000"), (0.12346, "0.1235"), (0.00005, "0.0001"), (4.2e-5, "4e-5"), (1e-99, "1e-99")],
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
