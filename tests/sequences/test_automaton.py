"""The automaton reads every sequence with the probabilities of the model it was made of."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import train
from support.every_sequence import log, models, support
from support.golden import GOLDEN

from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.model import NgramTrie
from lmtui.sequences.automaton import QUANTUM, Automaton
from lmtui.text.specials import EOS
from lmtui.text.tokenizers import tokenizer_named


@given(st.data(), models())
def test_every_token_is_read_with_its_probability(data: st.DataObject, model: NgramTrie) -> None:
    check_reading(data, model)


@pytest.mark.parametrize("name", ["toy.o3.arpa", "odd.arpa"])
@given(data=st.data())
def test_so_are_those_of_model_files(data: st.DataObject, name: str) -> None:
    check_reading(data, read_arpa(GOLDEN / name, tokenizer_named("whitespace")))


def check_reading(data: st.DataObject, model: NgramTrie) -> None:
    automaton = Automaton.of(model)
    # Any ids may have been read before, even such as never come there.
    context = data.draw(st.lists(st.integers(0, len(model.vocabulary) - 1), max_size=4))
    state = automaton.state(context)
    for token in data.draw(st.lists(st.sampled_from(support(model)), min_size=1, max_size=6)):
        prob, _ = model.prob(model.match(context), token)
        logprob, after = automaton.read(state, token)
        assert logprob == pytest.approx(log(prob), abs=1e-11)
        if token == EOS:
            assert after == automaton.end
            break
        context.append(token)
        assert after == automaton.state(context)
        state = after


@given(models())
def test_an_arc_lies_above_that_of_the_same_token_after_the_shorter_context(model: NgramTrie) -> None:
    automaton = Automaton.of(model)
    assert automaton.support.tolist() == support(model)
    upper = np.arange(int(automaton.first[1]), len(automaton.token))
    below = automaton.below[upper]
    assert (automaton.token[below] == automaton.token[upper]).all()
    assert (automaton.source[below] == automaton.suffix[automaton.source[upper]]).all()
    assert (below < automaton.shared).all()
    first, states = automaton.above
    for arc in range(automaton.shared):
        assert set(states[first[arc] : first[arc + 1]]) == set(automaton.source[upper[below == arc]])


def test_sums_of_logarithms_are_exact() -> None:
    automaton = Automaton.of(train("a b c a b d e a\nb c a d", 3))
    logs = automaton.logprob[np.isfinite(automaton.logprob)]
    assert (np.abs(logs - np.log(automaton.prob[automaton.prob > 0])) <= QUANTUM / 2 + 1e-15).all()
    assert sum(logs.tolist()) == math.fsum(logs.tolist()) == sum(reversed(logs.tolist()))
