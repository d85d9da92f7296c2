"""The best that a context can still reach is the best of all sequences that may follow it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import train
from support.every_sequence import log, models, of_length, prompts, that_end

from lmtui.ngram.model import NgramTrie
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.best_values import best_values


@given(st.data(), models(), st.booleans())
def test_the_values_are_those_of_all_sequences(data: st.DataObject, model: NgramTrie, ends: bool) -> None:
    ends = ends and model.has_end
    automaton = Automaton.of(model)
    values = best_values(automaton, 4, ends)
    assert [len(each) for each in values] == [len(automaton.suffix)] * 5
    context = data.draw(prompts(model))
    for length in range(1, 5):
        every = (that_end if ends else of_length)(model, context, length)
        best = max(every.values(), default=0.0)
        assert values[length][automaton.state(context)] == pytest.approx(log(best), abs=1e-10)


def test_after_the_end_nothing_follows() -> None:
    automaton = Automaton.of(train("a b\na c", 2))
    assert [values[automaton.end] for values in best_values(automaton, 2)] == [0.0, -math.inf, -math.inf]
    assert [values[automaton.end] for values in best_values(automaton, 2, ends=True)] == [0.0, 0.0, 0.0]
