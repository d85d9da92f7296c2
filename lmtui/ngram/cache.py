"""The cache: trained models in a folder of the user's, each a store named by what went into it.

Other processes may write, read and clear the cache at the same time: what is gone meanwhile is not there, and no
failure.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from lmtui.errors import ModelError
from lmtui.files import is_left_over
from lmtui.ngram.model import Model
from lmtui.ngram.store import Unusable, holds_store, open_unchecked, save
from lmtui.ngram.training_lock import LOCK_NAME, TrainingLock, remove_unused_lock

CACHE_VARIABLE = "LMTUI_CACHE"
"""Environment variable that names another cache folder; empty, it turns the cache off."""

_KEY = re.compile(r"[0-9a-f]{32}")
_OLD = 3600.0  # seconds


def cache_folder() -> Path | None:
    """Where models are kept for the next time: `LMTUI_CACHE`, or the user's cache folder; None if turned off."""
    asked = os.environ.get(CACHE_VARIABLE)
    if asked is not None:
        with contextlib.suppress(RuntimeError):  # ~ of somebody who is not
            return Path(asked).expanduser() if asked else None
        return None
    return platformdirs.user_cache_path("lmtui", appauthor=False)


def open_cached(key: str) -> Model | None:
    """The model of this key from the cache; None if it is not there, or cannot be trusted."""
    cache = cache_folder()
    try:
        return open_unchecked(cache / key) if cache else None
    except Unusable:
        return None


def save_cached(model: Model, key: str) -> None:
    """Keep a model in the cache, if that can be written; a model one cannot keep is a model all the same."""
    cache = cache_folder()
    if cache is None:
        return
    with contextlib.suppress(OSError, ModelError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not holds_store(cache / key):
            shutil.rmtree(cache / key, ignore_errors=True)  # what is left of one
        save(model, cache / key)
        for name in _names(cache):
            if LOCK_NAME.fullmatch(name) and _age(cache / name) > _OLD:
                remove_unused_lock(cache / name)


def training_lock(key: str) -> TrainingLock | None:
    """What only one process at a time can take, to train the model of this key; None where there is no cache."""
    cache = cache_folder()
    return TrainingLock(cache, key) if cache else None


@dataclass(frozen=True)
class CacheUse:
    """What the cache holds: stores, and the bytes they take."""

    models: int
    size: int


def cache_use() -> CacheUse:
    """Count what the cache holds."""
    sizes = [size for store in _stores() if (size := _size(store)) is not None]
    return CacheUse(len(sizes), sum(sizes))


def clear_cache() -> CacheUse:
    """Remove all models from the cache; returns what was removed."""
    removed = []
    for store in _stores():
        size = _size(store)
        shutil.rmtree(store, ignore_errors=True)
        if size is not None and not os.path.lexists(store):
            removed.append(size)
    cache = cache_folder()
    if cache:
        for name in _names(cache):
            if LOCK_NAME.fullmatch(name):
                remove_unused_lock(cache / name)
    return CacheUse(len(removed), sum(removed))


def _stores() -> Iterator[Path]:
    """The folders in the cache that are stores, or what is left of some."""
    cache = cache_folder()
    for name in _names(cache) if cache else ():
        if cache and (_KEY.fullmatch(name) or is_left_over(name)):
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
