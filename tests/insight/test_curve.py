"""The curve of one context, from T = 0 to ∞."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, contexts, corpora, scrambled, train, zipf_text
from support.dense import Dense, entropy_bits
from support.first_ranks import partial
from support.models import sampler_of, trie_of

from lmtui.errors import SettingError
from lmtui.insight.curve import CurvePoint, bounded_curve, bounded_limits, curve, limits
from lmtui.model.partial_ranking import PartialRanking
from lmtui.model.ranking import DenseRanking, FloatArray
from lmtui.ngram.model import NgramTrie
from lmtui.playground.slider import STEPS, temperature_at
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution
from lmtui.text.specials import BOS

SLIDER = [temperature_at(step / STEPS) for step in range(STEPS + 1)]

models = st.one_of(
    st.builds(train, corpora(), st.sampled_from(ORDERS), st.sampled_from(SMOOTHINGS)),
    st.builds(scrambled, st.builds(train, corpora(), st.sampled_from(ORDERS)), st.integers(0, 1000)),
)
cuts = st.sampled_from((NO_CUTS, Cuts(top_k=3), Cuts(top_p=0.8), Cuts(min_p=0.2), Cuts(top_k=5, top_p=0.9)))


def over_the_slider(model: NgramTrie, context: list[int], cut: Cuts = NO_CUTS) -> list[CurvePoint]:
    points = curve(sampler_of(model), context, SLIDER, cut)
    assert [point.temperature for point in points] == SLIDER
    return points


@given(st.data(), models)
def test_entropy_never_falls_and_the_favourite_never_gains_as_the_temperature_rises(
    data: st.DataObject, model: NgramTrie
) -> None:
    points = over_the_slider(model, data.draw(contexts(model)))
    for colder, warmer in pairwise(points):
        assert warmer.entropy_bits >= colder.entropy_bits - 1e-9
        assert warmer.choices >= colder.choices * (1 - 1e-9)
        assert warmer.favourite_prob <= colder.favourite_prob + 1e-12


@given(st.data(), models, cuts)
def test_its_ends_are_exact(data: st.DataObject, model: NgramTrie, cut: Cuts) -> None:
    context = data.draw(contexts(model))
    cold, *_, hot = over_the_slider(model, context, cut)
    assert (cold.entropy_bits, cold.choices, cold.favourite_prob) == (0.0, 1.0, 1.0)
    kept = sampler_of(model).distribution(context, math.inf, cut).kept
    assert hot.entropy_bits == pytest.approx(math.log2(kept), rel=1e-12)
    assert hot.choices == pytest.approx(kept, rel=1e-12)
    assert hot.favourite_prob == pytest.approx(1 / kept, rel=1e-12)
    if cut == NO_CUTS:
        assert kept == len(model.vocabulary) - 2  # all but `<unk>` and `<s>`


@given(st.data(), models, cuts, st.one_of(st.sampled_from(SLIDER), st.floats(0.01, 100)))
def test_it_agrees_with_the_dense_computation(
    data: st.DataObject, model: NgramTrie, cut: Cuts, temperature: float
) -> None:
    context = data.draw(contexts(model))
    dense = Dense.of(model, context, temperature)
    # A token right at the edge of a cut may fall either way: floats depend on how they were reached.
    assume(dense.kept(cut, slack=1e-9) == dense.kept(cut, slack=-1e-9))
    probs = dense.after_cuts(dense.kept(cut))
    (point,) = curve(sampler_of(model), context, [temperature], cut)
    entropy = entropy_bits(probs)
    assert point.entropy_bits == pytest.approx(entropy, rel=1e-9, abs=1e-9)
    assert point.choices == pytest.approx(2**entropy, rel=1e-9)
    assert point.favourite_prob == pytest.approx(probs[0], rel=1e-9)


def test_a_curve_by_hand() -> None:
    # Relative frequencies after "a": b 3/4, c 1/4. At T = 1/2 they are squared: 9/10, 1/10.
    # The support is a, b, c, </s>; at T = ∞ all four are as probable, two bits.
    sampler = sampler_of(train("a b\na b\na b\na c", 2, "mle"))
    context = [BOS, trie_of(sampler).vocabulary.id("a")]
    points = curve(sampler, context, [math.inf, 1.0, 0.5, 0.0])
    assert [point.temperature for point in points] == [math.inf, 1.0, 0.5, 0.0]
    assert [point.favourite_prob for point in points] == pytest.approx([1 / 4, 3 / 4, 9 / 10, 1])
    assert [point.entropy_bits for point in points] == pytest.approx(
        [2, 2 - 0.75 * math.log2(3), -0.9 * math.log2(0.9) - 0.1 * math.log2(0.1), 0]
    )
    assert points[0].choices == 4


def test_at_zero_the_first_of_equals_is_all_there_is() -> None:
    sampler = sampler_of(train("a b\na c", 2, "mle"))
    context = [BOS, trie_of(sampler).vocabulary.id("a")]
    cold, cool = curve(sampler, context, [0.0, 0.01])
    assert (cold.entropy_bits, cold.favourite_prob) == (0.0, 1.0)
    assert (cool.entropy_bits, cool.favourite_prob) == pytest.approx((1.0, 0.5))


def test_a_curve_does_not_push_out_what_the_sampler_remembers() -> None:
    sampler = sampler_of(train(zipf_text(3, types=50, tokens=400), 3))
    drawn_from = sampler.distribution([BOS], 0.8)
    curve(sampler, [BOS], SLIDER)
    assert sampler.distribution([BOS], 0.8) is drawn_from


def test_a_temperature_below_zero_is_refused() -> None:
    with pytest.raises(SettingError, match="temperature"):
        curve(sampler_of(train("a b", 2)), [BOS], [1.0, -0.5])


@given(st.data(), models)
def test_the_limits_are_the_favourites_alike_and_all_that_have_a_probability_alike(
    data: st.DataObject, model: NgramTrie
) -> None:
    context = data.draw(contexts(model))
    probs = Dense.of(model, context, 1.0).model_probs
    near_zero, near_infinity = limits(sampler_of(model), context)
    equals = sum(prob >= probs[0] * (1 - 1e-13) for prob in probs)
    possible = sum(prob > 0 for prob in probs) or len(probs)  # where all have p = 0, all are alike at every T
    if all(prob <= probs[0] * (1 - 1e-6) for prob in probs[equals:]):
        assert near_zero.choices == pytest.approx(equals, rel=1e-5)
    assert near_infinity.choices == pytest.approx(possible, rel=1e-12)
    cold, *_, hot = over_the_slider(model, context)
    assert near_zero.entropy_bits >= cold.entropy_bits
    assert near_infinity.entropy_bits <= hot.entropy_bits
    assert (near_infinity.choices == hot.choices) == (possible == len(probs))


def test_without_smoothing_the_entropy_jumps_at_t_infinity_and_at_no_other_t() -> None:
    sampler = sampler_of(train("a b\na b\na b\na c", 2, "mle"))
    _, near_infinity = limits(sampler, [3])
    assert near_infinity.entropy_bits == 1.0
    for temperature in (1e9, 1e100, 1.7e308):
        assert curve(sampler, [3], [temperature])[0].entropy_bits == pytest.approx(1.0, abs=1e-9)
    assert curve(sampler, [3], [math.inf])[0].entropy_bits == 2.0


@given(partial(), st.sampled_from((NO_CUTS, Cuts(2), Cuts(typical=0.5))))
def test_where_first_ranks_alone_are_known_the_curve_lies_between_two(
    made: tuple[FloatArray, PartialRanking], cuts: Cuts
) -> None:
    prob, ranking = made
    temperatures = (0.0, 0.4, 1.0, 3.0, math.inf)
    found, ends = bounded_curve(ranking, temperatures, cuts), bounded_limits(ranking, cuts)
    if found is None:
        assert not cuts.keep_all
        return
    assert ends
    for (low, high), temperature in zip(found, temperatures, strict=True):
        true = Distribution(DenseRanking(prob), temperature, cuts)
        assert low.temperature == high.temperature == temperature
        assert low.entropy_bits - 1e-9 <= true.entropy_bits <= high.entropy_bits + 1e-9
        assert low.choices - 1e-6 <= 2**true.entropy_bits <= high.choices + 1e-6
        assert low.favourite_prob - 1e-9 <= true.at(1).prob <= high.favourite_prob + 1e-9
