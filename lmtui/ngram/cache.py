"""The cache: trained models in a folder of the user's, each a store named by what went into it, and indices of texts.

Other processes may write, read and clear the cache at the same time: a store that they have removed meanwhile is no
failure.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.files import new_file
from lmtui.ngram.array_store import UnusableStore
from lmtui.ngram.model import NgramTrie
from lmtui.ngram.store import FORMAT, VERSION, check_place, open_trusted, save
from lmtui.ngram.training_lock import LOCK_NAME, TrainingLock, remove_unused_lock
from lmtui.recipe import Recipe
from lmtui.text.document import Document
from lmtui.unfinished import is_left_over

if TYPE_CHECKING:
    from lmtui.text.word_list import WordList

CACHE_VARIABLE = "LMTUI_CACHE"
"""Environment variable that names another cache folder; empty, it turns the cache off."""

_KEY = re.compile(r"[0-9a-f]{32}")
_INDEX = re.compile(rf"{_KEY.pattern}-sources")
_WORK = re.compile(rf"{_KEY.pattern}-training")
"""The working folder of a training that was ended; see `lmtui.engines.working_folder`."""

_NOTES = re.compile(rf"{_KEY.pattern}-notes\.json")

_OLD_LOCK = 3600.0  # seconds
_PIECE = 1 << 22  # characters


@dataclass(frozen=True)
class TextNotes:
    """What a user should know about the text of a model.

    Attributes:
        undecodable: for each text with bytes that could not be decoded, its name and how many there were.
        skipped: why texts of a folder were passed over.
        notes: other notes, a line each.
    """

    undecodable: tuple[tuple[str, int], ...] = ()
    skipped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def key_of(
    recipe: Recipe,
    documents: Iterable[Document],
    words: WordList | None,
    progress: Progress = ignore_progress,
) -> str:
    """What the model of a recipe, its documents and its listed words is stored by: 32 hexadecimal digits."""
    made_by = (recipe.tokenizer, recipe.smoothing, recipe.order, recipe.unit)
    parts = (FORMAT, VERSION, *made_by, recipe.closed, recipe.min_count, recipe.exact_text, recipe.prune)
    return _key_of(parts, documents, words, progress)


def text_key_of(
    recipe: Recipe,
    documents: Iterable[Document],
    words: WordList | None,
    progress: Progress = ignore_progress,
) -> str:
    """What the index of a text is stored by: 32 hexadecimal digits, the same for every model with these token ids."""
    made_by = (recipe.tokenizer, recipe.unit, recipe.min_count, recipe.exact_text)
    return _key_of(made_by, documents, words, progress)


def _key_of(
    parts: Sequence[object], documents: Iterable[Document], words: WordList | None, progress: Progress
) -> str:
    parts = [*parts, words.identity if words else ""]
    digest = hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=16)
    for document in documents:
        pieces = []
        for start in range(0, len(document.text), _PIECE):
            progress("reading", 1.0)
            pieces.append(document.text[start : start + _PIECE].encode(errors="surrogatepass"))
        digest.update(sum(map(len, pieces)).to_bytes(8, "little"))
        for piece in pieces:
            progress("reading", 1.0)
            digest.update(piece)
    return digest.hexdigest()


def cache_folder() -> Path | None:
    """The folder that models are stored in: `LMTUI_CACHE`, or the user's cache folder; None if the cache is off."""
    asked = os.environ.get(CACHE_VARIABLE)
    if asked is not None:
        with contextlib.suppress(RuntimeError):  # the home of a user who does not exist
            return Path(asked).expanduser() if asked else None
        return None
    return platformdirs.user_cache_path("lmtui", appauthor=False)


def open_cached(key: str) -> NgramTrie | None:
    """The model of this key from the cache; None if the cache has no such model, or a damaged one."""
    cache = cache_folder()
    try:
        return open_trusted(cache / key) if cache else None
    except UnusableStore:
        return None


def place_in(cache: Path, key: str) -> Path:
    """The place in the cache of the model of this key; what is there is removed unless it is a whole store."""
    place = cache / key
    try:
        check_place(place)
    except ModelError:
        shutil.rmtree(place, ignore_errors=True)
    return place


