"""Seen tokens in the order of p: few are put in order one by one, many by numpy, and both are in the same order."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmtui.ngram import seen_tokens
from lmtui.ngram.seen_tokens import NARROWER, WIDER, SeenTokens, TokensInOrder, place_of, tied_places, weight_of

PROBS = st.lists(st.sampled_from((0.0, 0.1, 0.1 + 2**-56, 0.25, 0.3, 0.5, 1e-12)), min_size=1, max_size=12)
SCALES = st.lists(st.sampled_from((1.0, 0.7, 1 / 3, 0.1)), max_size=3)


@settings(max_examples=60)
@given(PROBS, st.sampled_from((1.0, 0.5, 3.0)))
def test_few_and_many_are_in_the_order_of_p_and_ties_in_that_of_the_ids(probs: list[float], exponent: float) -> None:
    tokens = range(3, 3 + len(probs))
    expected = sorted(zip([-p for p in probs], tokens, strict=True))
    weights = [(-2 * p) ** exponent for p, _ in expected]
    for few in (0, 100):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(seen_tokens, "_FEW", few)
            ids, descending, ends = TokensInOrder.of(tokens, probs, 2.0, exponent)
            assert [*zip(descending[:-1], ids, strict=True)] == expected
            assert [*ends] == pytest.approx([math.fsum(weights[:size]) for size in range(len(probs) + 1)])
            assert weight_of(probs, 2.0, exponent) == pytest.approx(math.fsum(weights))


@settings(max_examples=60)
@given(PROBS, st.sampled_from((0.0, 0.1, 0.3, 0.4, 0.5)))
def test_a_p_stands_after_the_larger_ones_and_before_the_smaller_ones(probs: list[float], prob: float) -> None:
    places = TokensInOrder.of(range(len(probs)), probs, 1.0, 1.0).places_of(prob)
    assert places == (sum(p > prob for p in probs), sum(p >= prob for p in probs))


@settings(max_examples=60)
@given(PROBS, st.data())
def test_few_and_many_are_read_alike(probs: list[float], data: st.DataObject) -> None:
    below = np.array([0.0, 0.05, 0.1, 0.3])
    places = data.draw(st.lists(st.integers(0, 3), min_size=len(probs), max_size=len(probs)))
    expected = below[places].tolist()
    for few in (0, 100):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(seen_tokens, "_FEW", few)
            tokens = np.arange(len(probs), dtype=np.int32)
            seen = SeenTokens.of(tokens, np.array(probs), below, np.array(places))
            assert ([*seen.tokens], [*seen.prob], [*seen.prob_below]) == (tokens.tolist(), probs, expected)
            assert seen.are_few == bool(few)
            assert seen.extremes() == (min(probs), min((p for p in probs if p), default=0.0), max(probs))
            for share in (0.0, 0.5, 1.0, 4.0):
                assert seen.reach(share) == all(p >= share * q for p, q in zip(probs, expected, strict=True))


@settings(max_examples=60)
@given(PROBS, SCALES, st.data())
def test_the_place_of_a_token_is_after_all_that_are_more_probable_once_scaled(
    probs: list[float], scales: list[float], data: st.DataObject
) -> None:
    ids, descending, _ = TokensInOrder.of(range(len(probs)), probs, 1.0, 1.0)
    scaled = [math.prod(scales, start=p) for p in descending[:-1]]
    prob, token = -data.draw(st.sampled_from([*scaled, -0.2])), data.draw(st.integers(0, len(probs)))
    near = sum(p < -prob / math.prod(scales) * WIDER for p in descending[:-1])
    assert WIDER > 1 > NARROWER
    assert tied_places(descending, near, scales, prob) == (
        sum(p < -prob for p in scaled),
        sum(p <= -prob for p in scaled),
    )
    ahead = [p < -prob or (p == -prob and other < token) for p, other in zip(scaled, ids, strict=True)]
    if sorted(ahead, reverse=True) == ahead:  # those that are tied once scaled are in the order of their ids
        assert place_of(descending, ids, near, scales, prob, token) == sum(ahead)
