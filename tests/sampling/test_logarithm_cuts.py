"""top-nσ and typical keep exactly what their papers say, ties decided as if nothing were rounded."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import contexts, corpora, train
from support.logarithms import typical, within_deviations
from support.models import sampler_of
from support.rational import weights

from lmtui.model.ranking import DenseRanking
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.sampler import Sampler

counts_of_words = st.lists(st.integers(0, 40), min_size=1, max_size=25).filter(any)


def ranking(counts: list[int]) -> DenseRanking:
    return DenseRanking(np.array(sorted(counts, reverse=True)) / sum(counts))


def kept(counts: list[int], cuts: Cuts, temperature: float = 1.0) -> list[int]:
    """The counts that cuts keep."""
    distribution = Distribution(ranking(counts), temperature, cuts)
    return sorted(counts, reverse=True)[distribution.first - 1 : distribution.last]


@pytest.mark.parametrize(
    ("counts", "deviations", "expected"),
    [
        ([4, 2], 2.0, [4, 2]),  # σ is half of ln 2, and ln 2 is exactly two of these below
        ([4, 2], 1.999999, [4]),
        ([9, 3, 1], Fraction(1, 10**6), [9]),
        ([9, 3, 1], 1.2247, [9]),  # σ is √⅔ ln 3
        ([9, 3, 1], 1.2248, [9, 3]),
        ([9, 9, 1, 1], 2, [9, 9, 1, 1]),
        ([9, 9, 1, 1, 0, 0, 0], 2, [9, 9, 1, 1]),  # p = 0 has no logarithm: it is cut, and makes no deviation larger
        ([5, 5, 5], 0.1, [5, 5, 5]),
        ([7], 1e300, [7]),
    ],
)
def test_hand_worked_deviations(counts: list[int], deviations: float, expected: list[int]) -> None:
    for temperature in (0.25, 1.0, 3.3, math.inf):  # T divides all logarithms alike
        assert kept(counts, Cuts(top_n_sigma=deviations), temperature) == expected


@pytest.mark.parametrize(
    ("counts", "share", "expected"),
    [
        ([2, 1, 1], 0.5, [2]),  # H = 1.5 bits, half a bit from 1 and from 2: the more probable one comes first
        ([2, 1, 1], 0.500001, [2, 1]),
        ([90, 5, 5], 0.9, [90]),
        ([90, 5, 5], 0.95, [90, 5]),
        ([3, 3, 1, 1, 1, 1, 1, 1], 0.2, [3]),  # H = 2.79 bits, half way between 2 and 3.58
        ([30, *[1] * 70], 0.5, [1] * 50),  # H = 5.2 bits: 6.6 bits are nearer than the 1.7 of the favourite
        ([5, 5, 5, 5], 0.5, [5, 5]),
        ([5, 0, 0], 0.99, [5]),
    ],
)
def test_hand_worked_typical_sets(counts: list[int], share: float, expected: list[int]) -> None:
    assert kept(counts, Cuts(typical=share)) == expected


@settings(max_examples=150)
@given(counts_of_words, st.integers(1, 60))
def test_deviations_are_those_of_many_digits(counts: list[int], tenths: int) -> None:
    ranked = sorted(map(Fraction, counts), reverse=True)
    expected = ranked[: within_deviations(ranked, Fraction(tenths, 10))]
    assert kept(counts, Cuts(top_n_sigma=tenths / 10)) == expected


@settings(max_examples=150)
@given(counts_of_words, st.integers(1, 99), st.sampled_from((1.0, 0.5, 1 / 3)), st.booleans())
def test_typical_sets_are_those_of_many_digits(
    counts: list[int], percent: int, temperature: float, last: bool
) -> None:
    ranked = weights([Fraction(count) for count in counts], 1.0 if last else temperature)
    cuts = Cuts(typical=percent / 100, temperature_last=last)
    distribution = Distribution(ranking(counts), temperature, cuts)
    assert ranked[distribution.first - 1 : distribution.last] == typical(ranked, Fraction(percent, 100))


@settings(max_examples=60)
@given(st.data(), corpora(), st.floats(0.05, 20), st.floats(0.01, 0.99), st.floats(0.1, 4))
def test_of_any_model_the_kept_tokens_are_the_typical_ones(
    data: st.DataObject, text: str, temperature: float, share: float, deviations: float
) -> None:
    model = train(text, data.draw(st.integers(1, 3)))
    sampler, context = sampler_of(model), data.draw(contexts(model))
    uncut = sampler.distribution(context, temperature)
    cut = sampler.distribution(context, temperature, Cuts(typical=share))
    probs = [one.prob for one in uncut.candidates(1, uncut.support)]
    surprise = [-math.log(p) if p else math.inf for p in probs]
    distances = [abs(one - uncut.entropy_bits * math.log(2)) for one in surprise]
    inside = range(cut.first - 1, cut.last)
    outside = [rank for rank in range(uncut.support) if rank not in inside]
    mass = math.fsum(probs[rank] for rank in inside)
    assert mass >= share - 1e-9
    edge = max(inside, key=lambda rank: (distances[rank], -probs[rank]))
    assert mass - probs[edge] <= share + 1e-9
    assert all(distances[rank] >= distances[edge] - 1e-6 for rank in outside)

    head = sampler.distribution(context, temperature, Cuts(top_n_sigma=deviations)).last
    logs = [math.log(one.model_prob) for one in uncut.candidates(1, uncut.support) if one.model_prob]
    lowest = logs[0] - deviations * float(np.std(logs)) if logs else 0.0
    assert sum(log > lowest + 1e-9 for log in logs) <= head
    assert not logs or head <= max(sum(log > lowest - 1e-9 for log in logs), 1)


def test_the_typical_set_at_infinity_is_that_of_every_large_temperature() -> None:
    counts = [50, 20, 20, 9, 5, 5, 1, 1, 1]
    for percent in range(5, 100, 5):
        cuts = Cuts(typical=percent / 100)
        assert kept(counts, cuts, math.inf) == kept(counts, cuts, 1e12)


def test_temperature_zero_draws_the_first_rank_that_is_left() -> None:
    counts = [30, *[1] * 70]
    first, last = Cuts(typical=0.08), Cuts(typical=0.08, temperature_last=True)
    assert kept(counts, first, 0.0) == [30]  # p_T is the favourite alone, and that is typical
    distribution = Distribution(ranking(counts), 0.0, last)
    assert (distribution.first, distribution.last, distribution.draw(0.9).rank) == (2, 2, 2)
    # However cold it is, what is left below the favourite has probabilities of its own.
    cold = Distribution(ranking(counts), 1e-3, last)
    assert [one.prob for one in cold.candidates(1, 10)] == pytest.approx([0.0, *[1 / 8] * 8, 0.0])


@settings(max_examples=60)
@given(
    st.data(),
    counts_of_words,
    st.sampled_from((0.0, 0.01, 0.5, 1.0, 3.0, math.inf)),
    st.builds(
        Cuts,
        top_k=st.one_of(st.none(), st.integers(1, 20)),
        top_p=st.floats(0.1, 1),
        top_n_sigma=st.one_of(st.none(), st.floats(0.1, 3)),
        typical=st.floats(0.05, 1),
        temperature_last=st.booleans(),
    ),
)
def test_what_is_left_is_annealed_alone(
    data: st.DataObject, counts: list[int], temperature: float, cuts: Cuts
) -> None:
    distribution = Distribution(ranking(counts), temperature, cuts)
    size = distribution.support
    rows = distribution.candidates(1, size)
    inside = DenseRanking(np.array([one.model_prob for one in rows[distribution.first - 1 : distribution.last]]))
    alone = Distribution(inside, temperature)
    before, behind = [0.0] * (distribution.first - 1), [0.0] * (size - distribution.last)
    probs = [one.prob for one in alone.candidates(1, inside.size)]
    if temperature:
        assert [one.prob for one in rows] == pytest.approx([*before, *probs, *behind])
        assert distribution.entropy_bits == pytest.approx(alone.entropy_bits, abs=1e-12)
    assert math.fsum(one.prob for one in rows) == pytest.approx(1)
    assert [one.cumulative for one in rows] == pytest.approx(np.cumsum([one.prob for one in rows]).tolist())
    first, last = sorted(data.draw(st.tuples(st.integers(1, size), st.integers(1, size))))
    outside = math.fsum(one.prob for one in rows if not first <= one.rank <= last)
    assert distribution.prob_outside(first, last) == pytest.approx(outside, abs=1e-12)
    for luck in (0.0, 0.3, 1 - 2**-53):
        drawn = distribution.draw(luck)
        assert drawn.prob > 0
        assert drawn.cumulative - drawn.prob - 1e-12 <= luck < drawn.cumulative + 1e-12


@settings(max_examples=40)
@given(st.data(), corpora(), st.sampled_from((0.0, 0.5, 1.0, math.inf)))
def test_the_sampler_draws_what_the_distribution_draws(data: st.DataObject, text: str, temperature: float) -> None:
    model = train(text, 2)
    sampler: Sampler = sampler_of(model)
    context, luck = data.draw(contexts(model)), data.draw(st.floats(0, 1, exclude_max=True))
    for cuts in (Cuts(temperature_last=True), Cuts(typical=0.4), Cuts(top_n_sigma=0.8, temperature_last=True)):
        drawn = sampler.draw(context, temperature, cuts, luck)
        expected = sampler.distribution(context, temperature, cuts).draw(luck)
        assert (drawn.rank, drawn.token, drawn.order) == (expected.rank, expected.token, expected.order)
        assert drawn.prob == pytest.approx(expected.prob, rel=1e-9)
