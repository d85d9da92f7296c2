"""The bounds of the distances hold for the whole support, whatever the first ranks leave open."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.first_ranks import first_ranks, partial

from lmtui.insight.bounded_divergence import AnyDistribution, BoundedDivergence, any_divergence
from lmtui.insight.divergence import Divergence, divergence
from lmtui.model.partial_ranking import Bounds, PartialRanking
from lmtui.model.ranking import DenseRanking, FloatArray
from lmtui.sampling.bounded import distribution_of_first_ranks
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution

temperatures = st.one_of(st.sampled_from((0.0, 0.05, 0.5, 1.0, 2.0, 50.0, math.inf)), st.floats(0.05, 20))
cuts = st.one_of(st.just(NO_CUTS), st.just(NO_CUTS), st.builds(Cuts, top_k=st.integers(1, 5)))
Made = tuple[FloatArray, PartialRanking]


def holds(bounds: Bounds, value: float) -> bool:
    return bounds.low <= value + 1e-7 and value <= bounds.high + 1e-7


def agree(found: BoundedDivergence | Divergence, true: Divergence) -> bool:
    if isinstance(found, Divergence):
        return found == true
    pairs = (
        (found.total_variation, true.total_variation),
        (found.kl_bits, true.kl_bits),
        (found.reverse_kl_bits, true.reverse_kl_bits),
    )
    return all(holds(bounds, value) for bounds, value in pairs)


@given(partial(), partial(), st.booleans(), temperatures, temperatures, cuts, cuts)
def test_the_distances_of_the_whole_supports_lie_between_their_bounds(
    one: Made, other: Made, alike: bool, t: float, u: float, cut: Cuts, also_cut: Cuts
) -> None:
    other = one if alike else other
    size = max(len(one[0]), len(other[0]))
    pairs: list[tuple[AnyDistribution, Distribution]] = []
    for (prob, ranking), temperature, kept in ((one, t, cut), (other, u, also_cut)):
        whole = Distribution(DenseRanking(np.append(prob, np.zeros(size - len(prob)))), temperature, kept)
        padded = PartialRanking(ranking.tokens, ranking.probs, size - ranking.known, ranking.mass)
        pairs.append((distribution_of_first_ranks(padded, temperature, kept) or whole, whole))
    if alike:
        support = pairs[0][1].ranking
        pairs = [
            (found, Distribution(support, whole.temperature, kept))
            for (found, whole), kept in zip(pairs, (cut, also_cut), strict=True)
        ]
    (p, whole_p), (q, whole_q) = pairs
    assert agree(any_divergence(p, q), divergence(whole_p, whole_q))


def test_of_one_context_whose_tail_is_light_the_bounds_are_close() -> None:
    prob = np.array([0.6, 0.3, 0.0999, 0.00006, 0.00004])
    ranking = first_ranks(prob, 4)
    cold, warm = (distribution_of_first_ranks(ranking, temperature) for temperature in (0.5, 1.0))
    assert cold
    assert warm
    found = any_divergence(cold, warm)
    true = divergence(*(Distribution(DenseRanking(prob), temperature) for temperature in (0.5, 1.0)))
    assert isinstance(found, BoundedDivergence)
    assert found.total_variation == pytest.approx((true.total_variation,) * 2, abs=1e-3)
    assert found.kl_bits == pytest.approx((true.kl_bits,) * 2, abs=2e-3)
    assert found.reverse_kl_bits == pytest.approx((true.reverse_kl_bits,) * 2, abs=2e-3)


def test_what_no_first_rank_can_tell_is_infinite_and_what_is_known_is_exact() -> None:
    ranking = first_ranks(np.array([0.6, 0.3, 0.06, 0.04]), 3)
    greedy, warm, uniform = (
        distribution_of_first_ranks(ranking, temperature) for temperature in (0.0, 1.0, math.inf)
    )
    assert greedy
    assert warm
    assert uniform
    found = any_divergence(greedy, warm)
    assert isinstance(found, BoundedDivergence)
    assert found.kl_bits == pytest.approx((-math.log2(0.6),) * 2, abs=1e-6)
    assert found.reverse_kl_bits == (math.inf, math.inf)
    assert isinstance(hot := any_divergence(uniform, warm), BoundedDivergence)
    assert hot.kl_bits.high == math.inf, "the tail may have a token with p = 0"
    whole = Distribution(DenseRanking(np.array([0.6, 0.4])), 1.0)
    assert isinstance(any_divergence(whole, whole), Divergence)
