"""What was seen after the shorter context and not after the context itself, taken together without subtracting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.every_sequence import models

from lmtui.ngram.model import NgramTrie
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.unseen import GapTree


@given(models(), st.integers(0, 1000), st.sampled_from((np.maximum, np.logaddexp)))
def test_what_lies_in_the_gaps_is_what_is_left_without_the_seen(
    model: NgramTrie, seed: int, together: np.ufunc
) -> None:
    automaton = Automaton.of(model)
    values = np.random.default_rng(seed).choice((-np.inf, -900.0, -3.0, 0.5, 1.0), len(automaton.token))
    states = automaton.filled[automaton.filled > 0]
    found = GapTree(automaton, values, together).outside(states)
    for state, result in zip(states.tolist(), found.tolist(), strict=True):
        shorter = int(automaton.suffix[state])
        arcs = set(range(int(automaton.first[shorter]), int(automaton.first[shorter + 1])))
        arcs -= set(automaton.below[int(automaton.first[state]) : int(automaton.first[state + 1])].tolist())
        left = together.reduce(values[sorted(arcs)], initial=-np.inf)
        assert result == pytest.approx(float(left), rel=1e-12)
