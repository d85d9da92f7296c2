"""Buckets: rows of numbers put apart by ranges of a key, so that each range can be worked on by itself in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from lmtui.ngram.columns import Array, Column, WorkingMemory, index_type
from lmtui.ngram.sorting import sort_with_places
from lmtui.ngram.windows import Keys


class Buckets:
    """Rows, each in the bucket of its key, which is its first number.

    Args:
        memory: for the rows.
        name: of the files, unique in the folder.
        bounds: int64 [B − 1], ascending; bucket b has the keys from bound b − 1 up to bound b.
        dtypes: of the columns of a row, the key's first.
    """

    def __init__(self, memory: WorkingMemory, name: str, bounds: Keys, dtypes: Sequence[npt.DTypeLike]) -> None:
        self._bounds = bounds
        self._columns = [
            [memory.column(f"{name}.bucket{bucket}.column{number}", dtype) for number, dtype in enumerate(dtypes)]
            for bucket in range(len(bounds) + 1)
        ]

    def __len__(self) -> int:
        return len(self._columns)

    def add(self, key: Array, *others: Array) -> None:
        """Add rows.

        Args:
            key: [M], not negative.
            others: [M] each, the other columns.
        """
        columns = (key, *others)
        ends = [0, len(key)]
        if len(self) > 1:
            ordered, order = sort_with_places(key.astype(np.int64, copy=False))
            columns = (ordered, *(column[order] for column in others))
            ends[1:1] = np.searchsorted(ordered, self._bounds).tolist()
        for bucket, (start, end) in enumerate(pairwise(ends)):
            if start < end:
                for column, values in zip(self._columns[bucket], columns, strict=True):
                    column.append(values[start:end])

    def take(self, bucket: int) -> list[Array]:
        """The columns of a bucket, which is empty afterwards."""
        taken = [column.whole() for column in self._columns[bucket]]
        self._discard(bucket)
        return taken

    def take_pieces(self, bucket: int, rows: int) -> Iterator[list[Array]]:
        """The columns of a bucket, so many rows at a time; the bucket is empty in the end."""
        for start in range(0, len(self._columns[bucket][0]), rows):
            yield [column.read(start, start + rows) for column in self._columns[bucket]]
        self._discard(bucket)

    def _discard(self, bucket: int) -> None:
        for column in self._columns[bucket]:
            column.discard()


class InPlaces:
    """Numbers that come in any order, each with its place.

    Args:
        memory: for the numbers.
        name: of the files, unique in the folder.
        size: how many places there are; each gets a number.
        dtype: of the numbers.
        report: is called now and then, and may raise `Cancelled`.
    """

    def __init__(
        self, memory: WorkingMemory, name: str, size: int, dtype: npt.DTypeLike, report: Callable[[], None]
    ) -> None:
        self._memory, self._name, self._dtype, self._report = memory, name, np.dtype(dtype), report
        ranges = memory.pieces(size, dtype)
        self._starts = np.arange(ranges + 1) * size // ranges
        self._whole = np.empty(size, dtype) if ranges == 1 else None
        if self._whole is not None:
            # The system takes long to give memory that is written to for the first time, here in all places at once.
            for start in range(0, size, memory.rows):
                report()
                self._whole[start : start + memory.rows] = 0
        self._buckets = Buckets(memory, f"{name}.places", self._starts[1:-1], [index_type(size), dtype])

    def put(self, place: Array, values: Array) -> None:
        """Put numbers at places."""
        if self._whole is not None:
            self._whole[place] = values
        else:
            self._buckets.add(place, values)

    def column(self) -> Column:
        """All numbers in the order of their places."""
        column = self._memory.column(self._name, self._dtype)
        if self._whole is not None:
            self._append(column, self._whole)
        else:
            for number, (start, stop) in enumerate(pairwise(self._starts.tolist())):
                ordered = np.empty(stop - start, self._dtype)
                for place, values in self._buckets.take_pieces(number, self._memory.rows):
                    self._report()
                    ordered[place - start] = values
                self._append(column, ordered)
        self._whole = None
        return column

    def _append(self, column: Column, values: Array) -> None:
        if column.path is None:
            column.append(values)
            return
        for start in range(0, len(values), self._memory.rows):
            self._report()
            column.append(values[start : start + self._memory.rows])


class Gathered:
    """The numbers at places that another column names: `values[index]`, in stretches.

    Args:
        values: [C].
        index: [U], places in `values`.
        memory: for a copy of `values`, or of the numbers at all places where that is too large.
        name: of the files, unique in the folder.
        report: is called now and then, and may raise `Cancelled`.
    """

    def __init__(
        self, values: Column, index: Column, memory: WorkingMemory, name: str, report: Callable[[], None]
    ) -> None:
        self._index = index
        self._whole = self._found = None
        if memory.pieces(len(values), values.dtype) == 1:
            self._whole = _stretch(values, 0, len(values), memory.rows, report)
        else:
            self._found = _gathered(values, index, memory, name, report)

    def read(self, start: int, stop: int) -> Array:
        """The numbers for the places from one up to another."""
        if self._found is not None:
            return self._found.read(start, stop)
        assert self._whole is not None
        return self._whole[self._index.read(start, stop)]

    def discard(self) -> None:
        """Remove what was made."""
        self._whole = None
        if self._found is not None:
            self._found.discard()


def _gathered(values: Column, index: Column, memory: WorkingMemory, name: str, report: Callable[[], None]) -> Column:
    """`values[index]`, a range of `values` at a time."""
    memory = replace(memory, size=memory.size // 2)  # a range and the numbers found are in memory together
    ranges = memory.pieces(len(values), values.dtype)
    starts = np.arange(ranges + 1) * len(values) // ranges
    place = index_type(len(index))
    wanted = Buckets(memory, f"{name}.wanted", starts[1:-1], [index.dtype, place])
    for start in range(0, len(index), memory.rows):
        report()
        part = index.read(start, min(start + memory.rows, len(index)))
        wanted.add(part, np.arange(start, start + len(part), dtype=place))
    found = InPlaces(memory, name, len(index), values.dtype, report)
    for number, (start, stop) in enumerate(pairwise(starts.tolist())):
        stretch = _stretch(values, start, stop, memory.rows, report)
        for at, places in wanted.take_pieces(number, memory.rows):
            report()
            found.put(places, stretch[at - start])
    return found.column()


def _stretch(values: Column, start: int, stop: int, rows: int, report: Callable[[], None]) -> Array:
    """The numbers from one place up to another, read piece by piece."""
    if values.path is None:
        return values.read(start, stop)
    stretch = np.empty(stop - start, values.dtype)
    for place in range(start, stop, rows):
        report()
        piece = values.read(place, min(place + rows, stop))
        stretch[place - start : place - start + len(piece)] = piece
    return stretch
