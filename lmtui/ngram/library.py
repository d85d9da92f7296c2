"""Have a model: open it, or train it and keep it for the next time."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.ngram.arpa import read_arpa
from lmtui.ngram.model import Model
from lmtui.ngram.names import check_smoothing, label_of
from lmtui.ngram.recipe import Recipe
from lmtui.ngram.store import key_of, open_cached, open_store, save_cached
from lmtui.ngram.training import encode_by, read_documents, train_on
from lmtui.text.encoding import EncodedText
from lmtui.text.remarks import undecodable_notes
from lmtui.text.safety import visible
from lmtui.text.sources import Document
from lmtui.text.tokenizers import tokenizer_named


@dataclass(frozen=True)
class Loaded:
    """A model, and how it was had.

    Attributes:
        model: the model.
        key: what the cache is to keep it by, if it was trained just now; "" if it was opened.
        skipped: why texts of a folder were passed over.
        undecodable: for each text with bytes that could not be decoded, its name and how many there were.
        notes: what is to be said about those, a line each.
    """

    model: Model
    key: str = ""
    undecodable: tuple[tuple[str, int], ...] = ()
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def load_model(
    recipe: Recipe, progress: Progress = ignore_progress, documents: Sequence[Document] | None = None
) -> Loaded:
    """The model of a recipe: a file or folder it names, the cache's, or a new one (which `keep` keeps).

    Args:
        documents: what `read_documents` gave for this recipe, if it was asked before.

    Raises:
        LmtuiError: the recipe, its text or its file is unusable.
        Cancelled: by `progress`.
    """
    if recipe.model:
        return Loaded(_read(recipe, progress))
    recipe = replace(recipe, smoothing=label_of(*check_smoothing(recipe.smoothing, recipe.order)))
    documents = read_documents(recipe, progress) if documents is None else documents
    undecodable = tuple((document.name, document.undecodable) for document in documents if document.undecodable)
    skipped = tuple(reason for document in documents for reason in document.skipped)
    notes = undecodable_notes(documents)
    key = key_of(recipe, documents)
    model = open_cached(key)
    if model is not None:
        return Loaded(model, undecodable=undecodable, skipped=skipped, notes=notes)
    return Loaded(train_on(documents, recipe, progress), key, undecodable, skipped, notes)


def training_text(
    recipe: Recipe,
    model: Model,
    progress: Progress = ignore_progress,
    documents: Sequence[Document] | None = None,
) -> EncodedText | None:
    """The text a model was trained on, its ids in the model's vocabulary; None where the recipe names a model.

    Args:
        recipe: what the model was trained by.
        documents: what `read_documents` gave when it was trained (standard input is read only once); None reads anew.

    Raises:
        LmtuiError: the text cannot be read any more, or is another one by now.
        Cancelled: by `progress`.
    """
    if recipe.model:
        return None
    documents = read_documents(recipe, progress) if documents is None else documents
    text = encode_by(recipe, documents, progress)
    ours, its = text.vocabulary, model.vocabulary
    same = (text.tokens, text.units, len(ours)) == (model.tokens, model.units, len(its))
    # Ids are given in the order of first appearance: another text would mean other words by them.
    if not (same and np.array_equal(ours.ends, its.ends) and np.array_equal(ours.spelling, its.spelling)):
        raise ModelError(f"the text '{visible(recipe.source)}' has changed since the training; train again")
    return text


def keep(loaded: Loaded) -> None:
    """Keep a new model in the cache, where there is one."""
    if loaded.key:
        save_cached(loaded.model, loaded.key)


def _read(recipe: Recipe, progress: Progress) -> Model:
    path = Path(recipe.model)
    try:
        kind = path.stat().st_mode
    except (OSError, ValueError):
        raise ModelError(
            f"there is no model '{visible(recipe.model)}'; name an .arpa file or a trained folder"
        ) from None
    if stat.S_ISDIR(kind):
        return open_store(path)
    return read_arpa(path, tokenizer_named(recipe.tokenizer, recipe.exact_text), progress)
