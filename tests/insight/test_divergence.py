"""Total variation and KL are those of a dense computation, infinite where that is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import contexts, corpora, train
from support.models import sampler_of

from lmtui.insight.divergence import Divergence, divergence
from lmtui.model.ranking import DenseRanking
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution

TEMPERATURES = (0.0, 0.2, 0.5, 1.0, 3.0, math.inf)
CUTS = (NO_CUTS, Cuts(2), Cuts(top_p=0.6), Cuts(typical=0.4), Cuts(top_k=3, temperature_last=True))


def dense(p: list[float], q: list[float]) -> Divergence:
    """The same from the definitions."""

    def kl(of: list[float], to: list[float]) -> float:
        if any(a > 0 == b for a, b in zip(of, to, strict=True)):
            return math.inf
        return math.fsum(a * math.log2(a / b) for a, b in zip(of, to, strict=True) if a)

    half = 0.5 * math.fsum(abs(a - b) for a, b in zip(p, q, strict=True))
    return Divergence(half, kl(p, q), kl(q, p))


def close(found: Divergence, expected: Divergence) -> bool:
    return (found.total_variation, found.kl_bits, found.reverse_kl_bits) == pytest.approx(
        (expected.total_variation, expected.kl_bits, expected.reverse_kl_bits), rel=1e-9, abs=1e-9
    )


def by_id(distribution: Distribution, size: int) -> list[float]:
    probs = [0.0] * size
    for candidate in distribution.candidates(1, distribution.support):
        probs[candidate.token] = candidate.prob
    return probs


@settings(max_examples=100)
@given(
    st.data(),
    corpora(),
    *[st.sampled_from(TEMPERATURES)] * 2,
    *[st.sampled_from(CUTS)] * 2,
    st.booleans(),
)
def test_it_is_the_dense_computation(
    data: st.DataObject, text: str, warm: float, cold: float, cut: Cuts, other: Cuts, same: bool
) -> None:
    model = train(text, 2, data.draw(st.sampled_from(("kneser-ney", "mle", "add-k:0.5"))))
    sampler = sampler_of(model)
    context = data.draw(contexts(model))
    elsewhere = context if same else data.draw(contexts(model))
    p, q = sampler.distribution(context, warm, cut), sampler.distribution(elsewhere, cold, other)
    size = len(model.vocabulary)
    assert close(divergence(p, q), dense(by_id(p, size), by_id(q, size)))
    mirrored, found = divergence(q, p), divergence(p, q)
    assert (mirrored.kl_bits, mirrored.reverse_kl_bits) == (found.reverse_kl_bits, found.kl_bits)
    assert divergence(p, p) == Divergence(0.0, 0.0, 0.0)


def test_by_hand() -> None:
    ranking = DenseRanking(np.array([3, 1]) / 4)
    found = divergence(Distribution(ranking, 1.0), Distribution(ranking, math.inf))
    assert found.total_variation == pytest.approx(0.25)
    assert found.kl_bits == pytest.approx(1 - (2 - 0.75 * math.log2(3)))
    cut = divergence(Distribution(ranking, 1.0), Distribution(ranking, 0.0))
    assert cut.total_variation == pytest.approx(0.25)
    assert cut.kl_bits == math.inf
    assert cut.reverse_kl_bits == pytest.approx(math.log2(4 / 3))


def test_a_probability_too_small_for_a_float_is_not_0() -> None:
    # At T = 1/2000 the second token has 3^−2000, some 10^−954: KL is finite all the same, and exact.
    ranking = DenseRanking(np.array([3, 1]) / 4)
    cold = Distribution(ranking, 1 / 2000)
    assert cold.at(2).prob == 0
    found = divergence(Distribution(ranking, 1.0), cold)
    log = math.log2(3)
    expected = 0.75 * math.log2(0.75) + 0.25 * (math.log2(0.25) + 2000 * log)
    assert found.kl_bits == pytest.approx(expected)
    assert found.total_variation == pytest.approx(0.25)
