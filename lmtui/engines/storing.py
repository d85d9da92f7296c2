"""The last steps of the work on a large text: its n-grams are merged, smoothed and stored."""

from __future__ import annotations

from pathlib import Path

from lmtui.engines.pipeline import SortedCorpus
from lmtui.errors import Progress
from lmtui.ngram.columns import IN_MEMORY, WorkingMemory
from lmtui.ngram.counts import merge
from lmtui.ngram.runs import Run
from lmtui.ngram.training import store_model_of
from lmtui.recipe import Recipe
from lmtui.text.word_list import WordList

_FOR_COLUMNS = 0.7
"""The share of the memory that columns may take; the rest is for Python, the vocabulary and copies, as measured."""

_BYTES_A_WINDOW, _BYTES_A_LEVEL = 40, 20
"""The bytes of memory that counting and smoothing take for a window of the runs, and more for each order, where only
the store is on the disk."""


def store_model(
    corpus: SortedCorpus,
    recipe: Recipe,
    words: WordList | None,
    work: Path,
    place: Path,
    memory: int,
    progress: Progress,
) -> None:
    """Merge the n-grams of all shards, smooth them and store the model.

    Args:
        words: those that the recipe lists.
        work: a folder for what does not fit into the memory; it must be there.
        place: of the model.
        memory: bytes that this process may take.

    Raises:
        LmtuiError: a file cannot be read.
        OSError: the folder cannot be written.
        Cancelled: by `progress`.
    """
    runs = [Run.open(run) for run in corpus.runs]
    fits = sum(map(len, runs)) * (_BYTES_A_WINDOW + _BYTES_A_LEVEL * recipe.order) <= memory
    held = IN_MEMORY if fits else WorkingMemory(int(_FOR_COLUMNS * memory), work)
    counts = merge(runs, recipe.closed, held, progress)
    store_model_of(counts, corpus, recipe, place, held, progress, words)
