"""The text a model was trained on, had again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lmtui.errors import Cancelled, ModelError, SourceError
from lmtui.ngram.library import load_model, store_model, training_text
from lmtui.ngram.store import save
from lmtui.ngram.training import corpus_of
from lmtui.recipe import Recipe

TEXT = "zig zag\nzig zog zag\n"


@pytest.fixture
def recipe(tmp_path: Path) -> Recipe:
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")
    return Recipe((str(path), "mouse"), 2)


@pytest.mark.parametrize("tokenizer", ["word", "char", "whitespace"])
@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize("prune", ["", "1,1"])
def test_its_ids_mean_what_they_mean_to_the_model(opened: bool, prune: str, tokenizer: str, recipe: Recipe) -> None:
    recipe = Recipe(recipe.corpora, 2, tokenizer=tokenizer, prune=prune)
    loaded = load_model(recipe)
    if opened:
        store_model(loaded)
        loaded = load_model(recipe)
        assert not loaded.key, "it comes from the cache"
    model = loaded.model
    text = training_text(recipe, model)
    assert text is not None
    beginning = model.vocabulary.decode(text.ids[:4].tolist())
    assert beginning == (["<s>", "z", "i", "g"] if tokenizer == "char" else ["<s>", "zig", "zag", "</s>"])
    # Every bigram of the model is one of the text's.
    bigrams = {(int(a), int(b)) for a, b in zip(text.ids, text.ids[1:], strict=False)}
    firsts = np.repeat(np.arange(len(model.vocabulary)), np.diff(model.levels[0].first))
    assert set(zip(firsts.tolist(), model.levels[1].token.tolist(), strict=True)) <= bigrams


@pytest.mark.parametrize("opened", [False, True])
def test_what_was_read_is_not_read_again(opened: bool, recipe: Recipe) -> None:
    if opened:
        store_model(load_model(recipe))
    corpus = corpus_of(recipe)
    loaded = load_model(recipe, corpus=corpus)
    assert bool(loaded.key) is not opened
    Path(recipe.corpora[0]).unlink()
    text = training_text(recipe, loaded.model, corpus=corpus)
    assert text is not None
    assert text.tokens == loaded.model.tokens


def test_a_model_that_was_named_has_no_text_at_hand(recipe: Recipe, tmp_path: Path) -> None:
    save(load_model(recipe).model, tmp_path / "m")
    named = Recipe((), model=str(tmp_path / "m"))
    assert training_text(named, load_model(named).model) is None


@pytest.mark.parametrize("changed", ["zig zog\nzig zag zog\n", "zig zag\nzig zog\n", "zig zag zig zog zag\n", "zag"])
def test_a_text_with_other_words_or_sizes_is_another_text(changed: str, recipe: Recipe) -> None:
    model = load_model(recipe).model
    Path(recipe.corpora[0]).write_text(changed, encoding="utf-8")
    with pytest.raises(ModelError, match="train again"):
        training_text(recipe, model)


def test_a_text_that_is_gone_is_missed(recipe: Recipe) -> None:
    model = load_model(recipe).model
    Path(recipe.corpora[0]).unlink()
    with pytest.raises(SourceError, match="no corpus or file"):
        training_text(recipe, model)


def test_reading_it_can_be_stopped(recipe: Recipe) -> None:
    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        training_text(recipe, load_model(recipe).model, stop)
