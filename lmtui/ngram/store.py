"""The store: a trained model as a folder of `.npy` files and a manifest, opened by memory map.

The folder is written beside its place, flushed to the disk and renamed, the manifest last: what has a name is whole.
Opening computes nothing that depends on the model's size, so what opening checks is: the manifest, the size of every
file, and its time of change; a file whose time is not the recorded one (a copy, or someone's work) is read through
and compared with its checksum. Nothing is ever unpickled.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs

from lmtui.errors import ModelError
from lmtui.ngram.model import Base, Model, TrieLevel
from lmtui.ngram.recipe import Recipe
from lmtui.text.safety import visible
from lmtui.text.sources import Document
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.vocabulary import Vocabulary

FORMAT = "lmtui model"
VERSION = 2
MANIFEST = "manifest.json"
CACHE_VARIABLE = "LMTUI_CACHE"
"""Environment variable that names another cache folder; empty, it turns the cache off."""

_UNFINISHED = ".lmtui-unfinished-"
_REPLACED = ".lmtui-replaced-"
_UNFINISHED_NAME = re.compile(rf"{re.escape(_UNFINISHED)}[0-9a-f]{{16}}")
_REPLACED_NAME = re.compile(rf"(.+){re.escape(_REPLACED)}[0-9a-f]{{16}}")
_OURS = re.compile(rf"[0-9a-f]{{32}}({re.escape(_REPLACED)}[0-9a-f]{{16}})?|{_UNFINISHED_NAME.pattern}")
_ABANDONED_AFTER = 3600.0  # seconds; a process that is still writing is younger


class _Unusable(Exception):
    """A store is damaged, foreign or of another version; the message says how."""


def cache_folder() -> Path | None:
    """Where models are kept for the next time: `LMTUI_CACHE`, or the user's cache folder; None if turned off."""
    asked = os.environ.get(CACHE_VARIABLE)
    if asked is not None:
        with contextlib.suppress(RuntimeError):  # ~ of somebody who is not
            return Path(asked).expanduser() if asked else None
        return None
    return platformdirs.user_cache_path("lmtui", appauthor=False)


def key_of(recipe: Recipe, documents: Sequence[Document]) -> str:
    """The name of the store for what goes into a model: 32 hexadecimal digits."""
    made_by = (recipe.tokenizer, recipe.smoothing, recipe.order, recipe.unit)
    parts = (FORMAT, VERSION, *made_by, recipe.closed, recipe.min_count, recipe.exact_text)
    digest = hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=16)
    for document in documents:
        text = document.text.encode(errors="surrogatepass")
        digest.update(len(text).to_bytes(8, "little"))
        digest.update(text)
    return digest.hexdigest()


