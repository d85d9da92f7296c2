"""Tokens drawn with cuts, without a distribution, are the ones the distribution gives."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import ORDERS, contexts, corpora, scrambled, train, zipf_text
from support.models import sampler_of

from lmtui.model.protocol import CanDraw
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import context_after, generate
from lmtui.sampling.quick_draws import QuickDraws
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling

TEMPERATURES = st.one_of(st.sampled_from((0.02, 0.5, 1.0, 3.0, math.inf)), st.floats(0.05, 20))
SHARES = st.one_of(st.sampled_from((1.0, 0.25, 0.5, 0.9)), st.floats(0.01, 1))
CUTS = st.builds(Cuts, st.one_of(st.none(), st.integers(1, 12)), SHARES, temperature_last=st.booleans())


def quick_draws_of(sampler: Sampler) -> QuickDraws:
    assert isinstance(sampler.model, CanDraw)
    return QuickDraws(sampler.model, sampler.model.facts.support)


@given(st.data(), corpora(), st.sampled_from(ORDERS), TEMPERATURES, CUTS, st.integers(0, 1000), st.booleans())
def test_what_the_cuts_leave_is_what_the_distribution_has_left(
    data: st.DataObject, text: str, order: int, temperature: float, cuts: Cuts, seed: int, foreign: bool
) -> None:
    model = train(text, order)
    sampler = sampler_of(scrambled(model, seed) if foreign else model)
    context = data.draw(contexts(model))
    distribution, quick = sampler.distribution(context, temperature, cuts), quick_draws_of(sampler)
    dice = random.Random(seed)
    for luck in (0.0, 1 - 2**-53, *(dice.random() for _ in range(8))):
        expected = distribution.draw(luck)
        drawn = quick.draw(sampler.model.state(context), temperature, cuts, luck)
        if drawn:
            assert (drawn.rank, drawn.token, drawn.order) == (expected.rank, expected.token, expected.order)
            assert drawn.prob == pytest.approx(expected.prob, rel=1e-9)
            assert drawn.rank <= distribution.kept


@settings(max_examples=20)
@given(st.sampled_from((Cuts(40), Cuts(top_p=0.9), Cuts(40, 0.8, temperature_last=True))), st.integers(0, 1000))
def test_the_tokens_of_a_generation_with_cuts_are_drawn_without_distributions(cuts: Cuts, seed: int) -> None:
    sampler = sampler_of(train(zipf_text(1, 3000, 20_000), 3))
    quick, context = quick_draws_of(sampler), [*sampler.model.tokens.start]
    for drawn in generate(sampler, (), Sampling(0.7, cuts, seed), 20):
        found = quick.draw(sampler.model.state(context), 0.7, cuts, drawn.luck)
        assert found
        expected = sampler.distribution(context, 0.7, cuts).draw(drawn.luck)
        assert (found.rank, found.token) == (drawn.rank, drawn.token) == (expected.rank, expected.token)
        context = context_after(sampler.model, context, drawn.token)


def test_other_cuts_a_share_that_is_met_exactly_and_an_even_support_are_left_to_the_distribution() -> None:
    sampler = sampler_of(train("a a a a a a a b b c", 1, "mle", tokenizer="word"))
    quick, state = quick_draws_of(sampler), sampler.model.state([])
    for temperature, cuts in (
        (1.0, Cuts(min_p=0.1)),
        (1.0, Cuts(typical=0.5)),
        (1.0, Cuts(top_n_sigma=1.0)),
        (1.0, Cuts(top_p=7 / 11)),  # seven of ten tokens and the end
        (math.inf, NO_CUTS),
        (1e-9, NO_CUTS),
    ):
        assert quick.draw(state, temperature, cuts, 0.5) is None
    assert sampler.distribution([], 1.0, Cuts(top_p=7 / 11)).kept == 1
    drawn = quick.draw(state, 1.0, Cuts(top_k=2), 0.9)
    assert drawn
    assert drawn.rank == 2
    assert drawn.prob == pytest.approx(2 / 9)
