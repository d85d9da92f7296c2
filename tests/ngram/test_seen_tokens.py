"""Seen tokens in the order of p: few are put in order one by one, many by numpy, and both are in the same order."""

from __future__ import annotations

import math
import random
from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lmtui.ngram import seen_tokens
from lmtui.ngram.seen_tokens import (
    COPIES_IDS,
    NARROWER,
    PAST_THE_LAST,
    ROWS,
    SEEN,
    SEEN_ENDS,
    SEEN_IDS,
    WIDER,
    SeenTokens,
    place_of,
    rows_of,
    smallest,
    tied_places,
)

PROBS = st.lists(st.sampled_from((0.0, 0.1, 0.1 + 2**-56, 0.25, 0.3, 0.5, 1e-12)), min_size=1, max_size=12)
SCALES = st.lists(st.sampled_from((1.0, 0.7, 1 / 3, 0.1)), max_size=3)


@settings(max_examples=60)
@given(PROBS, st.randoms(use_true_random=False), st.sampled_from((1.0, 0.5, 3.0)))
def test_few_and_many_are_in_the_order_of_p_and_ties_in_that_of_the_ids(
    probs: list[float], dice: random.Random, exponent: float
) -> None:
    tokens, probs_below = array("i", range(3, 3 + len(probs))), dice.sample(probs, len(probs))
    seen = SeenTokens(tokens, array("d", probs), array("d", probs_below), 2)
    for few in (0, 100):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(seen_tokens, "_FEW", few)
            rows = np.array(rows_of(seen, 2.0, 0.5, exponent)).reshape(ROWS, len(probs) + 1)
            assert seen.largest() == max(probs)
        for kept, (ps, factor) in enumerate(((probs, 2.0), (probs_below, 0.5))):
            expected = sorted(zip([-p for p in ps], tokens, strict=True))
            descending, ends, ids = rows[[SEEN + kept, SEEN_ENDS + kept, SEEN_IDS + kept]].tolist()
            assert descending == [p for p, _ in expected] + [PAST_THE_LAST]
            assert ids == [token for _, token in expected] + [0]
            assert ends == pytest.approx(
                [math.fsum((-factor * p) ** exponent for p, _ in expected[:size]) for size in range(len(ps) + 1)]
            )
            assert smallest(descending, len(ps)) == min((p for p in ps if p), default=0.0)
        assert np.isnan(rows[COPIES_IDS + 1 :]).all()


@settings(max_examples=60)
@given(PROBS, SCALES, st.data())
def test_the_place_of_a_token_is_after_all_that_are_more_probable_once_scaled(
    probs: list[float], scales: list[float], data: st.DataObject
) -> None:
    tokens = sorted(range(len(probs)), key=lambda token: (-probs[token], token))
    ids, descending = [*tokens, 0], [*[-probs[token] for token in tokens], PAST_THE_LAST]
    scaled = [math.prod(scales, start=p) for p in descending[:-1]]
    prob, token = -data.draw(st.sampled_from([*scaled, -0.2])), data.draw(st.integers(0, len(probs)))
    near = sum(p < -prob / math.prod(scales) * WIDER for p in descending[:-1])
    assert WIDER > 1 > NARROWER
    assert tied_places(descending, near, scales, prob) == (
        sum(p < -prob for p in scaled),
        sum(p <= -prob for p in scaled),
    )
    ahead = [p < -prob or (p == -prob and other < token) for p, other in zip(scaled, ids[:-1], strict=True)]
    if sorted(ahead, reverse=True) == ahead:  # those that are tied once scaled are in the order of their ids
        assert place_of(descending, ids, near, scales, prob, token) == sum(ahead)
