"""A model is made from a corpus by its recipe, whoever counts."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from support.models import differences

from lmtui.errors import LmtuiError, Progress, SourceError
from lmtui.ngram.counts import Counts, count
from lmtui.ngram.training import corpus_of, train_on
from lmtui.recipe import Recipe
from lmtui.text.document import Document

RECIPE = Recipe(("mouse",), 3)


def test_whoever_counts_the_model_is_the_same() -> None:
    counted: list[int] = []

    def counting(ids: npt.NDArray[np.int32], vocabulary: int, order: int, progress: Progress, closed: bool) -> Counts:
        counted.append(order)
        return count(ids, vocabulary, order, progress, closed)

    ours = train_on(corpus_of(RECIPE), RECIPE, counting=counting)
    assert counted == [3]
    assert differences(ours, train_on(corpus_of(RECIPE), RECIPE)) == []


def test_the_texts_of_a_recipe_are_read_in_its_order(tmp_path: Path) -> None:
    names = []
    for text in ("b b", "a a"):
        names.append(str(tmp_path / f"{text[0]}.txt"))
        Path(names[-1]).write_text(text, encoding="utf-8")
    documents = corpus_of(Recipe(tuple(names))).documents()
    assert [document.text for document in documents] == ["b b", "a a"]


def test_documents_at_hand_take_the_place_of_what_a_recipe_names() -> None:
    corpus = corpus_of(Recipe(("nowhere",)), [Document("test", "a b")])
    assert corpus.encoded().tokens == 2


@pytest.mark.parametrize("recipe", [Recipe(("mouse",), tokenizer="none"), Recipe(("mouse",), unit="none")])
def test_a_recipe_without_a_tokenizer_or_unit_is_refused_before_anything_is_read(recipe: Recipe) -> None:
    with pytest.raises(LmtuiError, match="'none'"):
        corpus_of(recipe)


def test_a_recipe_without_texts_is_refused() -> None:
    with pytest.raises(SourceError, match="no corpus was named"):
        corpus_of(Recipe(())).hold()


def test_a_model_and_its_text_are_gone_as_soon_as_nobody_has_them() -> None:
    corpus = corpus_of(RECIPE)
    model = train_on(corpus, RECIPE)
    assert model.fingerprint
    assert model.sums
    held: list[weakref.ref[Any]] = [
        weakref.ref(model),
        weakref.ref(model.levels[-1]),
        weakref.ref(corpus),
        weakref.ref(corpus.encoded()),
    ]
    gc.disable()  # what is held in a cycle of references waits for a collection
    try:
        del model, corpus
        assert [ref() for ref in held] == [None] * len(held)
    finally:
        gc.enable()
