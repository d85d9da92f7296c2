"""The weights of a whole ranking answer what the cumulated weights of its tokens say."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, contexts, corpora, train

from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.ranked_weights import RankedWeights


@settings(max_examples=40)
@given(st.data(), corpora(), st.sampled_from(ORDERS), st.sampled_from(SMOOTHINGS), st.sampled_from((0.5, 1.0, 3.0)))
def test_each_token_is_found_by_what_is_ahead_of_it(
    data: st.DataObject, text: str, order: int, smoothing: str, exponent: float
) -> None:
    model = NgramLanguageModel(train(text, order, smoothing))
    ranking = model.ranking(model.state(data.draw(contexts(model.trie))))
    weights = RankedWeights(ranking, exponent)
    located = [ranking.locate(rank) for rank in range(ranking.size)]
    probs = [p for p, size in zip(ranking.values.tolist(), ranking.sizes.tolist(), strict=True) for _ in range(size)]
    ends = [0.0, *accumulate((p / weights.largest) ** exponent for p in probs)]
    assert weights.total == pytest.approx(ends[-1])
    for rank, (token, order_of_token) in enumerate(located):
        before, after = ends[rank : rank + 2]
        assert weights.weight_ahead(probs[rank], token) == pytest.approx(before)
        if after > before + 1e-9:
            found = weights.find((before + after) / 2)
            assert found[:4] == (rank, token, probs[rank], order_of_token)
            assert found[4:] == pytest.approx((before, after))
