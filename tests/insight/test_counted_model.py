"""A model with its counts says what the functions say that it puts together."""

from __future__ import annotations

import pytest
from support.byte_model import ByteModel

from lmtui.errors import ModelError
from lmtui.insight.counted_model import CountedModel
from lmtui.insight.counts import ngrams_by_count
from lmtui.library import load_with_text
from lmtui.recipe import Recipe


def test_it_explains_lists_and_makes_the_table() -> None:
    loaded, text = load_with_text(Recipe(("mouse",)))
    counted = CountedModel(loaded.model, text)
    assert (counted.order, counted.smoothing, counted.has_counts) == (3, "kneser-ney", True)
    context = [token.id for token in loaded.model.tokens.encode("the mouse")]
    explanation = counted.explain(context, context[0])
    assert explanation.total == pytest.approx(explanation.prob, rel=1e-12)
    assert all(part.evidence for part in explanation.parts if part.order)
    listed, altogether = counted.ngrams(2, 3)
    assert counted._counts
    assert (listed, altogether) == ngrams_by_count(loaded.ngram_model.trie, counted._counts, 2, most=3)
    table, columns = counted.bigrams(4)
    assert table.probs.shape[0] == len(columns) == 4
    assert table.counts is not None


def test_without_a_text_there_are_no_counts() -> None:
    loaded, _ = load_with_text(Recipe(("mouse",)))
    counted = CountedModel(loaded.model)
    assert not counted.has_counts
    assert counted.ngrams(1, 5) == ([], 0)
    assert counted.bigrams(4)[0].counts is None
    assert all(part.evidence is None for part in counted.explain([0], 3).parts)


def test_a_model_without_ngrams_is_refused() -> None:
    with pytest.raises(ModelError, match="no n-gram model"):
        CountedModel(ByteModel())
