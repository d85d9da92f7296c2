"""Arrays whose memory goes back to the system as soon as they are dropped.

The allocator of C keeps what was freed: of every large array that it gives back it learns to keep another one of that
size. (mallopt(3), M_MMAP_THRESHOLD, which is dynamic.)
"""

from __future__ import annotations

from contextlib import suppress
from mmap import MAP_ANONYMOUS, MAP_PRIVATE, mmap
from typing import Any

import numpy as np
import numpy.typing as npt

from lmtui.ngram.columns import Array, IndexArray

PIECE = 1 << 12
"""So many rows are worked on at a time: all copies of their numbers together are small beside a model."""

_SMALL = 1 << 17
"""Bytes; the allocator has smaller arrays in its own memory from the beginning."""

LARGE_TEXTS = 1 << 24
"""Bytes of the largest arrays whose memory is used again where a large text is worked on, as measured."""

_MOST_AT_FIRST = 1 << 22
"""Nobody need believe how many numbers are to come."""


def new_array(size: int, dtype: npt.DTypeLike) -> Array:
    """An array of one dimension, of any numbers; what is not written to takes no memory."""
    length = size * np.dtype(dtype).itemsize
    if length < _SMALL:
        return np.empty(size, dtype)
    return np.frombuffer(mmap(-1, length, MAP_PRIVATE | MAP_ANONYMOUS), dtype)


def keep_small_memory(largest: int = 1 << 22) -> None:
    """Have the allocator of C keep the memory of smaller arrays for the next ones, from now on.

    Otherwise it gives such memory back, and for every block of a file the system fills other memory with zeros.

    Args:
        largest: bytes; up to twice as many are kept. An array of this size is made and dropped, from which the
            allocator learns it; nothing is written to it.
    """
    np.empty(largest, np.uint8)


def gather(values: npt.NDArray[Any], places: IndexArray, into: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Put the values at so many places into another array, which this returns; it may be that of the places."""
    for start in range(0, len(places), PIECE):  # numpy makes 64 bits of all places that it is given at once
        into[start : start + PIECE] = values[places[start : start + PIECE]]
    return into


class GrowingArray:
    """An array that grows.

    Args:
        dtype: of the values.
        size: about how many values will come.

    Attributes:
        size: how many values were added.
    """

    def __init__(self, dtype: npt.DTypeLike, size: int) -> None:
        self._values = new_array(min(size, _MOST_AT_FIRST), dtype)
        self.size = 0

    def add(self, values: npt.NDArray[Any]) -> None:
        """Add values at the end."""
        size = self.size + len(values)
        if size > len(self._values):
            self._make_room(size + size // 4)
        self._values[self.size : size] = values
        self.size = size

    def _make_room(self, size: int) -> None:
        """Have room for so many values."""
        dtype, memory = self._values.dtype, getattr(self._values.base, "obj", None)
        if memory is not None:
            del self._values  # as memory that somebody looks at cannot move
            with suppress(BufferError, SystemError):  # the latter where the system cannot move memory, as macOS
                memory.resize(size * dtype.itemsize)
            self._values = np.frombuffer(memory, dtype)
        if size > len(self._values):
            more = new_array(size, dtype)
            more[: self.size] = self._values[: self.size]
            self._values = more

    @property
    def values(self) -> Array:
        """What was added so far; stays as it is only until more is added."""
        return self._values[: self.size]

    def take(self) -> Array:
        """All values; the array is empty afterwards."""
        values, self._values, self.size = self.values, self._values[:0].copy(), 0
        return values
