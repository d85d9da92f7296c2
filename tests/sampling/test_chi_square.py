"""The ruler itself: the chi-square test that the tests of luck and of sampling lean on."""

from __future__ import annotations

import random

import pytest
from support.chi_square import critical_value, fits


@pytest.mark.parametrize(
    ("freedom", "significance", "table"),
    # Any statistics textbook has these.
    [(5, 0.05, 11.070), (10, 0.05, 18.307), (10, 0.001, 29.588), (30, 0.01, 50.892), (100, 0.05, 124.342)],
)
def test_critical_values_are_those_of_the_tables(freedom: int, significance: float, table: float) -> None:
    assert critical_value(freedom, significance) == pytest.approx(table, rel=0.01)


def test_a_fair_die_fits_and_a_loaded_one_does_not() -> None:
    dice = random.Random(1)
    for weights, fair in [((10, 10, 10, 10, 10, 10), True), ((10, 10, 10, 10, 10, 12), False)]:
        thrown = dice.choices(range(6), weights, k=20_000)
        assert fits([thrown.count(face) for face in range(6)], [1 / 6] * 6) is fair


def test_what_has_probability_zero_must_not_occur() -> None:
    assert fits([500, 500, 0], [0.5, 0.5, 0.0])
    assert not fits([500, 499, 1], [0.5, 0.5, 0.0])
