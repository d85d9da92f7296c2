"""A column for each temperature is the distribution at that temperature."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.first_ranks import partial

from lmtui.insight.temperature_columns import SHOWN, temperature_columns
from lmtui.model.partial_ranking import PartialRanking
from lmtui.model.ranking import DenseRanking, FloatArray
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution

PARTS = np.array([8, 4, 2, 1, 1, 0]) / 16


cuts = st.sampled_from((NO_CUTS, Cuts(2), Cuts(top_p=0.6, temperature_last=True), Cuts(typical=0.5)))


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=12).filter(any),
    st.lists(st.one_of(st.sampled_from(SHOWN), st.floats(0.05, 50)), min_size=1, max_size=6),
    cuts,
    st.integers(1, 6),
    st.floats(0, 1, exclude_max=True),
)
def test_every_column_is_a_dense_computation(
    counts: list[int], temperatures: list[float], cuts: Cuts, rows: int, luck: float
) -> None:
    probs = np.sort(np.array(counts) / sum(counts))[::-1]
    columns = temperature_columns(DenseRanking(probs), temperatures, 1, rows, cuts, luck)
    assert [column.temperature for column in columns] == temperatures
    for column in columns:
        whole = Distribution(DenseRanking(probs), column.temperature, cuts)
        drawn = whole.candidates(1, whole.support)
        assert column.probs == tuple(one.prob for one in drawn[:rows])
        shares = [*column.probs, column.rest_prob]
        assert math.fsum(share for share in shares if isinstance(share, float)) == pytest.approx(1)
        assert (column.entropy_bits, column.kept) == (whole.entropy_bits, whole.kept)
        assert column.chosen == whole.draw(luck).rank
        if column.log_normaliser is not None:
            exponent = 0.0 if column.temperature == math.inf else 1 / column.temperature
            powers = [one.model_prob**exponent for one in drawn[whole.first - 1 : whole.last]]
            assert column.log_normaliser == pytest.approx(math.log(math.fsum(powers)), abs=1e-9)


def test_the_normaliser_by_hand() -> None:
    half, one, two, infinite = temperature_columns(DenseRanking(PARTS), (0.5, 1.0, 2.0, math.inf), 1, 2)
    logs = [column.log_normaliser for column in (half, one, two, infinite)]
    expected = [(64 + 16 + 4 + 1 + 1) / 256, 1, (8**0.5 + 2 + 2**0.5 + 2) / 4, 6]
    assert [math.exp(log) for log in logs if isinstance(log, float)] == pytest.approx(expected)
    (cold,) = temperature_columns(DenseRanking(PARTS), (0.0,), 1, 2)
    assert (cold.log_normaliser, cold.probs, cold.kept) == (None, (1.0, 0.0), 1)
    (tiny,) = temperature_columns(DenseRanking(PARTS), (1e-3,), 1, 2)
    assert tiny.log_normaliser == pytest.approx(1000 * math.log(0.5))  # e^−693, where no float is
    (nothing,) = temperature_columns(DenseRanking(np.zeros(3)), (1.0,), 1, 2)
    assert nothing.log_normaliser == -math.inf


@given(partial(), st.lists(st.sampled_from((0.0, 0.5, 1.0, 2.0, math.inf)), min_size=1, max_size=5), cuts)
def test_where_first_ranks_alone_are_known_every_number_has_bounds_that_hold_or_is_missing(
    made: tuple[FloatArray, PartialRanking], temperatures: list[float], cut: Cuts
) -> None:
    prob, ranking = made
    columns = temperature_columns(ranking, temperatures, 1, len(prob), cut, 0.3)
    true = temperature_columns(DenseRanking(prob), temperatures, 1, ranking.known, cut, 0.3)
    for column, whole in zip(columns, true, strict=True):
        assert column.temperature == whole.temperature
        if column.entropy_bits is None:
            assert column.chosen is column.kept is column.rest_prob is None
            assert set(column.probs) == {None}
            continue
        numbers = [*column.probs, column.rest_prob, column.log_normaliser, column.entropy_bits]
        expected = [*whole.probs, whole.rest_prob, whole.log_normaliser, whole.entropy_bits]
        for number, value in zip(numbers, expected, strict=True):
            bounds = number if isinstance(number, tuple) else (number, number)
            assert value == number or bounds[0] - 1e-9 <= value <= bounds[1] + 1e-9  # type: ignore[operator]
        assert column.kept == whole.kept
        assert column.chosen in (None, whole.chosen)