def save_cached(model: NgramTrie, key: str) -> None:
    """Store a model in the cache. Where the cache cannot be written, nothing is stored, and that is no error."""
    cache = cache_folder()
    if cache is None:
        return
    with contextlib.suppress(OSError, ModelError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        save(model, place_in(cache, key))
        for name in _names(cache):
            if LOCK_NAME.fullmatch(name) and _age(cache / name) > _OLD_LOCK:
                remove_unused_lock(cache / name)


def save_notes(notes: TextNotes, key: str) -> None:
    """Store what there is to say about the text of the model of this key, since the text is not read again.

    Where the cache cannot be written, nothing is stored, and that is no error.
    """
    cache = cache_folder()
    if cache is None or notes == TextNotes():
        return
    with contextlib.suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        with new_file(cache / f"{key}-notes.json", may_replace=True) as file:
            file.write(json.dumps(asdict(notes)).encode())


def cached_notes(key: str) -> TextNotes:
    """What was stored about the text of the model of this key."""
    cache = cache_folder()
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
        said = json.loads((cache / f"{key}-notes.json").read_bytes()) if cache else {}
        undecodable = tuple((str(name), int(count)) for name, count in said["undecodable"])
        return TextNotes(undecodable, tuple(map(str, said["skipped"])), tuple(map(str, said["notes"])))
    return TextNotes()


def source_index_folder(key: str) -> Path | None:
    """The folder for the index of a text, beside the models; None where there is no cache. See `text_key_of`."""
    cache = cache_folder()
    return cache / f"{key}-sources" if cache else None


def training_lock(key: str) -> TrainingLock | None:
    """The lock under which one process at a time trains the model of this key; None where there is no cache."""
    cache = cache_folder()
    return TrainingLock(cache, key) if cache else None


@dataclass(frozen=True)
class CacheUse:
    """What the cache holds: how many models; and the bytes of these, of indices and of trainings that were ended."""

    models: int
    size: int

    @classmethod
    def of(cls, sizes: Sequence[tuple[Path, int]]) -> CacheUse:
        """The use of several folders, each with the bytes it takes."""
        models = sum(not (_INDEX.fullmatch(folder.name) or _WORK.fullmatch(folder.name)) for folder, _ in sizes)
        return cls(models, sum(size for _, size in sizes))


def cache_use() -> CacheUse:
    """Count what the cache holds."""
    return CacheUse.of([(store, size) for store in _stores() if (size := _size(store)) is not None])


def clear_cache() -> CacheUse:
    """Remove all models and indices from the cache; returns what was removed."""
    removed = []
    for store in _stores():
        size = _size(store)
        shutil.rmtree(store, ignore_errors=True)
        if size is not None and not os.path.lexists(store):
            removed.append((store, size))
    cache = cache_folder()
    if cache:
        for name in _names(cache):
            if LOCK_NAME.fullmatch(name):
                remove_unused_lock(cache / name)
            elif _NOTES.fullmatch(name):
                with contextlib.suppress(OSError):
                    (cache / name).unlink()
    return CacheUse.of(removed)


def _stores() -> Iterator[Path]:
    """The folders in the cache that are stores or indices, or remains of these."""
    cache = cache_folder()
    for name in _names(cache) if cache else ():
        if cache and (_KEY.fullmatch(name) or _INDEX.fullmatch(name) or _WORK.fullmatch(name) or is_left_over(name)):
            yield cache / name


def _names(folder: Path) -> list[str]:
    """The names in a folder; none where there is no folder, or none that can be read."""
    try:
        return os.listdir(folder)
    except (OSError, ValueError):
        return []


def _size(store: Path) -> int | None:
    """The bytes of a store's files; None where it is no folder, or gone."""
    try:
        if not stat.S_ISDIR(store.lstat().st_mode):
            return None
    except OSError:
        return None
    size = 0
    for folder, _, files in os.walk(store):
        for name in files:
            with contextlib.suppress(OSError):
                size += os.lstat(os.path.join(folder, name)).st_size
    return size


def _age(path: Path) -> float:
    """How many seconds ago a file was changed; 0 where it is gone."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0
