"""Weights of a context over those of its shorter one find what the whole ranking of the context has."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import ORDERS, contexts, corpora, scrambled, train

from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.model import ROOT
from lmtui.ngram.ranked_weights import RankedWeights
from lmtui.ngram.seen_tokens import SeenTokens
from lmtui.ngram.stacked_weights import UNDECIDED, StackedWeights


@given(
    st.data(),
    corpora(),
    st.sampled_from(ORDERS),
    st.sampled_from((0.3, 1.0, 4.0)),
    st.integers(0, 1000),
    st.booleans(),
)
def test_every_token_has_the_rank_and_the_edges_of_the_ranking(
    data: st.DataObject, text: str, order: int, exponent: float, seed: int, foreign: bool
) -> None:
    trie = train(text, order)
    model = NgramLanguageModel(scrambled(trie, seed) if foreign else trie)
    state = model.state(data.draw(contexts(trie)))
    weights, ranked = model.weights(state, exponent), RankedWeights(model.ranking(state), exponent)
    assert weights
    assert abs(weights.total - ranked.total) <= weights.doubt
    weight = 0.0
    for rank in range(min(model.facts.support, 30)):
        expected = ranked.find(weight)
        own = expected.after - expected.before
        weight = expected.after + own * 1e-6
        if own < 1e-9:
            break
        found = weights.find(expected.before + own / 2)
        if foreign and math.isnan(found.before):  # tied with a token of another order; the ranking is asked
            continue
        assert (found.rank, found.token, found.order) == (rank, expected.token, expected.order)
        assert found.model_prob == expected.model_prob
        assert abs(found.before - expected.before) <= weights.doubt
        assert abs(found.after - expected.after) <= weights.doubt


def test_nothing_is_found_below_a_context_whose_tokens_outweigh_all_others() -> None:
    model = NgramLanguageModel(train("a b c a b", 2))
    below = RankedWeights(model.ranking(ROOT), 1.0)
    weights = StackedWeights(below, 1e-200, SeenTokens([3], [0.5], [0.25]), 2, 10.0)
    assert weights.find(0.5).token == 3
    assert all(math.isnan(edge) for edge in (UNDECIDED.before, weights.find(2.0).before))
    assert weights.total == pytest.approx(1.0)
