"""Two texts beside each other: nothing is lost in the rows, and the row that decides is the one that does."""

from __future__ import annotations

import math
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import train
from support.models import SENTENCES, score_words

from lmtui.ngram.model import NgramTrie
from lmtui.sequences.comparison import compare


@cache
def model(smoothing: str = "kneser-ney") -> NgramTrie:
    return train(SENTENCES, 3, smoothing)


texts = st.lists(st.sampled_from(("the", "mouse", "ate", "cheese", "ball", "zebra")), max_size=8)


@given(texts, texts, st.sampled_from(("kneser-ney", "mle")))
def test_the_rows_are_both_texts_and_their_ratios_that_of_the_texts(
    left: list[str], right: list[str], smoothing: str
) -> None:
    scores = score_words(model(smoothing), left), score_words(model(smoothing), right)
    compared = compare(*scores)
    assert tuple(row.left for row in compared.rows if row.left) == scores[0].tokens
    assert tuple(row.right for row in compared.rows if row.right) == scores[1].tokens
    assert all(row.left or row.right for row in compared.rows)
    total = scores[0].logprob - scores[1].logprob
    assert compared.log_ratio == pytest.approx(total, nan_ok=True)
    if math.isfinite(scores[0].logprob) and math.isfinite(scores[1].logprob):
        assert compared.running[-1] == pytest.approx(total, abs=1e-9)


@given(texts)
def test_a_text_beside_itself_differs_nowhere(text: list[str]) -> None:
    compared = compare(score_words(model(), text), score_words(model(), text))
    assert all(row.left == row.right and not row.log_ratio for row in compared.rows)
    assert compared.decisive is None


def test_the_mouse_and_the_cheese_change_places() -> None:
    good, odd = ["the", "mouse", "ate", "the", "cheese"], ["the", "cheese", "ate", "the", "mouse"]
    compared = compare(score_words(model(), good), score_words(model(), odd))
    words = [(row.left.token if row.left else None, row.right.token if row.right else None) for row in compared.rows]
    assert words == [
        ("the", "the"),
        ("mouse", "cheese"),
        ("ate", "ate"),
        ("the", "the"),
        ("cheese", "mouse"),
        ("</s>", "</s>"),
    ]
    assert compared.decisive is not None
    gains = [row.log_ratio for row in compared.rows]
    assert gains[compared.decisive] == (max if compared.log_ratio > 0 else min)(gains)


@given(texts, texts)
def test_no_alignment_has_fewer_changes(left: list[str], right: list[str]) -> None:
    compared = compare(score_words(model(), left), score_words(model(), right))
    changes = sum(not (row.left and row.right and row.left.token == row.right.token) for row in compared.rows)

    @cache
    def fewest(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        replaced = fewest(i - 1, j - 1) + (left[i - 1] != right[j - 1])
        return min(replaced, fewest(i - 1, j) + 1, fewest(i, j - 1) + 1)

    assert changes == fewest(len(left), len(right))


def test_what_only_one_text_has_stands_alone() -> None:
    compared = compare(score_words(model(), ["the", "ball"]), score_words(model(), ["the", "mouse", "ate", "ball"]))
    assert [row.left is None for row in compared.rows] == [False, True, True, False, False]
