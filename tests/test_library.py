"""A recipe becomes a model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.byte_model import ByteModel

from lmtui.errors import ModelError
from lmtui.library import load, load_with_sources, load_with_text, training_text
from lmtui.ngram.store import save
from lmtui.recipe import Recipe

RECIPE = Recipe(("mouse",), 2, "add-k:0.5", "char", closed=True)


def test_a_new_model_is_stored_once() -> None:
    first = load(RECIPE)
    assert first.is_new
    first.store()
    again = load(RECIPE)
    assert not again.is_new
    assert again.model.fingerprint == first.model.fingerprint
    assert (first.recipe, first.model.facts.name, first.undecodable, first.notes) == (RECIPE, "mouse", 0, ())


def test_a_model_that_is_opened_says_itself_how_it_was_made(tmp_path: Path) -> None:
    save(load(RECIPE).ngram_model.trie, tmp_path / "folder")
    opened = load(Recipe((), model=str(tmp_path / "folder")))
    assert replace(opened.recipe, model="", corpora=("mouse",)) == RECIPE
    assert not opened.is_new


def test_the_text_of_a_model_comes_with_it_or_later() -> None:
    loaded, text = load_with_text(RECIPE)
    later = training_text(RECIPE, loaded.model)
    assert text is not None
    assert later is not None
    assert np.array_equal(text.ids, later.ids)
    assert not load(RECIPE).is_new


@pytest.mark.parametrize("recipe", [Recipe(()), RECIPE])
def test_a_model_that_was_not_trained_here_has_no_text(recipe: Recipe) -> None:
    assert training_text(recipe, ByteModel()) is None


def test_the_sources_of_a_model_are_opened_where_they_were_built() -> None:
    (_, built), (_, opened) = load_with_sources(RECIPE), load_with_sources(RECIPE)
    assert built
    assert opened
    assert built.documents == opened.documents == ("mouse",)
    assert np.array_equal(built.index.order, opened.index.order)
    assert not opened.index.order.flags.writeable


def test_a_text_that_has_changed_since_the_training_is_said_to(tmp_path: Path) -> None:
    recipe = Recipe((str(tmp_path / "text.txt"),))
    (tmp_path / "text.txt").write_text("a b c\na b", encoding="utf-8")
    model = load(recipe).model
    assert load_with_sources(recipe, model=model)[1]
    (tmp_path / "text.txt").write_text("a b c\nb a", encoding="utf-8")
    with pytest.raises(ModelError, match="has changed since the training"):
        load_with_sources(recipe, model=model)
