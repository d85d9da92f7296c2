"""A model is built from counts as its smoothing says, of all tokens or of those that are listed."""

from __future__ import annotations

import numpy as np
import pytest
from support.corpora import ORDERS

from lmtui.ngram.building import build
from lmtui.ngram.counts import count
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.smoothing import smoothing_named
from lmtui.text.document import Document
from lmtui.text.encoding import EncodedText, encode
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.vocabulary import Vocabulary

WHITESPACE = tokenizer_named("whitespace")
TEXT = "a b a b\na c\n"


def encoded() -> EncodedText:
    return encode([Document("test", TEXT)], WHITESPACE, unit="line")


def words_of(vocabulary: Vocabulary) -> list[str]:
    return list(vocabulary.decode(range(len(vocabulary))))


def built(order: int, smoothing: str, closed: bool = False) -> NgramTrie:
    text = encoded()
    counts = count(text.ids, len(text.vocabulary), order, closed=closed)
    return build(text, counts, WHITESPACE, smoothing_named(smoothing, order), "line")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("smoothing", ["witten-bell", "add-k:0.5"])
def test_a_model_says_what_it_was_built_from(order: int, smoothing: str) -> None:
    model, text = built(order, smoothing), encoded()
    assert (model.order, model.smoothing, model.tokenizer) == (order, smoothing, WHITESPACE)
    assert (model.tokens, model.units, model.unit, model.unit_rule) == (6, 2, "line", "line")
    assert words_of(model.vocabulary) == words_of(text.vocabulary)


def test_contexts_back_off_to_the_unigrams_but_with_add_k_at_once_to_the_uniform_distribution() -> None:
    interpolated, uniform, unigrams = built(3, "witten-bell"), built(3, "add-k:0.5"), built(1, "add-k:0.5")
    assert [(each.backs_off, each.base.order) for each in (interpolated, uniform, unigrams)] == [
        (True, 1),
        (False, 0),
        (True, 1),
    ]
    assert interpolated.base.prob.tolist() == interpolated.levels[0].prob.tolist()
    assert len(set(uniform.base.prob.tolist()) - {0.0}) == 1


def test_a_closed_vocabulary_is_without_the_unknown_word() -> None:
    assert (built(2, "witten-bell").closed, built(2, "witten-bell", closed=True).closed) == (False, True)


def test_tokens_that_are_not_listed_are_not_in_the_vocabulary() -> None:
    text = encoded()
    counts, words = count(text.ids, len(text.vocabulary), 2), words_of(text.vocabulary)
    listed = np.array([word != "b" for word in words])
    model = build(text, counts, WHITESPACE, smoothing_named("witten-bell", 2), thresholds=(0, 0), listed=listed)
    assert words_of(model.vocabulary) == [word for word in words if word != "b"]
