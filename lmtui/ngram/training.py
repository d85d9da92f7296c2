"""From a corpus to a model: read, cut into tokens, count, smooth."""

from __future__ import annotations

from collections.abc import Sequence

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.ngram.counts import check_order, count
from lmtui.ngram.model import Model
from lmtui.ngram.smoothing import smoothing_named
from lmtui.recipe import Recipe, check_smoothing
from lmtui.text.encoding import EncodedText, encode
from lmtui.text.sources import Document, read_corpus
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.units import check_unit


def read_documents(
    recipe: Recipe, progress: Progress = ignore_progress, pipes_allowed: bool = False
) -> list[Document]:
    """Read all corpora of a recipe; a `SourceError` where one cannot be read.

    Args:
        pipes_allowed: whether a corpus may be a pipe, as on the command line.
    """
    if not recipe.corpora:
        raise SourceError("no corpus was named; name a bundled one, a file or a folder")
    return [
        document
        for name in recipe.corpora
        for document in read_corpus(name, progress, recipe.encoding, pipes_allowed)
    ]


def train_on(documents: Sequence[Document], recipe: Recipe, progress: Progress = ignore_progress) -> Model:
    """Train a model on documents that were read, by a recipe.

    Raises:
        LmtuiError: the recipe or the text is unusable.
        Cancelled: by `progress`.
    """
    check_order(recipe.order)
    check_smoothing(recipe.smoothing, recipe.order)
    return train_on_encoded(encode_by(recipe, documents, progress), recipe, progress)


def encode_by(recipe: Recipe, documents: Sequence[Document], progress: Progress = ignore_progress) -> EncodedText:
    """Cut documents into units and tokens, by a recipe.

    Raises:
        LmtuiError: the recipe or the text is unusable.
        Cancelled: by `progress`.
    """
    tokenizer = tokenizer_named(recipe.tokenizer, recipe.exact_text)
    return encode(documents, tokenizer, progress, check_unit(recipe.unit), recipe.min_count)


def train_on_encoded(text: EncodedText, recipe: Recipe, progress: Progress = ignore_progress) -> Model:
    """Train a model on a text that was cut into tokens."""
    counts = count(text.ids, len(text.vocabulary), recipe.order, progress, recipe.closed)
    progress("smoothing", 1.0)
    tokenizer = tokenizer_named(recipe.tokenizer, recipe.exact_text)
    return Model.build(text, counts, tokenizer, smoothing_named(recipe.smoothing, recipe.order), recipe.unit)
