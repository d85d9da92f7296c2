"""Load an n-gram model by its recipe: open a file or the cache, or train the model and store it in the cache."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.ngram.cache import key_of, open_cached, save_cached, training_lock
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import open_store
from lmtui.ngram.training import corpus_of, listed_words, train_on
from lmtui.ngram.training_lock import TrainingLock
from lmtui.recipe import Recipe, thresholds_of
from lmtui.text.corpus import Corpus
from lmtui.text.encoding import EncodedText, token_counts, with_chosen_tokens
from lmtui.text.remarks import cuts_markers, decoding_notes, marker_notes
from lmtui.text.safety import visible
from lmtui.text.tokenizers import tokenizer_named

_WORTH_WAITING_FOR = 200_000  # characters; less is trained in less time than another process takes to store it
_SHORTEST_WAIT = 15.0  # seconds until another process that trains must be one that was stopped, and never goes on
_SLOWEST_TRAINING = 50_000.0  # characters a second


@dataclass(frozen=True)
class LoadedTrie:
    """A model, and where it came from.

    Attributes:
        model: the model.
        key: the name that a model trained just now gets in the cache; "" for a model that was opened.
        skipped: why texts of a folder were passed over.
        undecodable: for each text with bytes that could not be decoded, its name and how many there were.
        notes: what a user should know about the text, or about a model from elsewhere, a line each.
        place: the folder that holds the model already; None where that is no folder of its own, or a cache's.
        lock: held while no other process is to train the same model; `store_model` gives it back.
    """

    model: NgramTrie
    key: str = ""
    undecodable: tuple[tuple[str, int], ...] = ()
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    lock: TrainingLock | None = None
    place: Path | None = None

    def release(self) -> None:
        """Let other processes train the model, since this process will not store it."""
        if self.lock:
            self.lock.release()


def load_model(
    recipe: Recipe,
    progress: Progress = ignore_progress,
    corpus: Corpus | None = None,
    pipes_allowed: bool = False,
) -> LoadedTrie:
    """The model of a recipe: from the file or folder that the recipe names, from the cache, or trained now.

    If another process is training the same model, and that takes longer than a moment, this waits for the model of
    that process. Until a new model is stored (`store_model`) or released, other processes wait for it.

    Args:
        corpus: the texts of this recipe, for a caller that needs the texts, too; its texts stay in memory unless they
            were cut into tokens here. None reads the texts only for this call.
        pipes_allowed: a file that the recipe names may be a pipe.

    Raises:
        LmtuiError: the recipe, its text or its file is unusable.
        Cancelled: by `progress`.
    """
    if recipe.model:
        named = _open_named_model(recipe, progress, pipes_allowed)
        return LoadedTrie(named, notes=tuple(_notes(named, recipe)))
    recipe = recipe.in_full()
    corpus = corpus_of(recipe, pipes_allowed=pipes_allowed) if corpus is None else corpus
    corpus.hold(progress)
    progress("reading", 1.0)
    undecodable = tuple((text.name, text.undecodable) for text in corpus.documents() if text.undecodable)
    skipped = tuple(reason for text in corpus.documents() for reason in text.skipped)
    marked = (text.name for text in corpus.documents() if cuts_markers(text.text, recipe.tokenizer))
    notes = decoding_notes(corpus.documents()) + marker_notes(marked, recipe.tokenizer)
    words = listed_words(recipe, progress)
    progress("reading", 1.0)
    key = key_of(recipe, corpus.documents(), words, progress)
    model = open_cached(key)
    lock = None
    if model is None:
        lock = _wait_for_lock(key, sum(len(text.text) for text in corpus.documents()), progress)
        try:
            model = open_cached(key)  # another process may have stored it meanwhile
            if model is None:
                trained = train_on(corpus, recipe, progress, words=words)
                return LoadedTrie(trained, key, undecodable, skipped, notes, lock)
        except BaseException:
            _release(lock)
            raise
        _release(lock)
    return LoadedTrie(model, undecodable=undecodable, skipped=skipped, notes=notes)


def _wait_for_lock(key: str, characters: int, progress: Progress) -> TrainingLock | None:
    """Wait until no other process trains the model of this key, and take the lock.

    Returns:
        None for a text so short that waiting is not worth it, and where there is no cache.
    """
    lock = training_lock(key) if characters >= _WORTH_WAITING_FOR else None
    if lock:
        lock.take(progress, _SHORTEST_WAIT + characters / _SLOWEST_TRAINING)
    return lock


def _release(lock: TrainingLock | None) -> None:
    if lock:
        lock.release()


def training_text(
    recipe: Recipe,
    model: NgramTrie,
    progress: Progress = ignore_progress,
    corpus: Corpus | None = None,
) -> EncodedText | None:
    """The text a model was trained on, its ids in the model's vocabulary; None where the recipe names a model.

    Args:
        recipe: what the model was trained by.
        corpus: the corpus that was given to `load_model`, since standard input can be read only once; None reads the
            text again.

    Raises:
        LmtuiError: the text cannot be read any more, or is another one by now.
        Cancelled: by `progress`.
    """
    if recipe.model:
        return None
    words = listed_words(recipe, progress)
    text = (corpus_of(recipe) if corpus is None else corpus).encoded(progress)

    def report() -> None:
        progress("tokenizing", 1.0)

    listed = words.marks(text.vocabulary, report) if words else None
    threshold = thresholds_of(recipe.prune, recipe.order)[0]
    if threshold:
        from lmtui.ngram.pruning import tokens_kept  # few models are pruned

        listed = tokens_kept(token_counts(text, report), threshold, listed)
    if listed is not None:
        text = with_chosen_tokens(text, listed, report)
    read, trained = text.vocabulary, model.vocabulary
    same = (text.tokens, text.units, len(read)) == (model.tokens, model.units, len(trained))
    # Ids are given in the order of first appearance, so that in another text they stand for other words.
    if not (same and np.array_equal(read.ends, trained.ends) and np.array_equal(read.spelling, trained.spelling)):
        raise ModelError(f"the text '{visible(recipe.source)}' has changed since the training; train again")
    return text


def store_model(loaded: LoadedTrie) -> None:
    """Store a new model in the cache, if there is a cache, and let other processes go on."""
    try:
        if loaded.key:
            save_cached(loaded.model, loaded.key)
    finally:
        loaded.release()


def _notes(model: NgramTrie, recipe: Recipe) -> Iterator[str]:
    """What a user should know about a model from elsewhere."""
    undecodable = model.vocabulary.count_undecodable()
    if undecodable:
        words = "1 word that is" if undecodable == 1 else f"{undecodable:,} words that are"
        yield (
            f"'{visible(recipe.model)}' has {words} not UTF-8; such words are kept apart by their bytes, of which "
            "those that are not UTF-8 are shown as \ufffd"
        )
    from lmtui.ngram.normalisation import warning_of

    warning = warning_of(model)
    if warning:
        yield warning


def _open_named_model(recipe: Recipe, progress: Progress, pipes_allowed: bool) -> NgramTrie:
    """Open the file or folder that a recipe names as its model."""
    path = Path(recipe.model)
    try:
        kind = path.stat().st_mode
    except (OSError, ValueError):
        raise ModelError(
            f"there is no model '{visible(recipe.model)}'; name an .arpa file or a trained folder"
        ) from None
    if stat.S_ISDIR(kind):
        return open_store(path, progress)
    from lmtui.ngram.arpa import read_arpa  # who trains does not wait for it

    return read_arpa(path, tokenizer_named(recipe.tokenizer, recipe.exact_text), progress, pipes_allowed)
