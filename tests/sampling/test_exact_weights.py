"""Probabilities in floats are told to be the ratios of counts that they were computed from."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.sampling.exact_weights import exact_weights, in_whole_numbers, ratio_of


@given(st.lists(st.integers(1, 500), min_size=1, max_size=12), st.integers(1, 3))
def test_powers_of_ratios_of_counts_are_whole_numbers(counts: list[int], power: int) -> None:
    ranked = sorted(counts, reverse=True)
    found = exact_weights(np.array(ranked) / sum(ranked), 1 / power)
    assert found is not None
    assert [Fraction(weight, found[0]) for weight in found] == [Fraction(c, ranked[0]) ** power for c in ranked]


def test_what_stands_for_no_fraction_is_none() -> None:
    assert exact_weights(np.array([3.0, 2.0]), 2.0) is None  # √(2/3)
    assert exact_weights(np.array([9.0, 4.0]), 2.0) == [3, 2]
    assert exact_weights(np.array([3.0, 2.0]), math.inf) == [1, 1]
    assert ratio_of(math.pi, 4.0) is None
    assert ratio_of(0.1 + 0.2, 0.3) == pytest.approx(1)
    assert [ratio_of(value, 0.5) for value in (0.0, 0.5)] == [Fraction(0), Fraction(1)]
    assert in_whole_numbers([Fraction(1, 2), Fraction(1, 3)]) == [3, 2]
