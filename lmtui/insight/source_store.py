"""Store the index of a training text in the cache, beside the models: built once, and opened by memory map.

The index depends on the text and on how it was cut into tokens, but not on order and smoothing, so that all models of
a text share one. As a stored model it is written beside its place and renamed; a file that is not as it was written
makes the index be built again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from lmtui.errors import ModelError
from lmtui.files import new_folder
from lmtui.insight.sources import Sources
from lmtui.insight.suffix_array import SuffixArray
from lmtui.ngram.array_store import StoredArrays, UnusableStore, damage_reported, format_of, write_arrays
from lmtui.ngram.cache import source_index_folder

FORMAT = "lmtui source index"
VERSION = 1
_INDEX = ("int32", "int64")


def open_cached_sources(key: str, documents: Sequence[str]) -> Sources | None:
    """The index of this key from the cache; None if the cache has none, or a damaged one.

    Args:
        key: see `lmtui.ngram.cache.text_key_of`.
        documents: the names of the texts.
    """
    folder = source_index_folder(key)
    try:
        return _open(folder, tuple(documents)) if folder else None
    except UnusableStore:
        return None


def save_cached_sources(sources: Sources, key: str) -> None:
    """Store an index in the cache. Where the cache cannot be written, nothing is stored, and that is no error."""
    folder = source_index_folder(key)
    if folder is None:
        return
    arrays = {
        "ids": sources.index.ids,
        "order": sources.index.order,
        "starts": sources.starts,
        "line_starts": sources.line_starts,
        "line_numbers": sources.line_numbers,
    }
    with contextlib.suppress(OSError, ModelError), new_folder(folder, _holds_index) as new:
        write_arrays(new, {"format": FORMAT, "version": VERSION}, arrays)


def _holds_index(folder: Path) -> bool:
    """Whether lmtui has written a folder as an index, in whatever version."""
    return format_of(folder) == FORMAT


def _open(folder: Path, documents: tuple[str, ...]) -> Sources:
    """Open an index.

    Raises:
        UnusableStore: it is missing or damaged.
    """
    with damage_reported():
        stored = StoredArrays(folder, FORMAT, VERSION, trust_times=True)
        ids, order = stored.map("ids", ("int32",)), stored.map("order", _INDEX)
        starts = stored.map("starts", _INDEX)
        line_starts, line_numbers = stored.map("line_starts", _INDEX), stored.map("line_numbers", _INDEX)
    if len(ids) != len(order) or len(starts) != len(documents) or len(line_starts) != len(line_numbers):
        raise UnusableStore("its arrays do not fit together")
    return Sources(SuffixArray(ids, order), documents, starts, line_starts, line_numbers)
