"""The weights of all that can follow sum up to what adding all sequences gives, however little is left of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import scrambled, train, zipf_text
from support.every_sequence import models, of_length, prompts

from lmtui.ngram.model import NgramTrie
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.best_values import best_values
from lmtui.sequences.log_sums import finite, log_sums

EXPONENTS = (0.0, 0.1, 0.5, 1.0, 2.0, 10.0, 100.0)


@given(st.data(), models(), st.sampled_from(EXPONENTS))
def test_the_sums_are_those_of_all_sequences(data: st.DataObject, model: NgramTrie, exponent: float) -> None:
    automaton = Automaton.of(model)
    best = best_values(automaton, 4)
    sums = log_sums(automaton, exponent, best)
    context = data.draw(prompts(model))
    state = automaton.state(context)
    for length in range(1, 5):
        probs = of_length(model, context, length).values()
        reference = math.exp(finite(best[length][state]))
        weights = [(prob / reference) ** exponent for prob in probs]
        total = math.fsum(weights)
        assert sums[length][state] == pytest.approx(math.log(total) if total else -math.inf, abs=1e-9)


@pytest.mark.parametrize("smoothing", ["kneser-ney", "jelinek-mercer", "add-k:3", "mle"])
@pytest.mark.parametrize("exponent", [0.5, 1.0, 30.0])
def test_little_that_is_left_keeps_its_digits(smoothing: str, exponent: float) -> None:
    """Every state of a larger model, and of one whose seen tokens have nearly nothing, against dense sums."""
    model = train(zipf_text(5, types=60, tokens=800), 3, smoothing)
    for each in (model, scrambled(model, 7)):
        automaton = Automaton.of(each)
        values = best_values(automaton, 3)
        sums, best = log_sums(automaton, exponent, values), [finite(each) for each in values]
        support = automaton.support.tolist()
        for state in range(0, automaton.end, 7):
            for length in (1, 3):
                terms = []
                for token in support:
                    logprob, after = automaton.read(state, token)
                    relative = logprob + best[length - 1][after] - best[length][state]
                    terms.append(exponent * relative + sums[length - 1][after])
                assert sums[length][state] == pytest.approx(float(np.logaddexp.reduce(terms)), abs=1e-10)
