"""No tail weighs less or more than the lightest and the heaviest one, and both of these can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.first_ranks import exponents, first_ranks, partial

from lmtui.errors import ModelError
from lmtui.model.partial_ranking import Bounds, PartialRanking, ranking_of_first
from lmtui.model.ranking import DenseRanking, FloatArray, Ranking, TokenRanking

CLOSE = 1e-9


def _weight(values: FloatArray, exponent: float) -> float:
    return float(np.sum(np.power(values, exponent)))


def _tail(whole: Ranking, known: int) -> FloatArray:
    return TokenRanking(whole).values[known:]


@given(partial(), exponents)
def test_the_weight_of_the_true_tail_lies_between_the_bounds(
    made: tuple[FloatArray, PartialRanking], exponent: float
) -> None:
    prob, ranking = made
    tail = -np.sort(-prob)[ranking.known :]
    low, high = (_weight(_tail(whole, ranking.known), exponent) for whole in _extremes(ranking, exponent))
    assert low * (1 - CLOSE) - 1e-12 <= _weight(tail, exponent) <= high * (1 + CLOSE) + 1e-12


@given(partial(), exponents, st.integers(0, 1000))
def test_bounds_with_more_others_than_there_are_hold(
    made: tuple[FloatArray, PartialRanking], exponent: float, more: int
) -> None:
    prob, exact = made
    ranking = PartialRanking(exact.tokens, exact.probs, exact.others + more, exact.mass, is_at_most=True)
    tail = -np.sort(-prob)[ranking.known :]
    low, high = (_weight(_tail(whole, ranking.known), exponent) for whole in _extremes(ranking, exponent))
    remainder = 1e-15**exponent  # a rounding that is taken for a token
    assert low * (1 - CLOSE) - 1e-12 - remainder <= _weight(tail, exponent) <= high * (1 + CLOSE) + 1e-12


def _extremes(ranking: PartialRanking, exponent: float) -> tuple[Ranking, Ranking]:
    return ranking.lightest(exponent), ranking.heaviest(exponent)


@given(partial(), exponents)
def test_both_bounds_are_the_weights_of_tails_that_can_be(
    made: tuple[FloatArray, PartialRanking], exponent: float
) -> None:
    _, ranking = made
    for whole in _extremes(ranking, exponent):
        tail = _tail(whole, ranking.known)
        assert len(tail) == ranking.others
        assert np.all(np.diff(tail) <= 0)
        assert tail.min() >= 0
        assert tail.max() <= ranking.probs[-1] * (1 + CLOSE)
        mass = float(tail.sum())
        assert ranking.mass.low - 1e-12 <= mass <= ranking.mass.high + 1e-12
        assert whole.starts.tolist() == [0, *np.cumsum(whole.sizes)[:-1]]


@given(st.integers(1, 9), st.integers(1, 30), st.floats(0, 1), st.floats(0.1, 0.9), st.integers(0, 10**6))
def test_moving_mass_from_a_smaller_to_a_larger_probability_leads_to_the_concentrated_tail(
    known: int, others: int, filled: float, last: float, seed: int
) -> None:
    """So no tail of the same mass weighs more above the exponent 1, or less below it."""
    mass = filled * others * last
    ranking = PartialRanking(np.arange(known), np.full(known, last), others, Bounds(mass, mass))
    random = np.random.default_rng(seed)
    tail = random.dirichlet(np.ones(others)) * mass
    if tail.max() > last:
        tail = np.full(others, mass / others)
    for exponent in (0.3, 3.0):
        low, high = (_weight(_tail(whole, known), exponent) for whole in _extremes(ranking, exponent))
        assert low * (1 - CLOSE) - 1e-12 <= _weight(tail, exponent) <= high * (1 + CLOSE) + 1e-12


def test_the_bounds_by_hand() -> None:
    """p_K = 0.2 and five others of mass 0.5: two full, one of 0.1, two of 0; or five of 0.1."""
    ranking = PartialRanking(np.array([4, 7]), np.array([0.3, 0.2]), 5, Bounds(0.5, 0.5))
    assert _tail(ranking.heaviest(2.0), 2) == pytest.approx([0.2, 0.2, 0.1, 0, 0])
    assert _tail(ranking.lightest(2.0), 2) == pytest.approx([0.1] * 5)
    assert _tail(ranking.heaviest(0.5), 2) == pytest.approx([0.1] * 5)
    assert _tail(ranking.lightest(0.5), 2) == pytest.approx([0.2, 0.2, 0.1, 0, 0])


def test_tokens_as_probable_as_the_last_given_one_are_others() -> None:
    prob = np.array([0.1, 0.3, 0.1, 0.2, 0.1, 0.1, 0.1])
    ranking = first_ranks(prob, 4)
    assert (ranking.tokens.tolist(), ranking.others) == ([1, 3], 5)
    assert ranking.mass.low == pytest.approx(0.5)
    all_alike = ranking_of_first(np.array([2, 0]), np.array([0.25, 0.25]), 4, Bounds(1, 1))
    assert isinstance(all_alike, PartialRanking)
    assert all_alike.tokens.tolist() == [0, 2]


def test_all_ranks_are_a_whole_ranking() -> None:
    whole = ranking_of_first(np.array([2, 0, 1]), np.array([0.2, 0.3, 0.5]), 3, Bounds(1, 1))
    assert isinstance(whole, DenseRanking)
    assert whole.tokens_at(np.arange(3)).tolist() == [1, 0, 2]


@pytest.mark.parametrize("prob", [[0.9, 0.2], [0.3, 0.1], [0.0, 0.0]])
def test_probabilities_that_sum_to_1_with_no_others(prob: list[float]) -> None:
    for support in (2, 5):
        with pytest.raises(ValueError, match="do not sum to 1"):
            ranking_of_first(np.array([1, 0]), np.array(prob), support, Bounds(1, 1))


def test_a_tail_that_rounding_could_hide_is_not_taken_for_none() -> None:
    """What 30 tokens of 1e-17 sum to is lost in a sum near 1, and weighs as much as any 30 at T = ∞ alone."""
    ranking = ranking_of_first(np.array([0, 1]), np.array([1 - 2.0**-53, 2.0**-53]), 32, Bounds(1, 1))
    assert isinstance(ranking, PartialRanking)
    low, high = (_weight(_tail(whole, ranking.known), 0.01) for whole in _extremes(ranking, 0.01))
    assert low < 30 * 1e-17**0.01 < high


def test_a_token_of_the_tail_has_no_known_rank() -> None:
    whole = first_ranks(np.array([0.1, 0.3, 0.4, 0.2]), 3).heaviest(1.0)
    assert whole.tokens_at(np.array([0, 1])).tolist() == [2, 1]
    assert whole.ranks_of(np.array([1, 2])).tolist() == [1, 0]
    with pytest.raises(ModelError, match="ask for more ranks"):
        whole.ranks_of(np.array([3]))
