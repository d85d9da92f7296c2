"""What the first ranks say of p_T holds for the whole support."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.first_ranks import first_ranks, partial

from lmtui.model.partial_ranking import Bounds, PartialRanking
from lmtui.model.ranking import DenseRanking, FloatArray, TokenRanking
from lmtui.sampling.bounded import BoundedDistribution, distribution_of_first_ranks
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution

temperatures = st.one_of(
    st.sampled_from((5e-324, 0.05, 0.5, 1.0, 1 + 2**-52, 2.0, 50.0, 1e300, math.inf)), st.floats(0.05, 20)
)
lucks = st.one_of(st.floats(0, 1, exclude_max=True), st.just(1 - 2**-53))
cuts = st.builds(
    Cuts,
    top_k=st.one_of(st.none(), st.integers(1, 40)),
    top_p=st.one_of(st.just(1.0), st.floats(0.05, 1.0)),
    min_p=st.one_of(st.just(0.0), st.floats(0.01, 1.0)),
    temperature_last=st.booleans(),
)
Made = tuple[FloatArray, PartialRanking]


def _within(value: float, bounds: Bounds, close: float = 1e-9) -> bool:
    assert bounds.low <= bounds.high, "rounding turns no bounds round"
    return bounds.low - close <= value <= bounds.high + close


@given(partial(), temperatures)
def test_every_number_of_the_whole_support_lies_between_its_bounds(made: Made, temperature: float) -> None:
    prob, ranking = made
    whole, bounded = Distribution(DenseRanking(prob), temperature), BoundedDistribution(ranking, temperature)
    assert _within(whole.entropy_bits, bounded.entropy_bits)
    for candidate in bounded.candidates(1, ranking.known):
        true = whole.at(candidate.rank)
        assert (true.token, true.model_prob) == (candidate.token, candidate.model_prob)
        assert _within(true.prob, candidate.prob)
        assert _within(true.cumulative, candidate.cumulative)
    for rank in (0, ranking.known):
        assert _within(whole.prob_outside(1, rank), bounded.prob_outside(1, rank))
        assert _within(whole.model_prob_outside(1, rank), bounded.model_prob_outside(1, rank))


@given(partial(), temperatures)
def test_at_and_above_1_the_bounds_are_numbers_of_supports_that_can_be(made: Made, temperature: float) -> None:
    """Below, those of the entropy are not: the tail of the greatest weight has not the greatest entropy there."""
    _, ranking = made
    bounded = BoundedDistribution(ranking, temperature)
    light, heavy = (
        Distribution(TokenRanking(whole), temperature)
        for whole in (ranking.lightest(1 / temperature), ranking.heaviest(1 / temperature))
    )
    first = bounded.candidates(1, 1)[0]
    largest = [float(one.largest_prob) for one in (heavy, light)]
    assert first.prob == pytest.approx(largest)
    if temperature >= 1:
        assert bounded.entropy_bits == pytest.approx((light.entropy_bits, heavy.entropy_bits), abs=1e-9)


@given(partial(), temperatures, lucks)
def test_a_certain_token_is_that_of_the_whole_support(made: Made, temperature: float, luck: float) -> None:
    prob, ranking = made
    drawn = BoundedDistribution(ranking, temperature).draw(luck)
    true = Distribution(DenseRanking(prob), temperature).draw(luck)
    if drawn.certain:
        assert (drawn.rank, drawn.token) == (true.rank, true.token)


@given(partial(), st.one_of(st.just(0.0), temperatures), cuts)
def test_cuts_that_leave_known_ranks_alone_leave_exact_numbers(made: Made, temperature: float, cut: Cuts) -> None:
    prob, ranking = made
    bounded = distribution_of_first_ranks(ranking, temperature, cut)
    if isinstance(bounded, Distribution):
        whole = Distribution(DenseRanking(prob), temperature, cut)
        assert (bounded.first, bounded.last, bounded.support) == (whole.first, whole.last, whole.support)
        found, true = (one.candidates(1, whole.last) for one in (bounded, whole))
        assert [one.token for one in found] == [one.token for one in true]
        assert [one.prob for one in found] == pytest.approx([one.prob for one in true])


def test_what_the_first_ranks_do_not_decide_is_said() -> None:
    ranking = first_ranks(np.array([0.4, 0.3, 0.15, 0.1, 0.05]), 4)
    assert isinstance(distribution_of_first_ranks(ranking, 0), Distribution)
    assert isinstance(distribution_of_first_ranks(ranking, 2.0, Cuts(top_k=3)), Distribution)
    assert isinstance(distribution_of_first_ranks(ranking, 1.0, Cuts(top_p=0.6)), Distribution)
    assert isinstance(distribution_of_first_ranks(ranking, 1.0, NO_CUTS), BoundedDistribution)
    for cut in (Cuts(top_k=4), Cuts(top_p=0.9), Cuts(typical=0.5), Cuts(top_n_sigma=1), Cuts(min_p=0.01)):
        assert distribution_of_first_ranks(ranking, 2.0, cut) is None


def test_for_what_share_of_lucks_the_known_ranks_decide() -> None:
    prob = np.array([0.4, 0.3, 0.15, 0.1, 0.05])
    for temperature, share in ((1.0, 0.85), (math.inf, 0.6)):
        assert BoundedDistribution(first_ranks(prob, 4), temperature).decided_share == pytest.approx(share)
    assert 0.6 < BoundedDistribution(first_ranks(prob, 4), 2.0).decided_share < 0.85


def test_at_infinity_every_token_has_its_share_and_known_ranks_are_certain() -> None:
    bounded = BoundedDistribution(first_ranks(np.array([0.4, 0.3, 0.15, 0.1, 0.05]), 4), math.inf)
    assert bounded.candidates(1, 1)[0].prob == (0.2, 0.2)
    assert bounded.entropy_bits == pytest.approx((math.log2(5),) * 2)
    assert bounded.draw(0.5).certain
    assert not bounded.draw(0.7).certain


def test_numbers_with_other_last_digits_elsewhere_are_never_certain_at_an_edge() -> None:
    exact = first_ranks(np.array([0.5, 0.25, 0.15, 0.1]), 3)
    doubtful = PartialRanking(exact.tokens, exact.probs, exact.others, exact.mass, error=1e-6)
    luck = 0.5 - 1e-7
    assert BoundedDistribution(exact, 1.0).draw(luck).certain
    assert not BoundedDistribution(doubtful, 1.0).draw(luck).certain
