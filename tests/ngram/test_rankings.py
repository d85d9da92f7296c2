"""The rankings of n-gram models: by probability, ties by id, and as a sorted vector ranks."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, TIED, contexts, corpora, train
from support.dense import Dense
from support.models import sampler_of

from lmtui.ngram.model import NgramTrie
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution

models = st.builds(train, corpora(), st.sampled_from(ORDERS), st.sampled_from(SMOOTHINGS))


@given(st.data(), models)
def test_the_order_that_serves_a_token_is_the_one_the_model_names(data: st.DataObject, model: NgramTrie) -> None:
    context = data.draw(contexts(model))
    dense = Dense.of(model, context, 1.0)
    orders = dict(zip(dense.tokens, zip(dense.model_probs, dense.orders, strict=True), strict=True))
    distribution = sampler_of(model).distribution(context, 1.0)
    for candidate in distribution.candidates(1, distribution.support):
        prob, order = orders[candidate.token]
        if prob > 0:
            assert candidate.order == order


@given(st.data(), corpora(), st.sampled_from(ORDERS))
def test_a_token_of_probability_zero_too_is_served_by_the_order_the_model_names(
    data: st.DataObject, text: str, order: int
) -> None:
    model = train(text, order, "mle")
    context = data.draw(contexts(model))
    state = model.match(context)
    distribution = sampler_of(model).distribution(context, math.inf)
    for candidate in distribution.candidates(1, distribution.support):
        assert (candidate.model_prob, candidate.order) == model.prob(state, candidate.token)


STAIRS = "a b c d e\na b c d\na b c\na b\na\n"


def stairs(temperature: float, cut: Cuts = NO_CUTS) -> Distribution:
    """The unigrams of a corpus in which each token is once more frequent than the next, add-1 smoothed."""
    return sampler_of(train(STAIRS, 1, "add-k:1")).distribution((), temperature, cut)


# The counts are a 5, b 4, c 3, d 2, e 1 and </s> 5, so p is 6, 5, 4, 3, 2 and 6 out of 27 (<unk> has 1).
# The support has 26 parts; </s> has the smaller id and stands before a.
RANKED = ["</s>", "a", "b", "c", "d", "e"]


PARTS = [6, 6, 5, 4, 3, 2]


def test_a_hand_worked_ranking_ties_by_id() -> None:
    model = train(STAIRS, 1, "add-k:1")
    candidates = stairs(1.0).candidates(1, 6)
    assert [model.vocabulary[candidate.token] for candidate in candidates] == RANKED
    assert [candidate.model_prob for candidate in candidates] == pytest.approx([n / 27 for n in PARTS])
    assert [candidate.prob for candidate in candidates] == pytest.approx([n / 26 for n in PARTS])


def test_seen_and_unseen_tokens_that_tie_rank_by_id() -> None:
    # After "a" the model gives </s> and "a" (unseen) and "b" (seen) the same 0.9 · (1/7 + 0.1); they stand
    # in the order of their ids; "c" is more probable.
    model = train(TIED, 2)
    candidates = sampler_of(model).distribution([3], 1.0).candidates(1, 4)
    assert len({candidate.model_prob for candidate in candidates[1:]}) == 1
    assert [model.vocabulary[candidate.token] for candidate in candidates] == ["c", "</s>", "a", "b"]
    assert [candidate.order for candidate in candidates] == [2, 1, 1, 2]
