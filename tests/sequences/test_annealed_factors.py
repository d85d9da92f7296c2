"""The probability of a text as generation makes it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.dense import Dense
from support.every_sequence import models, prompts, support
from support.models import sampler_of

from lmtui.ngram.model import NgramTrie
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.settings import Sampling
from lmtui.sequences.annealed_factors import annealed_factors
from lmtui.text.specials import EOS, UNK


@given(st.data(), models().filter(support), st.sampled_from((0.0, 0.5, 1.0, 3.0, math.inf)))
def test_each_factor_is_the_annealed_probability_after_all_before_it(
    data: st.DataObject, model: NgramTrie, temperature: float
) -> None:
    context = data.draw(prompts(model))
    tokens = data.draw(
        st.lists(st.sampled_from([UNK, *(token for token in support(model) if token != EOS)]), max_size=5)
    )
    factors = annealed_factors(sampler_of(model), context, tokens, Sampling(temperature))
    for index, (token, factor) in enumerate(zip(tokens, factors, strict=True)):
        dense = Dense.of(model, [*context, *tokens[:index]], temperature)
        expected = dict(zip(dense.tokens, dense.annealed, strict=True)).get(token, 0.0)
        assert math.exp(factor) == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(models().filter(support), st.sampled_from((NO_CUTS, Cuts(top_k=2), Cuts(top_p=0.7))), st.integers(0, 99))
def test_what_was_generated_has_the_probability_it_was_generated_with(
    model: NgramTrie, cuts: Cuts, seed: int
) -> None:
    sampling = Sampling(0.7, cuts, seed)
    drawn = list(generate(sampler_of(model), [], sampling, 6, stop=True))
    factors = annealed_factors(sampler_of(model), list(model.start), [token.token for token in drawn], sampling)
    assert factors == pytest.approx([math.log(token.prob) for token in drawn], abs=1e-9)