def save(model: Model, folder: Path) -> None:
    """Write a model to a folder, in place of a store that may be there.

    Raises:
        ModelError: it cannot be written, or something else is there.
    """
    check_place(folder)
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_abandoned(folder.parent)
        beside = folder.parent / f"{_UNFINISHED}{secrets.token_hex(8)}"
        try:
            _write(model, beside)
            _put_in_place(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise _unwritable(folder, error) from None


def check_place(folder: Path) -> None:
    """Raise a `ModelError` if something that is no store is where one is to be written."""
    try:
        taken = folder.exists() and not _is_store(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    if taken:
        raise ModelError(f"'{visible(str(folder))}' exists and holds no model; choose another place")


def _unwritable(folder: Path, error: OSError) -> ModelError:
    return ModelError(f"cannot write '{visible(str(folder))}': {error.strerror}; choose another place")


def open_store(folder: Path) -> Model:
    """Open a stored model.

    Raises:
        ModelError: there is none, or it is damaged.
    """
    try:
        return _open(folder)
    except _Unusable as error:
        raise ModelError(f"'{visible(str(folder))}' is no usable model: {error}; train it again") from None


def open_cached(key: str) -> Model | None:
    """The model of this key from the cache; None if it is not there, or cannot be trusted."""
    cache = cache_folder()
    try:
        return _open(cache / key) if cache else None
    except _Unusable:
        return None


def save_cached(model: Model, key: str) -> None:
    """Keep a model in the cache, if that can be written; a model one cannot keep is a model all the same."""
    cache = cache_folder()
    if cache is None:
        return
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_store(cache / key):
            shutil.rmtree(cache / key, ignore_errors=True)  # what is left of one
        save(model, cache / key)
    except (OSError, ModelError):
        return


@dataclass(frozen=True)
class CacheUse:
    """What the cache holds: stores, and the bytes they take."""

    models: int
    size: int


def cache_use() -> CacheUse:
    """Count what the cache holds."""
    stores = _stores()
    size = sum(file.stat().st_size for store in stores for file in store.rglob("*"))
    return CacheUse(len(stores), size)


def clear_cache() -> CacheUse:
    """Remove all models from the cache; returns what it held."""
    use = cache_use()
    for store in _stores():
        shutil.rmtree(store, ignore_errors=True)
    return use


def _stores() -> list[Path]:
    cache = cache_folder()
    if cache is None or not cache.is_dir():
        return []
    return [folder for folder in cache.iterdir() if _OURS.fullmatch(folder.name) and folder.is_dir()]


def _is_store(folder: Path) -> bool:
    """Whether a folder is ours, of whatever version: other programs have manifests, too."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT


_VOCABULARY = ("spelling", "ends", "alphabetical")
_BASE = ("prob", "ranked", "ranks", "starts", "values")
_LEVEL = ("token", "prob", "suffix", "backoff", "first")


def _arrays(model: Model) -> dict[str, npt.NDArray[Any]]:
    """All arrays of a model by name."""
    arrays = {f"vocabulary.{name}": getattr(model.vocabulary, name) for name in _VOCABULARY}
    arrays |= {f"base.{name}": getattr(model.base, name) for name in _BASE}
    for k, level in enumerate(model.levels, 1):
        arrays |= {f"level{k}.{name}": getattr(level, name) for name in _LEVEL}
    return arrays


def _write(model: Model, folder: Path) -> None:
    folder.mkdir(mode=0o700)
    files = {}
    for name, array in _arrays(model).items():
        path = folder / f"{name}.npy"
        with path.open("wb") as file:
            np.save(file, array, allow_pickle=False)
            _flush(file)
        files[path.name] = {
            "size": path.stat().st_size,
            "changed": path.stat().st_mtime_ns,
            "checksum": _checksum(path),
        }
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "tokenizer": model.tokenizer.name,
        "smoothing": model.smoothing,
        "order": model.order,
        "base_order": model.base.order,
        "backs_off": model.backs_off,
        "tokens": model.tokens,
        "units": model.units,
        "unit": model.unit,
        "unit_rule": model.unit_rule,
        "closed": model.closed,
        "exact_text": model.tokenizer.exact,
        "files": files,
    }
    manifest["checksum"] = _manifest_checksum(manifest)
    with (folder / MANIFEST).open("w", encoding="utf-8") as text:
        json.dump(manifest, text, indent=1)
        _flush(text)
    _flush_folder(folder)


def _put_in_place(beside: Path, folder: Path) -> None:
    """Rename a whole store to its name; of several processes that made the same one, any may win."""
    # Killed between the two renames, a process leaves the old store under this name until there is a new one.
    replaced = folder.with_name(f"{folder.name}{_REPLACED}{secrets.token_hex(8)}")
    with contextlib.suppress(FileNotFoundError):  # there is none, or another process was faster to take it away
        folder.rename(replaced)
    try:
        beside.rename(folder)
    except OSError:
        if not _is_store(folder):  # else another process was faster to put its own there
            raise
    finally:
        shutil.rmtree(replaced, ignore_errors=True)
    _flush_folder(folder.parent)


def _clear_abandoned(parent: Path) -> None:
    """Remove what a process that was killed left: unfinished stores, and old ones whose successor is in place."""
    for folder in parent.iterdir():
        replaced = _REPLACED_NAME.fullmatch(folder.name)
        try:
            if replaced:
                abandoned = _is_store(folder.with_name(replaced[1]))
            else:
                old = time.time() - folder.stat().st_mtime > _ABANDONED_AFTER
                abandoned = old and bool(_UNFINISHED_NAME.fullmatch(folder.name))
        except OSError:
            continue
        if abandoned:
            shutil.rmtree(folder, ignore_errors=True)


def _flush(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _manifest_checksum(manifest: dict[str, Any]) -> str:
    """Of all that a manifest says but this."""
    said = {name: value for name, value in manifest.items() if name != "checksum"}
    return hashlib.blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).hexdigest()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _open(folder: Path) -> Model:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return _model_of(folder, manifest)
    except FileNotFoundError as error:
        raise _Unusable(f"{Path(error.filename).name} is missing") from None
    except OSError as error:
        raise _Unusable(error.strerror or str(error)) from None
    except EOFError:
        raise _Unusable("a file is empty") from None
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise _Unusable(f"its manifest or a file is damaged ({error})") from None


def _model_of(folder: Path, manifest: dict[str, Any]) -> Model:
    if manifest["format"] != FORMAT or manifest["version"] != VERSION:
        raise _Unusable("it was made by another version of lmtui")
    if manifest["checksum"] != _manifest_checksum(manifest):
        raise _Unusable(f"{MANIFEST} is not what was written")

    def mapped(part: str, names: Iterable[str]) -> dict[str, npt.NDArray[Any]]:
        return {name: _map(folder, f"{part}.{name}.npy", manifest["files"]) for name in names}

    return Model(
        vocabulary=Vocabulary(**mapped("vocabulary", _VOCABULARY)),
        tokenizer=tokenizer_named(manifest["tokenizer"], bool(manifest["exact_text"])),
        smoothing=str(manifest["smoothing"]),
        levels=tuple(TrieLevel(**mapped(f"level{k}", _LEVEL)) for k in range(1, int(manifest["order"]) + 1)),
        base=Base(order=int(manifest["base_order"]), **mapped("base", _BASE)),
        backs_off=bool(manifest["backs_off"]),
        tokens=int(manifest["tokens"]),
        units=int(manifest["units"]),
        unit=str(manifest["unit"]),
        unit_rule=str(manifest["unit_rule"]),
        closed=bool(manifest["closed"]),
    )


def _map(folder: Path, name: str, files: dict[str, Any]) -> npt.NDArray[Any]:
    path, recorded = folder / name, files[name]
    found = path.stat()
    if found.st_size != recorded["size"]:
        raise _Unusable(f"{name} has {found.st_size:,} bytes and not {recorded['size']:,}")
    if found.st_mtime_ns != recorded["changed"] and _checksum(path) != recorded["checksum"]:
        raise _Unusable(f"{name} is not what was written")
    mapped = np.lib.format.open_memmap(path, mode="r")
    # A plain array over the same pages: quicker to slice than numpy's own memory-map class.
    return np.asarray(mapped)
