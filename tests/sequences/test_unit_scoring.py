"""The parts of a unit have the factors of the whole."""

from __future__ import annotations

from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.library import load
from lmtui.recipe import Recipe
from lmtui.sequences.scoring import score_texts, tokenized
from lmtui.sequences.summary import RunningTotal
from lmtui.sequences.unit_scoring import UnitScorer
from lmtui.text.unit_stream import Units

WORDS = st.lists(st.sampled_from(("the", "mouse", "ate", "cheese", "zebra")), max_size=12)


@pytest.mark.parametrize("smoothing", ["kneser-ney", "mle"])
@pytest.mark.parametrize("unit", ["file", "stream"])
def test_parts_have_the_factors_of_the_whole(unit: str, smoothing: str) -> None:
    model = load(Recipe(("mouse",), unit=unit, smoothing=smoothing)).model

    @given(WORDS, st.lists(st.integers(0, 12), max_size=3), st.booleans())
    def check(words: list[str], cuts: list[int], end: bool) -> None:
        whole = score_texts(model, tokenized(model.tokens, [" ".join(words)]), end)
        places = [0, *sorted(min(cut, len(words)) for cut in cuts), len(words)]
        scorer, total = UnitScorer(model, end), RunningTotal()
        last = len(places) - 2
        parts = [
            scorer.score(Units([" ".join(words[start:stop])], begins=number == 0, ends=number == last))
            for number, (start, stop) in enumerate(pairwise(places))
        ]
        for part in parts:
            total.add(part.scored.logprobs, part.scored.known)
        assert list(chain(*(part.scored.logprobs for part in parts))) == whole.logprobs
        assert np.array_equal(np.concatenate([part.scored.orders for part in parts]), whole.orders)
        assert [total.total] == list(whole.totals())
        assert [part.begun for part in parts] == [1] + [0] * last
        assert [part.are_whole for part in parts] == [last == 0] * len(parts)

    check()
