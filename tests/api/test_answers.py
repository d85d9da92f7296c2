"""The next tokens are those of the exact distribution."""

from __future__ import annotations

import itertools
import math
import re
from typing import Any
from xml.etree import ElementTree

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


def cells(answer: Any) -> list[list[str]]:
    """The text of every cell of a table for notebooks, row by row."""
    table = ElementTree.fromstring(answer._repr_html_())
    return [[cell.text or "" for cell in row] for row in table.iter("tr")][1:]


def test_a_notebook_shows_a_distribution_as_a_table_with_bars(fables: lmtui.NgramModel) -> None:
    following = fables.next("the", temperature=0.5)
    *rows, rest = cells(following)
    assert [row[:4] for row in rows] == [
        [str(token.rank), token.token, f"{token.model_prob:.4g}", f"{token.prob:.4g}"] for token in following.top(10)
    ]
    assert rest[1] == f"{following.support - 10:,} others"
    assert sum(float(row[3]) for row in (*rows, rest)) == pytest.approx(1, abs=1e-3)
    bars = re.findall(r"width:([\d.]+)%", following._repr_html_())
    assert bars[0] == "100.00"
    assert cells(fables.next("the", temperature=math.inf))[0][3] == f"{1 / following.support:.4g}"


def test_a_notebook_shows_a_score_as_a_product(small: lmtui.NgramModel) -> None:
    score = small.score("the mouse zzz")
    rows = cells(score)
    assert [row[0] for row in rows] == ["the", "mouse", "zzz (unknown)", "</s>"]
    assert float(rows[-1][3]) == pytest.approx(math.exp(score.logprob), rel=1e-3)
    assert "nan" not in lmtui.train_on_text("a b. b a.", smoothing="mle").score("b b b")._repr_html_()
    assert "e^-" in small.score("the mouse " * 300)._repr_html_(), "too small for a float"
