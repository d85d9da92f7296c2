"""What was seen after the shorter context and not after the context itself, taken together without subtracting."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.arpa import read
from support.every_sequence import models

from lmtui.ngram.model import NgramTrie
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.unseen import GapTree


@given(models(), st.integers(0, 1000), st.sampled_from((np.maximum, np.logaddexp)))
def test_what_lies_in_the_gaps_is_what_is_left_without_the_seen(
    model: NgramTrie, seed: int, together: np.ufunc
) -> None:
    check_gaps(model, seed, together)


def test_the_last_token_may_follow_nothing(tmp_path: Path) -> None:
    """As in a model from elsewhere, which lacks n-grams."""
    lines = ["\\data\\", "ngram 1=6", "ngram 2=2", "\\1-grams:", "-1\t<unk>", "-1\t<s>\t-1", "-1\t</s>", "-1\ta\t-1"]
    lines += ["-1\tb\t-1", "-1\tc\t-1", "\\2-grams:", "-1\ta b", "-1\t<s> a", "\\end\\"]
    for together in (np.maximum, np.logaddexp):
        check_gaps(read(tmp_path / "a.arpa", "\n".join(lines)), 1, together)


def check_gaps(model: NgramTrie, seed: int, together: np.ufunc) -> None:
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
