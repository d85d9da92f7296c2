"""Tokens drawn without making their distribution are the ones the distribution gives."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, contexts, corpora, scrambled, train, zipf_text
from support.models import sampler_of

from lmtui.ngram import seen_tokens
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.model import Base, NgramTrie
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.generation import context_after, generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling

# How many seen tokens are few: with 0 numpy puts all of them in order, with 1,000 none.
FEW = (0, 3, 1000)


@given(
    st.data(),
    corpora(),
    st.sampled_from(ORDERS),
    st.sampled_from(SMOOTHINGS),
    st.one_of(st.sampled_from((0.02, 0.5, 1.0, 3.0)), st.floats(0.01, 100)),
    st.sampled_from(FEW),
    st.integers(0, 1000),
    st.booleans(),
)
def test_a_draw_is_the_distributions_own(
    data: st.DataObject, text: str, order: int, smoothing: str, temperature: float, few: int, seed: int, foreign: bool
) -> None:
    model = train(text, order, smoothing)
    if foreign:
        model = scrambled(model, seed)
    context = data.draw(contexts(model))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen_tokens, "_FEW", few)
        sampler = sampler_of(model)
        distribution = sampler.distribution(context, temperature)
        # Lucks as they come: none of them is within rounding of where one token ends and the next begins, unless
        # the tokens there are so improbable that no luck would meet them.
        dice = random.Random(seed)
        for _ in range(20):
            luck = dice.random()
            drawn = sampler.draw(context, temperature, NO_CUTS, luck)
            expected = distribution.draw(luck)
            assert (drawn.rank, drawn.token, drawn.order) == (expected.rank, expected.token, expected.order)
            assert drawn.prob == pytest.approx(expected.prob, rel=1e-9, abs=1e-300)
            assert drawn.model_prob == pytest.approx(expected.model_prob, rel=1e-12)


@given(
    st.data(),
    corpora(),
    st.sampled_from(SMOOTHINGS),
    st.sampled_from(("trained", "scattered", "nearly tied")),
    st.sampled_from((0.5, 1.0, 3.0)),
    st.sampled_from((0, 3)),
    st.integers(0, 10_000),
)
def test_what_is_found_out_at_once_is_what_is_found_out_one_by_one(
    data: st.DataObject, text: str, smoothing: str, kind: str, exponent: float, few: int, seed: int
) -> None:
    trie = train(text, 2, smoothing)
    if kind != "trained":
        trie = from_elsewhere(trie, kind, seed)
    often = NgramLanguageModel(trie)
    state = often.state(data.draw(contexts(trie)))
    dice = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen_tokens, "_FEW", few)
        weights = often.weights(state, exponent)
        for _ in range(6):
            asked_first = NgramLanguageModel(trie).weights(state, exponent)
            assert weights
            assert asked_first
            weight = dice.random() * weights.total
            assert weights.find(weight) == asked_first.find(weight)


@settings(max_examples=60)
@given(corpora(), st.sampled_from(ORDERS), st.sampled_from((0.3, 1.0, 4.0)))
def test_every_token_of_the_support_can_be_drawn(text: str, order: int, temperature: float) -> None:
    sampler = sampler_of(train(text, order))
    distribution = sampler.distribution([1], temperature)
    candidates = distribution.candidates(1, distribution.support)
    before = 0.0
    for candidate in candidates:
        # A luck in the middle of what is the token's own, where that is wide enough for floats to have a middle.
        if candidate.prob > 1e-9:
            drawn = sampler.draw([1], temperature, NO_CUTS, before + candidate.prob / 2)
            assert drawn.token == candidate.token
        before = candidate.cumulative


LAST_LUCK = 1 - 2**-53


TEMPERATURES = (0.0, 5e-324, 1e-300, 1e-12, 1e-5, 1e-4, 0.02, 0.5, 1.0, 3.0, 1e6, 1e300, 1.7e308, math.inf)


KINDS = ("trained", "scattered", "tiny", "zeros", "nearly tied")


def from_elsewhere(model: NgramTrie, kind: str, seed: int) -> NgramTrie:
    """A model with other numbers: probabilities and backoff weights that nobody smoothed and that sum to anything."""
    dice = np.random.default_rng(seed)

    def numbers(size: int, backoff: bool) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        if kind == "scattered":
            return 10 ** (dice.uniform(-2, 0.5, size) if backoff else dice.uniform(-3, 0, size))
        if kind == "tiny":  # products of these are smaller than any float
            return 10 ** (dice.uniform(-300, 10, size) if backoff else dice.uniform(-320, 0, size))
        if kind == "zeros":
            return dice.choice((0.0, 1e-99, 1.0, 1.0, 5.0) if backoff else (0.0, 1e-99, 0.1, 0.5), size)
        one = 1 - 2**-53
        return dice.choice((1.0, 0.5, one) if backoff else (0.25, 0.25 + 2**-54, 0.1, 0.1 * one), size)

    levels = tuple(
        replace(level, prob=numbers(len(level.prob), False), backoff=numbers(len(level.backoff), True))
        for level in model.levels
    )
    return replace(model, levels=levels, base=Base.of(levels[0].prob, 1) if model.backs_off else model.base)


def lucks_of(distribution: Distribution, dice: random.Random) -> list[float]:
    """Lucks at both ends, at random, and at and one last digit beside the boundaries of some tokens."""
    lucks = [0.0, 2**-53, LAST_LUCK, dice.random()]
    for rank in {1, distribution.kept, dice.randint(1, distribution.support)}:
        candidate = distribution.at(rank)
        for edge in (candidate.cumulative, candidate.cumulative - candidate.prob):
            lucks += [edge, math.nextafter(edge, 0), math.nextafter(edge, 1), math.nextafter(edge, 0) - 2**-53]
    return [luck for luck in lucks if 0 <= luck < 1]


def assert_drawn_alike(sampler: Sampler, context: list[int], temperature: float, cuts: Cuts, luck: float) -> None:
    """What `Sampler.draw` gives is what the distribution gives, all of it, and can be drawn."""
    distribution = sampler.distribution(context, temperature, cuts)
    drawn, expected = sampler.draw(context, temperature, cuts, luck), distribution.draw(luck)
    assert expected == distribution.of(expected.token) == distribution.at(expected.rank)
    assert (drawn.rank, drawn.token, drawn.order) == (expected.rank, expected.token, expected.order)
    assert drawn.model_prob == expected.model_prob
    assert drawn.prob == pytest.approx(expected.prob, rel=1e-9)
    assert 1 <= drawn.rank <= distribution.kept
    assert drawn.prob > 0
    if temperature < math.inf:
        assert drawn.model_prob > 0 or not distribution.at(1).model_prob


@given(
    st.data(),
    st.one_of(corpora(), st.builds(zipf_text, st.integers(0, 10_000), st.integers(2, 60), st.integers(2, 300))),
    st.sampled_from(ORDERS),
    st.sampled_from(SMOOTHINGS),
    st.sampled_from(KINDS),
    st.sampled_from(FEW),
    st.integers(0, 10_000),
)
@pytest.mark.filterwarnings("error")
def test_a_draw_is_the_distributions_own_whatever_the_model_the_temperature_and_the_luck(
    data: st.DataObject, text: str, order: int, smoothing: str, kind: str, few: int, seed: int
) -> None:
    model = train(text, order, smoothing)
    if kind != "trained":
        model = from_elsewhere(model, kind, seed)
    context = data.draw(contexts(model))
    dice = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen_tokens, "_FEW", few)
        sampler = sampler_of(model)
        for temperature in dice.sample(TEMPERATURES, 4):
            for cuts in (NO_CUTS, dice.choice((Cuts(2), Cuts(top_p=0.7), Cuts(min_p=0.3)))):
                for luck in lucks_of(sampler.distribution(context, temperature, cuts), dice):
                    assert_drawn_alike(sampler, context, temperature, cuts, luck)


def test_generated_tokens_are_the_distributions_own_where_few_and_many_tokens_were_seen() -> None:
    sampler = sampler_of(train(zipf_text(1, 3000, 20_000), 3))
    for temperature in (0.0, 0.7, 1.0, 2.0):
        context = [*sampler.model.tokens.start]
        for drawn in generate(sampler, (), Sampling(temperature, seed=5), 40):
            expected = sampler.distribution(context, temperature).draw(drawn.luck)
            assert (drawn.rank, drawn.token, drawn.order) == (expected.rank, expected.token, expected.order)
            assert drawn.model_prob == expected.model_prob
            assert drawn.prob == pytest.approx(expected.prob, rel=1e-11)
            context = context_after(sampler.model, context, drawn.token)


def test_the_last_luck_of_a_small_text_draws_the_last_rank() -> None:
    model = train("a a", 2, tokenizer="word")
    sampler = sampler_of(model)
    drawn = sampler.draw([model.vocabulary.id("a")], 1.0, NO_CUTS, LAST_LUCK)
    assert (drawn.rank, sampler.distribution([3], 1.0).support) == (2, 2)
    assert_drawn_alike(sampler, [3], 1.0, NO_CUTS, LAST_LUCK)


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_a_temperature_of_any_size_draws_from_a_model_without_interpolation(temperature: float) -> None:
    model = train("w2 w2 w2 w1 w1 w2 w1 w1 w2\nw0 w1 w1 w1 w2\nw2 w2 w1 w0 w2 w2 w2\n", 3)
    levels = []
    for level in model.levels:  # as ARPA files have them: seven digits of a logarithm
        logs = np.round(np.log10(np.maximum(level.prob, 1e-99)), 7)
        levels.append(replace(level, prob=np.power(10.0, logs)))
    sampler = sampler_of(replace(model, levels=tuple(levels), base=Base.of(levels[0].prob, 1)))
    context = model.vocabulary.encode(["w1", "w1"])
    for luck in (0.0, 0.5, LAST_LUCK):
        assert_drawn_alike(sampler, context, temperature, NO_CUTS, luck)
    if temperature <= 1e-12:
        assert sampler.draw(context, temperature, NO_CUTS, LAST_LUCK).rank == 1
