"""Train a model on a corpus that is too large to be worked on in memory, or open it where it is trained already."""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from lmtui.engines.executors import Workers, processes
from lmtui.engines.pipeline import Pipeline, SortedCorpus
from lmtui.engines.resources import DASK, Resources, shard_size
from lmtui.engines.storing import store_model
from lmtui.engines.working_folder import WorkingFolder
from lmtui.errors import Cancelled, LmtuiError, ModelError, Progress, ignore_progress
from lmtui.files import cannot_write, quoted
from lmtui.ngram.cache import TextNotes, cache_folder, cached_notes, open_cached, place_in, save_notes
from lmtui.ngram.library import LoadedTrie
from lmtui.ngram.mapped_memory import LARGE_TEXTS, keep_small_memory
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import FORMAT, VERSION, open_trusted
from lmtui.ngram.training import listed_words
from lmtui.ngram.training_lock import TrainingLock
from lmtui.recipe import Recipe, check_order
from lmtui.text.first_look import look_at
from lmtui.text.remarks import decoding_notes, marker_notes
from lmtui.text.shards import UnusableTexts
from lmtui.text.word_list import WordList

_SHORTEST_WAIT, _SLOWEST_TRAINING = 60.0, 100_000.0  # seconds, bytes a second: see `lmtui.ngram.library`


def load_large(
    recipe: Recipe,
    resources: Resources,
    progress: Progress,
    pipes_allowed: bool = False,
    place: Path | None = None,
) -> LoadedTrie:
    """The model of a recipe, stored: from the cache, or trained now, going on from what an earlier run has finished.

    Args:
        pipes_allowed: whether a text may be a pipe.
        place: a folder for the model, which may be a store already; None is the cache.

    Raises:
        LmtuiError: the recipe or a text is unusable, a disk is full, or a worker was killed.
        Cancelled: by `progress`.
    """
    check_order(recipe.order)
    recipe = recipe.in_full()
    words = listed_words(recipe, progress)
    key, can_resume = _key_of(recipe, words, progress)
    is_cached = can_resume and not place
    found = _cached(key) if is_cached else None
    if found:
        return found
    try:
        with _locked(resources.folder, key, progress, recipe) as folder:
            found = _cached(key) if is_cached else None  # another process may have stored it
            if found:
                return found
            cache = cache_folder()
            stored = place_in(cache, key) if cache and can_resume else folder.path / "model"
            given = _Given(recipe, words, resources, progress, pipes_allowed, can_resume)
            with _removed_if_useless(folder, key, given):
                loaded = _trained(given, folder, place or stored)
            if is_cached:
                save_notes(TextNotes(loaded.undecodable, loaded.skipped, loaded.notes), key)
            return replace(loaded, place=place)
    except OSError as error:
        shown = quoted(str(error.filename or resources.folder))
        raise ModelError(
            f"{cannot_write(shown, error)} with --tmp; what was finished is there for the next run"
        ) from None


@contextmanager
def _removed_if_useless(folder: WorkingFolder, key: str, given: _Given) -> Iterator[None]:
    """Remove the working folder where the block fails and no run can go on, as the text is another one by now."""
    try:
        yield
    except BaseException as error:
        key_now, stays = key, given.stays
        if isinstance(error, LmtuiError):
            key_now, stays = _key_of(given.recipe, given.words, ignore_progress)
        if not given.stays or (stays and key_now != key):
            folder.remove()
        raise


def _cached(key: str) -> LoadedTrie | None:
    """The model of this key from the cache, if it is there, with what was said about its text."""
    model = open_cached(key)
    return LoadedTrie(model, **vars(cached_notes(key))) if model else None


@dataclass(frozen=True)
class _Given:
    """What a model is trained from, and how.

    Attributes:
        words: those that the recipe lists.
        pipes_allowed: whether a text may be a pipe.
        stays: whether the texts can be read again, and are the same then.
    """

    recipe: Recipe
    words: WordList | None
    resources: Resources
    progress: Progress
    pipes_allowed: bool
    stays: bool


def _trained(given: _Given, folder: WorkingFolder, place: Path) -> LoadedTrie:
    keep_small_memory(LARGE_TEXTS)
    with _workers_of(given.resources, given.progress) as workers:
        corpus = _sorted(given, folder, workers)
    store_model(
        corpus,
        given.recipe,
        given.words,
        folder.counts(),
        place,
        given.resources.bytes_of_memory,
        given.progress,
    )
    model = open_trusted(place)

    def report() -> None:
        with suppress(Cancelled):  # too late: the model is there
            given.progress("writing", 1.0)

    folder.remove(report)
    return _loaded(model, corpus)


def _sorted(given: _Given, folder: WorkingFolder, workers: Workers) -> SortedCorpus:
    """The n-grams of all texts but those of a folder that turn out to be no texts."""
    pipeline = Pipeline(given.recipe, folder, workers, given.progress)
    resume = given.resources.resume and given.stays
    size = min(given.resources.shard_size, shard_size(workers.memory()))
    largest = size if given.resources.memory else math.inf  # what is free differs from run to run
    try:
        return pipeline.sorted(pipeline.plan(size, resume, given.pipes_allowed, largest=largest))
    except UnusableTexts as found:
        if not given.stays:
            raise
        return pipeline.sorted(pipeline.plan(size, False, unusable=found.names))


def _workers_of(resources: Resources, progress: Progress) -> AbstractContextManager[Workers]:
    if resources.engine != DASK:
        return processes(resources.workers)
    from lmtui.engines.dask_cluster import cluster_workers

    return cluster_workers(resources, progress)


def _loaded(model: NgramTrie, corpus: SortedCorpus) -> LoadedTrie:
    undecodable = tuple((text.name, text.undecodable) for text in corpus.noted if text.undecodable)
    notes = decoding_notes(corpus.noted) + marker_notes(corpus.marked, model.tokenizer.name)
    return LoadedTrie(model, "", undecodable, corpus.skipped, notes)


def _key_of(recipe: Recipe, words: WordList | None, progress: Progress) -> tuple[str, bool]:
    """What the model and its working folder are named by; and whether another run would find the same text."""
    found = [look_at(name, progress).identity for name in recipe.corpora]
    if None in found:
        return secrets.token_hex(16), False
    made_by = replace(recipe, corpora=(), limit_vocab=words.identity if words else "")
    digest = hashlib.blake2b(repr((FORMAT, VERSION, made_by, found)).encode(errors="surrogateescape"), digest_size=16)
    return digest.hexdigest(), True


@contextmanager
def _locked(parent: Path, key: str, progress: Progress, recipe: Recipe) -> Iterator[WorkingFolder]:
    """The working folder, in which no other process works meanwhile."""
    lock = TrainingLock(parent, key)
    size = sum(look_at(name, progress).size for name in recipe.corpora)
    lock.take(progress, _SHORTEST_WAIT + size / _SLOWEST_TRAINING)
    try:
        yield WorkingFolder(parent, key if lock.is_held else secrets.token_hex(16))
    finally:
        lock.release()
