"""Generated text: decided by its settings alone, and drawn with the probabilities that are shown."""

from __future__ import annotations

import itertools
import math
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.chi_square import fits
from support.corpora import ORDERS, SMOOTHINGS, corpora, train, zipf_text
from support.dense import Dense
from support.models import sampler_of

from lmtui.ngram.model import NgramTrie
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import context_after, draw, generate, prompt_context
from lmtui.sampling.luck import luck
from lmtui.sampling.settings import Sampling
from lmtui.text.specials import BOS, EOS, UNK


@cache
def mouse(order: int = 3, smoothing: str = "kneser-ney") -> NgramTrie:
    recipe = Recipe(("mouse",), order, smoothing)
    return train_on(corpus_of(recipe), recipe)


def words(model: NgramTrie, prompt: str, sampling: Sampling, tokens: int, stop: bool = False) -> list[str]:
    drawn = generate(sampler_of(model), model.vocabulary.encode(prompt.split()), sampling, tokens, stop)
    return model.vocabulary.decode(token.token for token in drawn)


@pytest.mark.parametrize("order", [3, 4, 5])
def test_the_favourite_end_of_the_mouse_ate_is_the_cheese(order: int) -> None:
    frozen = Sampling(temperature=0.0)
    assert words(mouse(order), "the mouse ate", frozen, 20, stop=True) == ["the", "cheese", "</s>"]


@settings(max_examples=60)
@given(
    corpora(),
    st.sampled_from(ORDERS),
    st.sampled_from(SMOOTHINGS),
    st.sampled_from((0.0, 0.5, 1.0, 3.0, math.inf)),
    st.sampled_from((NO_CUTS, Cuts(top_k=3), Cuts(top_p=0.8), Cuts(min_p=0.2))),
    st.integers(0, 1000),
)
def test_every_token_is_the_one_its_luck_decides_on_after_all_tokens_before_it(
    text: str, order: int, smoothing: str, temperature: float, cuts: Cuts, seed: int
) -> None:
    model = train(text, order, smoothing)
    sampling = Sampling(temperature, cuts, seed)
    # The context here is never shortened: that `generate` forgets what does not matter must not show.
    context = [BOS, 3]
    for index, drawn in enumerate(generate(sampler_of(model), [3], sampling, 15)):
        candidate = sampler_of(model).distribution(context, temperature, cuts).draw(luck(seed, index))
        assert (drawn.index, drawn.luck) == (index, luck(seed, index))
        assert (drawn.token, drawn.rank, drawn.order) == (candidate.token, candidate.rank, candidate.order)
        # A token is drawn without making its distribution, so sums are taken in another order.
        assert drawn.prob == pytest.approx(candidate.prob, rel=1e-9)
        assert drawn.model_prob == pytest.approx(candidate.model_prob, rel=1e-12)
        assert drawn.token not in (UNK, BOS)
        context = [BOS] if drawn.token == EOS else [*context, drawn.token]


def test_the_same_settings_give_the_same_tokens_and_another_seed_gives_others() -> None:
    model = train(zipf_text(1, types=40, tokens=400), 3)
    first = words(model, "w0", Sampling(1.0, seed=5), 100)
    assert len(first) == 100
    assert words(model, "w0", Sampling(1.0, seed=5), 100) == first
    assert words(model, "w0", Sampling(1.0, seed=6), 100) != first


def test_a_shorter_generation_is_the_beginning_of_a_longer_one() -> None:
    long = words(mouse(), "the", Sampling(1.5, seed=3), 50)
    for tokens in (0, 1, 17):
        assert words(mouse(), "the", Sampling(1.5, seed=3), tokens) == long[:tokens]


