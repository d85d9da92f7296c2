"""Texts that are drawn together are those that are drawn one by one, and so are their figures."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import train
from support.every_sequence import models, support
from support.models import SENTENCES, sampler_of

from lmtui.errors import Cancelled
from lmtui.insight.drawn_texts import generated_text, sampled_texts
from lmtui.ngram.model import NgramTrie
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.settings import Sampling
from lmtui.sequences.automaton import Automaton


@settings(max_examples=60)
@given(
    models().filter(support),
    st.sampled_from((0.0, 0.5, 1.0, math.inf)),
    st.sampled_from((NO_CUTS, Cuts(top_k=2), Cuts(top_p=0.8))),
)
def test_many_are_what_each_is_alone(model: NgramTrie, temperature: float, cuts: Cuts) -> None:
    sampler = sampler_of(model)
    prompt = support(model)[-1:]
    together = list(sampled_texts(sampler, Automaton.of(model), prompt, Sampling(temperature, cuts, 7), 6, 5))
    for index, text in enumerate(together):
        alone = generated_text(sampler, prompt, Sampling(temperature, cuts, 7 + index), 6)
        assert text.ids == alone.ids
        assert text.ranks == alone.ranks
        assert text.model_probs == pytest.approx(alone.model_probs, rel=1e-12)
        assert text.entropies_bits == pytest.approx(alone.entropies_bits, rel=1e-12, abs=1e-15)


def test_both_can_be_stopped() -> None:
    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    model = train(SENTENCES, 2)
    with pytest.raises(Cancelled):
        generated_text(sampler_of(model), [], Sampling(1.0), 3, stop)
    with pytest.raises(Cancelled):
        next(sampled_texts(sampler_of(model), Automaton.of(model), [], Sampling(1.0), 3, 2, stop))
