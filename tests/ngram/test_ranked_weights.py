"""The weights of a ranking are those of its runs, one after the other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, contexts, corpora, train

from lmtui.model.ranking import annealed
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.ranked_weights import RankedWeights


@settings(max_examples=50)
@given(st.data(), corpora(), st.sampled_from(ORDERS), st.sampled_from(SMOOTHINGS), st.sampled_from((0.5, 1.0, 3.0)))
def test_every_token_is_found_between_its_edges(
    data: st.DataObject, text: str, order: int, smoothing: str, exponent: float
) -> None:
    trie = train(text, order, smoothing)
    model = NgramLanguageModel(trie)
    ranking = model.ranking(model.state(data.draw(contexts(trie))))
    weights = RankedWeights(ranking, exponent)
    own = np.repeat(annealed(ranking.values, exponent), ranking.sizes)
    edges = np.append(0.0, np.cumsum(own))
    assert weights.total == pytest.approx(edges[-1])
    assert (weights.largest, weights.smallest) == (ranking.values[0], ranking.values[ranking.values > 0].min())
    tokens = ranking.tokens_at(np.arange(ranking.size))
    for rank in np.flatnonzero(own > weights.doubt).tolist():
        found = weights.find(edges[rank] + own[rank] / 2)
        assert (found.rank, found.token, found.order) == (rank, *ranking.locate(rank))
        assert found.model_prob == ranking.values[ranking.runs_at(np.array([rank]))[0]]
        assert found.before == pytest.approx(edges[rank])
        assert found.after == pytest.approx(edges[rank + 1])
    assert weights.weights_ahead(tokens.astype(np.int32)) == pytest.approx(edges[:-1])
    assert weights.find(-1.0).rank == 0
