"""What many texts come to together."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.models import score_words, summarise, trie_of
from support.mouse import MOUSE, trained

from lmtui.recipe import Recipe
from lmtui.sequences.scoring import Score
from lmtui.sequences.summary import ExactSum, perplexity, total_of


def scored(text: str, recipe: Recipe = MOUSE) -> Score:
    return score_words(trie_of(trained(recipe).sampler), text.split())


@given(st.lists(st.lists(st.floats(-1e9, 1e9) | st.just(-math.inf))))
def test_a_sum_in_pieces_is_the_sum_of_all_at_once(pieces: list[list[float]]) -> None:
    sums = ExactSum(), ExactSum()
    for number, piece in enumerate(pieces):
        sums[number % 2].add(piece)
    assert total_of(*sums) == math.fsum(value for piece in pieces for value in piece)


def test_the_summary_counts_all_tokens_and_the_known_ones_apart() -> None:
    texts = [scored(text) for text in ("the mouse ate", "", "the zebra", "zebra")]
    summary = summarise(texts)
    assert (summary.texts, summary.tokens, summary.unknown) == (4, 4 + 1 + 3 + 2, 2)
    every = [token for text in texts for token in text.tokens]
    known = [token.logprob for token in every if token.known]
    assert len(known) == 8
    assert summary.perplexity == pytest.approx(math.exp(-sum(token.logprob for token in every) / 10))
    assert summary.perplexity_known == pytest.approx(math.exp(-sum(known) / 8))
    assert summary.perplexity != summary.perplexity_known


def test_an_impossible_unknown_word_spoils_only_the_perplexity_that_counts_it() -> None:
    # After the unknown word, a model without smoothing answers with its unigrams.
    summary = summarise([scored("the zebra", Recipe(("mouse",), 2, "mle"))])
    assert summary.perplexity == math.inf
    assert math.isfinite(summary.perplexity_known)


def test_without_texts_there_is_no_perplexity() -> None:
    summary = summarise([])
    assert (summary.texts, summary.tokens, summary.unknown) == (0, 0, 0)
    assert math.isnan(summary.perplexity)
    assert math.isnan(summary.perplexity_known)


def test_perplexity_leaves_the_range_of_floats_as_infinity() -> None:
    assert perplexity(-1e6, 1) == math.inf
    assert perplexity(-math.inf, 3) == math.inf
    assert perplexity(0.0, 5) == 1
    assert perplexity(-math.log(8), 3) == pytest.approx(2)
    assert math.isnan(perplexity(0.0, 0))
