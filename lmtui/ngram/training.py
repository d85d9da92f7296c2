"""From a corpus to a model: cut into tokens, count, smooth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.ngram.columns import IN_MEMORY, NewColumn, WorkingMemory
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import save_while_built
from lmtui.recipe import Recipe, check_for_order, check_order, thresholds_of
from lmtui.text.corpus import Corpus
from lmtui.text.document import Document
from lmtui.text.encoding import EncodedText
from lmtui.text.sources import read_corpus
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.units import check_unit

if TYPE_CHECKING:
    from lmtui.ngram.building import CountedText
    from lmtui.ngram.counts import Counts
    from lmtui.text.word_list import WordList

Counting = Callable[[npt.NDArray[np.int32], int, int, Progress, bool], "Counts"]
"""Counts the n-grams of a text; arguments and result are those of `lmtui.ngram.counts.count`, which does it where
no other is given."""


def corpus_of(recipe: Recipe, documents: Iterable[Document] | None = None, pipes_allowed: bool = False) -> Corpus:
    """The texts of a recipe, cut as it says; nothing is read yet.

    Args:
        documents: are the texts, in place of those that the recipe names.
        pipes_allowed: whether a text may be a pipe, as on the command line.

    Raises:
        SettingError: the recipe names no tokenizer or no rule for units.
    """

    def read(progress: Progress) -> Iterator[Document]:
        if not recipe.corpora:
            raise SourceError("no corpus was named; name a bundled one, a file or a folder")
        for name in recipe.corpora:
            yield from read_corpus(name, progress, recipe.encoding, pipes_allowed)

    tokenizer = tokenizer_named(recipe.tokenizer, recipe.exact_text)
    source = read if documents is None else lambda _: documents
    return Corpus(source, tokenizer, check_unit(recipe.unit), recipe.min_count)


def listed_words(recipe: Recipe, progress: Progress = ignore_progress) -> WordList | None:
    """The words that the model of a recipe may have; None where these are all of its text.

    Raises:
        SourceError: the file of words cannot be read, or holds none.
        SettingError: the recipe names no tokenizer or no encoding.
        Cancelled: by `progress`.
    """
    if not recipe.limit_vocab:
        return None
    from lmtui.text.word_list import WordList  # rarely needed

    tokenizer = tokenizer_named(recipe.tokenizer, recipe.exact_text)
    return WordList.read(recipe.limit_vocab, tokenizer, recipe.encoding, progress)


def train_on(
    corpus: Corpus,
    recipe: Recipe,
    progress: Progress = ignore_progress,
    counting: Counting | None = None,
    words: WordList | None = None,
) -> NgramTrie:
    """Train a model on a corpus, by a recipe.

    Args:
        words: the `listed_words` of the recipe, if they were read before.

    Raises:
        LmtuiError: the recipe or the text is unusable.
        Cancelled: by `progress`.
    """
    check_order(recipe.order)
    check_for_order(recipe.smoothing, recipe.prune, recipe.order)
    words = words or listed_words(recipe, progress)
    return train_on_encoded(corpus.encoded(progress), recipe, progress, counting, words)


def train_on_encoded(
    text: EncodedText,
    recipe: Recipe,
    progress: Progress = ignore_progress,
    counting: Counting | None = None,
    words: WordList | None = None,
) -> NgramTrie:
    """Train a model on a text that was cut into tokens; see `train_on`."""
    from lmtui.ngram.counts import count  # who opens a model does not wait for it

    counts = (counting or count)(text.ids, len(text.vocabulary), recipe.order, progress, recipe.closed)
    return model_of(counts, text, recipe, words=words, progress=progress)


def model_of(
    counts: Counts,
    text: CountedText,
    recipe: Recipe,
    memory: WorkingMemory = IN_MEMORY,
    new_column: NewColumn | None = None,
    progress: Progress = ignore_progress,
    words: WordList | None = None,
) -> NgramTrie:
    """Estimate a model from counts, by a recipe.

    Arguments and errors are those of `lmtui.ngram.building.build` and `train_on`.
    """
    from lmtui.ngram.building import build  # who opens a model does not wait for it
    from lmtui.ngram.smoothing import smoothing_named

    tokenizer = tokenizer_named(recipe.tokenizer, recipe.exact_text)
    smoothing = smoothing_named(recipe.smoothing, recipe.order)
    thresholds = thresholds_of(recipe.prune, recipe.order)
    words = words or listed_words(recipe, progress)
    listed = words.marks(text.vocabulary, lambda: progress("smoothing", 0.0)) if words else None
    return build(text, counts, tokenizer, smoothing, recipe.unit, memory, new_column, progress, thresholds, listed)


def store_model_of(
    counts: Counts,
    text: CountedText,
    recipe: Recipe,
    folder: Path,
    memory: WorkingMemory,
    progress: Progress = ignore_progress,
    words: WordList | None = None,
) -> None:
    """Estimate a model from counts, straight into a store: the model itself is never in memory.

    Args:
        counts: their files are removed as soon as they were used.
        folder: the place of the store; a store that is there is replaced.
        memory: what may be used.
        words: the `listed_words` of the recipe, if they were read before.

    Raises:
        LmtuiError: a file cannot be read, or something other than a store is there.
        UnwritableColumn: one cannot be written.
        Cancelled: by `progress`.
    """
    save_while_built(
        lambda new_column: model_of(counts, text, recipe, memory, new_column, progress, words),
        folder,
        progress,
    )
