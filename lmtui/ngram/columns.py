"""Arrays that are written from front to back and read in stretches: in memory, or in files when there is no room.

A file is read and written by plain calls: pages of a mapped file would count as memory of the process.
"""

from __future__ import annotations

import os
import resource
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any
from weakref import ref

import numpy as np
import numpy.typing as npt
from numpy.lib.format import dtype_to_descr, write_array_header_1_0

from lmtui.files import FileError, cannot_read

Array = npt.NDArray[Any]

IndexArray = npt.NDArray[np.int32] | npt.NDArray[np.int64]
"""int32 where all values fit, else int64."""


HEADER = 128
"""Bytes before the numbers in a `.npy` file of one dimension, as numpy writes it."""

LARGEST_PIECE = 1 << 18
"""Rows that are worked on at a time: more are no faster, and cancelling has to act at once."""

_MANY_FILES = 1 << 9
_BYTES_A_ROW = 256  # with all copies


def index_type(largest: int) -> np.dtype[np.signedinteger[Any]]:
    """The type of indices and counts up to the largest: 32 bits where they fit take half the memory, and the time."""
    return np.dtype(np.int32 if largest < 1 << 31 else np.int64)


@dataclass(frozen=True)
class WorkingMemory:
    """How much memory counting and smoothing may use, and where the rest goes.

    Attributes:
        size: bytes, of one process.
        folder: for files of what does not fit, which must exist; None keeps everything in memory, whatever its size.
    """

    size: int = 1 << 62
    folder: Path | None = None

    @property
    def rows(self) -> int:
        """How many rows are worked on at a time: few enough that cancelling acts at once."""
        return max(2, min(LARGEST_PIECE, self.size // _BYTES_A_ROW))

    def column(self, name: str, dtype: npt.DTypeLike) -> Column:
        """A new column; `name` is that of its file, unique in the folder."""
        return Column(dtype, self.folder / f"{name}.npy" if self.folder else None)

    def pieces(self, items: int, dtype: npt.DTypeLike) -> int:
        """Into how many pieces an array is cut so that one of them may be in memory, beside what else is there."""
        if not self.folder:
            return 1
        most = max(self.size // 2, 1)
        return max(-(-items * np.dtype(dtype).itemsize // most), 1)


IN_MEMORY = WorkingMemory()
"""No limit, and no files."""


def narrow(values: IndexArray) -> IndexArray:
    """Indices and counts in 32 bits where they fit."""
    return values.astype(index_type(int(values.max(initial=0))), copy=False)


class UnwritableColumn(OSError):
    """The file of a column, which `filename` names, cannot be written."""


class Column:
    """An array of one dimension that grows at its end.

    Args:
        dtype: of its numbers.
        path: of the `.npy` file that holds the numbers; None keeps them in memory.

    Raises:
        UnwritableColumn: by every method that writes, where the disk is full, say.
        FileError: by every method that reads, where somebody has removed the file.
    """

    def __init__(self, dtype: npt.DTypeLike, path: Path | None = None) -> None:
        self.dtype, self.path = np.dtype(dtype), path
        self._parts: list[Array] = []
        self._ends: list[int] = []  # of the parts
        self._size = 0
        self._file: int | None = None
        self._access = os.O_RDWR

    @classmethod
    def of(cls, values: Array) -> Column:
        """A column in memory."""
        column = cls(values.dtype)
        column.append(values)
        return column

    @classmethod
    def open(cls, path: Path, dtype: npt.DTypeLike) -> Column:
        """The column in a file that is finished; as many numbers as the size of the file says."""
        column = cls(dtype, path)
        column._size = (path.stat().st_size - HEADER) // column.dtype.itemsize
        column._access = os.O_RDONLY
        return column

    def __len__(self) -> int:
        return self._size

    def append(self, values: Array) -> None:
        """Add numbers at the end."""
        if not len(values):
            return
        values = values.astype(self.dtype, copy=False)
        if self.path is None:
            self._parts.append(values)
            self._ends.append(self._size + len(values))
        else:
            begun = 0 if self._size else os.O_CREAT | os.O_TRUNC
            with _writing(self.path), self._opened(self.path, begun) as file:
                _write(file, values, HEADER + self._size * self.dtype.itemsize)
        self._size += len(values)

    def read(self, start: int, stop: int) -> Array:
        """The numbers from one place up to another, or to the end."""
        if self.path is None:
            return self._read_parts(start, min(stop, self._size))
        values = np.empty(max(min(stop, self._size) - start, 0), self.dtype)
        if len(values):
            with _reading(self.path), self._opened(self.path) as file:
                _read(file, values, HEADER + start * self.dtype.itemsize)
        return values

    @contextmanager
    def _opened(self, path: Path, begun: int = 0) -> Iterator[int]:
        """The open file, which no other thread closes while the block uses it.

        Args:
            begun: the flags of `os.open` by which a file is begun.
        """
        with _open_columns.lock:
            if self._file is None:
                _open_columns.add(self)
                self._file = os.open(path, self._access | begun, 0o600)
            yield self._file

    def _read_parts(self, start: int, stop: int) -> Array:
        first, last = bisect_right(self._ends, start), bisect_left(self._ends, stop)
        begin = self._ends[first - 1] if first else 0
        parts = self._parts[first : last + 1]
        if len(parts) == 1:
            return parts[0][start - begin : stop - begin]
        if not parts:
            return np.empty(0, self.dtype)
        parts[0] = parts[0][start - begin :]
        parts[-1] = parts[-1][: stop - self._ends[last - 1]]
        return np.concatenate(parts)

    def join(self, report: Callable[[], None] = lambda: None) -> None:
        """Put the numbers that are in memory into one array, as is done where all are read: it takes some time.

        Args:
            report: is called again and again; it may raise `Cancelled`, after which the column is of no use.
        """
        if self.path is not None or len(self._parts) == 1:
            return
        whole, size = np.empty(self._size, self.dtype), 0
        parts, self._parts, self._ends = self._parts[::-1], [whole], [self._size]
        while parts:
            report()
            part = parts.pop()  # its memory is given back
            whole[size : size + len(part)] = part
            size += len(part)

    def whole(self) -> Array:
        """All numbers, in memory."""
        if self.path is not None:
            return self.read(0, self._size)
        self.join()
        return self._parts[0]

    def array(self) -> Array:
        """All numbers: in memory, or of a finished file as a map that cannot be written to."""
        if self.path is None or not self._size:
            return self.whole()
        with _reading(self.path):
            mapped: Array = np.load(self.path, mmap_mode="r")
        return mapped

    def finish(self) -> None:
        """Write the header of the file, and close it; it is a whole `.npy` file then."""
        if self.path is None:
            return
        said = {"descr": dtype_to_descr(self.dtype), "fortran_order": False, "shape": (self._size,)}
        with _writing(self.path), open(self.path, "r+b" if self._size else "wb") as file:
            write_array_header_1_0(file, said)
        self.close()

    def close(self) -> None:
        """Give the open file back to the system; it is opened again when it is needed."""
        with _open_columns.lock:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def discard(self) -> None:
        """Remove the numbers and their file."""
        self.close()
        self._parts, self._ends, size, self._size = [], [], self._size, 0
        if self.path is not None and size:
            self.path.unlink(missing_ok=True)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_file": None}

    def __del__(self) -> None:
        self.close()


class _OpenColumns:
    """Keeps few files open at the same time: a process may have a thousand, or fewer.

    Attributes:
        lock: is held while a file is used, opened or closed.
    """

    def __init__(self) -> None:
        self.lock = RLock()  # a column that is dropped while another one is used closes its file
        self._latest: deque[ref[Column]] = deque()  # those that were opened last; some may be closed by now

    def add(self, column: Column) -> None:
        """Make room for the file of a column, which will be opened."""
        while len(self._latest) >= most_open():
            oldest = self._latest.popleft()()
            if oldest is not None:
                oldest.close()
        self._latest.append(ref(column))


def most_open() -> int:
    """How many files of columns may be open: half of what the system allows, as others are, too."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MANY_FILES if allowed == resource.RLIM_INFINITY else min(allowed // 2, _MANY_FILES)


_open_columns = _OpenColumns()


NewColumn = Callable[[str, npt.DTypeLike], Column]
"""Makes a column of a name and a type."""


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say in one line why a file cannot be read."""
    try:
        yield
    except OSError as error:
        raise FileError(cannot_read(str(path), error)) from None


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnwritableColumn(error.errno, error.strerror, str(path)) from None


def _write(file: int, values: Array, place: int) -> None:
    left = np.ascontiguousarray(values).data.cast("B")
    while len(left):
        written = os.pwrite(file, left, place)
        left, place = left[written:], place + written


def _read(file: int, values: Array, place: int) -> None:
    left = values.data.cast("B")
    while len(left):
        found = os.preadv(file, [left], place)
        if not found:
            raise OSError(0, "it is shorter than what was written")
        left, place = left[found:], place + found
