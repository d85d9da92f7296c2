"""A context that was asked often answers as it did before."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import contexts, scrambled, train, zipf_text

from lmtui.ngram import merged_weights, seen_tokens
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.merged_weights import MergedWeights


@settings(max_examples=50)
@given(
    st.data(),
    st.builds(zipf_text, st.integers(0, 10_000), st.integers(2, 60), st.integers(2, 300)),
    st.sampled_from((0.3, 1.0, 4.0)),
    st.integers(0, 1000),
    st.booleans(),
)
def test_what_is_found_stays_when_what_is_ahead_is_known(
    data: st.DataObject, text: str, exponent: float, seed: int, foreign: bool
) -> None:
    trie = train(text, 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen_tokens, "_FEW", 0)
        model = NgramLanguageModel(scrambled(trie, seed) if foreign else trie)
        weights = model.weights(model.state(data.draw(contexts(trie))), exponent)
        if not isinstance(weights, MergedWeights):
            return
        questions = [weights.total * (place + 0.5) / 20 for place in range(20)]
        patch.setattr(merged_weights, "_OFTEN", 1000)
        before = [weights.find(weight) for weight in questions]
        patch.setattr(merged_weights, "_OFTEN", 1)
        for weight, expected in zip(questions, before, strict=True):
            found = weights.find(weight)
            if expected.before + weights.doubt < weight < expected.after - weights.doubt:
                assert found[:4] == expected[:4]
                assert abs(found.before - expected.before) <= weights.doubt
                assert abs(found.after - expected.after) <= weights.doubt
