"""The format of a store: a trained model as a folder of `.npy` files and a manifest, opened by memory map.

The folder is written beside its place, flushed to the disk and renamed, the manifest last: what has a name is whole.

A store of the cache is opened without a computation that depends on its size: what is checked is the manifest, the
size of every file, and its time of change. Only a file whose time is not the recorded one is read through and
compared with its checksum. A store that was named may be anybody's work: all of it is read through, and every number
that an answer depends on is checked. Nothing is ever unpickled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress, meanwhile
from lmtui.files import cannot_write, new_folder
from lmtui.ngram.array_store import (
    StoredArrays,
    UnusableStore,
    damage_reported,
    format_of,
    others_in,
    typed_entries,
    write_arrays,
)
from lmtui.ngram.columns import Column, NewColumn, UnwritableColumn
from lmtui.ngram.model import Base, NgramTrie, TrieLevel
from lmtui.recipe import READ_FROM_ARPA, check_order, check_smoothing
from lmtui.text.safety import visible
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.units import check_unit
from lmtui.text.vocabulary import Vocabulary

FORMAT = "lmtui model"
VERSION = 2


def save(model: NgramTrie, folder: Path) -> None:
    """Write a model to a folder, in place of a store that may be there.

    Raises:
        ModelError: it cannot be written, or something else is there.
    """
    save_while_built(lambda new_column: model, folder)


def save_while_built(
    build: Callable[[NewColumn], NgramTrie], folder: Path, progress: Progress = ignore_progress
) -> None:
    """Write a model to a folder while it is made, so that no more of it is in memory than making it needs.

    Args:
        build: makes the model; the columns it is given are files of the store.
        folder: a store that is there is replaced.

    Raises:
        LmtuiError: the model cannot be made or written, or something else is there.
        UnwritableColumn: a file elsewhere cannot be written.
        Cancelled: by `progress`.
    """
    check_place(folder)
    try:
        with new_folder(folder, holds_store) as new:
            _write(build(lambda name, dtype: Column(dtype, new / f"{name}.npy")), new, progress)
    except OSError as error:
        if isinstance(error, UnwritableColumn) and Path(error.filename).parent != new:
            raise  # making the model needs that file, which stands elsewhere
        raise _unwritable(folder, error) from None


def check_place(folder: Path) -> None:
    """Raise a `ModelError` if anything but a store, and nothing more, is where a store is to be written."""
    shown = f"'{visible(str(folder))}'"
    try:
        if not folder.exists():
            return
        if not holds_store(folder):
            raise ModelError(f"{shown} exists and holds no model; choose another place")
        others = others_in(folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    except (ValueError, LookupError, TypeError):
        raise ModelError(f"{shown} holds a damaged model; remove it, or choose another place") from None
    if others:
        raise ModelError(f"{shown} holds more than a model, as '{visible(others[0])}'; choose another place")


def _unwritable(folder: Path, error: OSError) -> ModelError:
    return ModelError(cannot_write(f"'{visible(str(folder))}'", error))


def open_store(folder: Path, progress: Progress = ignore_progress) -> NgramTrie:
    """Open a stored model, whoever made it: all of it is checked.

    Raises:
        ModelError: the folder is missing, damaged, or no model.
        Cancelled: by `progress`.
    """
    from lmtui.ngram.store_check import InconsistentModel, check_model  # who trains does not wait for it

    try:
        model = meanwhile(lambda: progress("checking", 0.0), lambda: _open(folder, trust_times=False))
        check_model(model, progress)
    except (UnusableStore, InconsistentModel) as error:
        why = visible(str(error))
        raise ModelError(f"'{visible(str(folder))}' is no usable model: {why}; train it again") from None
    except MemoryError:
        raise ModelError(f"there is not enough memory to check the model '{visible(str(folder))}'") from None
    return model


def open_trusted(folder: Path) -> NgramTrie:
    """Open a stored model of the cache, where nobody else writes: files that were not changed are not read through.

    Raises:
        UnusableStore: the store is missing or damaged.
    """
    return _open(folder, trust_times=True)


def holds_store(folder: Path) -> bool:
    """Whether lmtui has written a folder, in whatever version. (Other programs write manifests, too.)"""
    return format_of(folder) == FORMAT


_INDEX = ("int32", "int64")
_VOCABULARY = {"spelling": ("uint8",), "ends": ("int64",), "alphabetical": ("int32",)}
_BASE = {
    "prob": ("float64",),
    "ranked": ("int32",),
    "ranks": ("int32",),
    "starts": ("int64",),
    "values": ("float64",),
}
_LEVEL = {"token": ("int32",), "prob": ("float64",), "suffix": _INDEX, "backoff": ("float64",), "first": _INDEX}


def _arrays(model: NgramTrie) -> dict[str, npt.NDArray[Any]]:
    """All arrays of a model by name."""
    arrays = {f"vocabulary.{name}": getattr(model.vocabulary, name) for name in _VOCABULARY}
    arrays |= {f"base.{name}": getattr(model.base, name) for name in _BASE}
    for k, level in enumerate(model.levels, 1):
        arrays |= {f"level{k}.{name}": getattr(level, name) for name in _LEVEL}
    return arrays


def _write(model: NgramTrie, folder: Path, progress: Progress) -> None:
    said = {
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
    }
    write_arrays(folder, said, _arrays(model), progress)


def _open(folder: Path, trust_times: bool) -> NgramTrie:
    with damage_reported():
        return _model_from(StoredArrays(folder, FORMAT, VERSION, trust_times))


def _model_from(stored: StoredArrays) -> NgramTrie:
    def mapped(part: str, names: Mapping[str, Sequence[str]]) -> dict[str, npt.NDArray[Any]]:
        return {name: stored.map(f"{part}.{name}", types) for name, types in names.items()}

    of = typed_entries(stored.said, order=int, base_order=int, backs_off=bool, tokens=int, units=int)
    of |= typed_entries(stored.said, exact_text=bool, closed=bool)
    texts = typed_entries(stored.said, tokenizer=str, smoothing=str, unit=str, unit_rule=str)
    check_order(of["order"])
    if min(of["tokens"], of["units"]) < 0:
        raise ValueError("it says what cannot be of a text")
    if texts["smoothing"] != READ_FROM_ARPA:
        check_smoothing(texts["smoothing"], of["order"])
    for unit in texts["unit"].split(" or "):
        check_unit(unit)
    return NgramTrie(
        vocabulary=Vocabulary(**mapped("vocabulary", _VOCABULARY)),
        tokenizer=tokenizer_named(texts["tokenizer"], of["exact_text"]),
        smoothing=texts["smoothing"],
        levels=tuple(TrieLevel(**mapped(f"level{k}", _LEVEL)) for k in range(1, of["order"] + 1)),
        base=Base(order=of["base_order"], **mapped("base", _BASE)),
        backs_off=of["backs_off"],
        tokens=of["tokens"],
        units=of["units"],
        unit=texts["unit"],
        unit_rule=check_unit(texts["unit_rule"]),
        closed=of["closed"],
    )