@pytest.mark.parametrize("seed", range(5))
def test_the_end_of_a_unit_begins_a_new_one_or_stops(seed: int) -> None:
    on = words(mouse(), "the mouse", Sampling(1.0, seed=seed), 60)
    end = on.index("</s>")
    assert words(mouse(), "the mouse", Sampling(1.0, seed=seed), 60, stop=True) == on[: end + 1]
    assert len(on) == 60
    # Every unit of this corpus begins with "the", and its order serves nothing else there at T = 0.
    frozen = words(mouse(), "the mouse ate", Sampling(0.0), 10)
    assert frozen[:5] == ["the", "cheese", "</s>", "the", "mouse"]


def test_a_prompt_is_the_beginning_of_a_unit_and_may_hold_unknown_words() -> None:
    model = sampler_of(mouse(4)).model
    the, zebra = model.tokens.encode("the zebra")
    assert (the.unknown, zebra) == ("", (UNK, "zebra"))
    assert prompt_context(model, [the.id, zebra.id]) == [BOS, the.id, UNK]
    assert prompt_context(model, []) == [BOS]
    assert len(words(mouse(), "a zebra", Sampling(1.0), 10)) == 10


def test_after_a_token_the_context_keeps_what_matters() -> None:
    shorter, longer, none = (sampler_of(mouse(order)).model for order in (3, 5, 1))
    assert context_after(shorter, [BOS, 5], 6) == [5, 6]
    assert context_after(longer, [BOS], 6) == [BOS, 6]
    assert context_after(shorter, [5, 6], EOS) == [BOS]
    assert context_after(none, [], 6) == context_after(none, [], EOS) == []


def test_what_was_asked_before_changes_no_answer() -> None:
    model = train(zipf_text(4, types=20, tokens=300), 3)
    shared = sampler_of(model)
    asked = itertools.product(
        ([BOS], [BOS, 3], [3, 4], [5]), (0.0, 0.5, 1.0, math.inf), (NO_CUTS, Cuts(top_k=2), Cuts(top_p=0.5))
    )
    for context, temperature, cuts in asked:
        again = shared.distribution(context, temperature, cuts)
        fresh = sampler_of(model).distribution(context, temperature, cuts)
        assert again.candidates(1, again.support) == fresh.candidates(1, fresh.support)


SAMPLINGS = [
    (0.5, NO_CUTS),
    (1.0, NO_CUTS),
    (2.5, NO_CUTS),
    (math.inf, NO_CUTS),
    (1.0, Cuts(top_k=4)),
    (1.0, Cuts(top_p=0.6)),
    (1.5, Cuts(top_k=20, top_p=0.9, min_p=0.05)),
]


@pytest.mark.parametrize(("temperature", "cuts"), SAMPLINGS)
def test_tokens_are_drawn_as_often_as_their_exact_probability_says(temperature: float, cuts: Cuts) -> None:
    model = train(zipf_text(2, types=30, tokens=400), 2)
    context = [BOS, model.vocabulary.id("w0")]
    dense = Dense.of(model, context, temperature)
    probs = dense.after_cuts(dense.kept(cuts))
    sampler = sampler_of(model)
    observed = [0] * len(probs)
    for index in range(6_000):
        observed[draw(sampler, context, Sampling(temperature, cuts, seed=11), index).rank - 1] += 1
    assert fits(observed, probs)


@pytest.mark.parametrize(("temperature", "cuts"), SAMPLINGS)
def test_generated_text_follows_the_exact_probabilities_after_every_token(temperature: float, cuts: Cuts) -> None:
    model = mouse(order=2)
    size = len(model.vocabulary)
    followed = [[0] * size for _ in range(size)]
    here = BOS
    for drawn in generate(sampler_of(model), [], Sampling(temperature, cuts, seed=3), 8_000):
        followed[here][drawn.token] += 1
        here = BOS if drawn.token == EOS else drawn.token
    for context, observed in enumerate(followed):
        dense = Dense.of(model, [context], temperature)
        probs = dict(zip(dense.tokens, dense.after_cuts(dense.kept(cuts)), strict=True))
        assert fits(observed, [probs.get(token, 0.0) for token in range(size)])
    assert sum(map(sum, followed)) == 8_000
