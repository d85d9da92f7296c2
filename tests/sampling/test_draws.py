"""Tokens drawn without making their distribution are the ones the distribution gives."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, contexts, corpora, scrambled, train

from lmtui.sampling import sampler as sampler_module
from lmtui.sampling.cuts import NO_CUTS
from lmtui.sampling.sampler import Sampler

# How many seen tokens are few: with 0 every context is ranked in full, with 1,000 every one is stacked.
FEW = (0, 3, 1000)


@settings(max_examples=300)
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
        patch.setattr(sampler_module, "_FEW", few)
        sampler = Sampler(model)
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


@settings(max_examples=60)
@given(corpora(), st.sampled_from(ORDERS), st.sampled_from((0.3, 1.0, 4.0)))
def test_every_token_of_the_support_can_be_drawn(text: str, order: int, temperature: float) -> None:
    sampler = Sampler(train(text, order))
    distribution = sampler.distribution([1], temperature)
    candidates = distribution.candidates(1, distribution.support)
    before = 0.0
    for candidate in candidates:
        # A luck in the middle of what is the token's own, where that is wide enough for floats to have a middle.
        if candidate.prob > 1e-9:
            drawn = sampler.draw([1], temperature, NO_CUTS, before + candidate.prob / 2)
            assert drawn.token == candidate.token
        before = candidate.cumulative
