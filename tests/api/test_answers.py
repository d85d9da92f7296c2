"""The next tokens are those of the exact distribution."""

from __future__ import annotations

import itertools
import math

import pytest

import lmtui


def test_t_0_is_the_favourite_and_t_infinity_is_uniform(small: lmtui.NgramModel) -> None:
    model_probs = [token.model_prob for token in small.next("the").top(99)]
    cold, hot = small.next("the", temperature=0), small.next("the", temperature=math.inf)
    assert [token.prob for token in cold.top(99)] == [1.0] + [0.0] * (cold.support - 1)
    assert [token.prob for token in hot.top(99)] == pytest.approx([1 / hot.support] * hot.support, rel=1e-12)
    assert cold.entropy_bits == 0
    assert hot.entropy_bits == pytest.approx(math.log2(hot.support))
    for following in (cold, hot):
        assert [token.model_prob for token in following.top(99)] == model_probs
    assert {cold.draw(luck).token for luck in (0.0, 0.5, 0.999999)} == {"mouse"}
    assert len({hot.draw((rank + 0.5) / hot.support).token for rank in range(hot.support)}) == hot.support


def test_the_ranks_come_in_order_and_sum_to_1(small: lmtui.NgramModel) -> None:
    tokens = small.next("the mouse").top(99)
    assert [token.rank for token in tokens] == list(range(1, len(tokens) + 1))
    assert math.fsum(token.prob for token in tokens) == pytest.approx(1, abs=1e-12)
    for before, after in itertools.pairwise(tokens):
        assert before.prob >= after.prob
        assert after.cumulative == pytest.approx(before.cumulative + after.prob, abs=1e-12)
    assert tokens[-1].cumulative == 1
    assert {token.token for token in tokens} == {"the", "mouse", "ate", "cheese", "ball", "</s>"}
    assert small.next().top(0) == []


def test_a_token_is_found_by_name_and_by_luck(small: lmtui.NgramModel) -> None:
    following = small.next("the mouse", temperature=1.7, top_k=4)
    for token in following.top(99):
        assert following.of(token.token) == token
        if token.prob:
            assert following.draw(token.cumulative - token.prob / 2) == token
        else:
            assert token.rank > 4


def test_cuts_leave_what_they_say(small: lmtui.NgramModel) -> None:
    def kept(**cuts: float) -> int:
        return sum(token.prob > 0 for token in small.next("the", **cuts).top(99))  # type: ignore[arg-type]

    probs = [token.prob for token in small.next("the").top(99)]
    assert [kept(top_k=k) for k in (1, 3, 99)] == [1, 3, len(probs)]
    assert kept(top_p=probs[0] * 0.99) == 1
    assert kept(top_p=probs[0] * 1.01) == 2
    assert kept(typical=0.5) == len(range(*small.next("the", typical=0.5).kept)) + 1
    assert small.next("the", top_n_sigma=1, temperature=5).kept == small.next("the", top_n_sigma=1).kept
    last = small.next("the", top_p=0.5, temperature=5, temperature_last=True)
    assert last.kept == small.next("the", top_p=0.5).kept
    assert kept(min_p=0.999) == sum(prob >= 0.999 * probs[0] for prob in probs)
