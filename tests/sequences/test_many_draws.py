"""What is drawn for many contexts at once is what each distribution gives, wherever it says that it is sure."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, contexts, corpora, scrambled, train, zipf_text
from support.models import sampler_of

from lmtui.sequences.automaton import Automaton
from lmtui.sequences.many_draws import ManyDraws

TEMPERATURES = (1e-3, 0.3, 1.0, 2.0, math.inf)


@given(
    st.data(),
    corpora(),
    st.sampled_from(ORDERS),
    st.sampled_from(SMOOTHINGS),
    st.sampled_from(TEMPERATURES),
    st.booleans(),
)
def test_each_is_the_token_of_its_distribution(
    data: st.DataObject, text: str, order: int, smoothing: str, temperature: float, odd: bool
) -> None:
    model = train(text, order, smoothing)
    if odd:
        model = scrambled(model, 5)
    automaton, sampler = Automaton.of(model), sampler_of(model)
    places = data.draw(st.lists(contexts(model), min_size=1, max_size=4))
    lucks = data.draw(st.lists(st.floats(0, 1, exclude_max=True), min_size=4, max_size=4))
    states = np.array([automaton.state(context) for context in places])
    drawn = ManyDraws(automaton, temperature).draw(states, np.array(lucks[: len(places)]))
    for index, (context, luck) in enumerate(zip(places, lucks, strict=False)):
        if drawn.sure[index]:
            expected = sampler.distribution(context, temperature).draw(luck)
            assert drawn.token[index] == expected.token
            assert drawn.prob[index] == pytest.approx(expected.prob, rel=1e-9)
            assert drawn.target[index] == automaton.read(int(states[index]), expected.token)[1]


@pytest.mark.parametrize("temperature", TEMPERATURES)
@pytest.mark.parametrize("smoothing", ["kneser-ney", "witten-bell", "add-k", "mle"])
def test_nearly_all_are_sure(smoothing: str, temperature: float) -> None:
    model = train(zipf_text(2, types=100, tokens=2000), 3, smoothing)
    automaton = Automaton.of(model)
    dice = np.random.default_rng(3)
    draws = ManyDraws(automaton, temperature)
    states = dice.integers(0, automaton.end, 2000)
    sure = draws.draw(states, dice.random(2000)).sure
    if smoothing == "mle" and temperature == math.inf:  # tokens of probability 0 are drawn by id
        assert not sure[automaton.weight[states] == 0].any()
    else:
        # After a context that only `</s>` or nothing drawable followed, nothing may be sure.
        assert sure.mean() > 0.99
