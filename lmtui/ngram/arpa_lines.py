"""The lines of an ARPA file: one at a time, or the n-grams of many lines at once."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

LONGEST_LINE = 1 << 20  # bytes

HIGHEST_LOG = 1e-6
"""A log10 p so little above 0 is 0, rounded as a 32-bit float."""

HIGHEST_BACKOFF = 99.0
"""No log10 of a backoff weight is larger."""

_BLOCK = 1 << 20  # bytes
_NO_SEPARATORS = re.compile(rb"[\v\f\r]")
"""Blanks for Python, but parts of a token in an ARPA file."""


class Lines:
    """Goes through a file once, line by line or many lines at a time.

    Args:
        file: is read from its beginning.

    Attributes:
        number: of the latest line, from 1.
    """

    def __init__(self, file: io.BufferedIOBase) -> None:
        self._file = file
        self._buffer, self._place = b"", 0
        self.number = 0

    def next(self) -> bytes:
        """The next line with its end, of which at most `LONGEST_LINE` bytes; b"" at the end of the file."""
        while not (end := self._buffer.find(b"\n", self._place) + 1):
            end = len(self._buffer)
            if end - self._place >= LONGEST_LINE or not self._read():
                break
        line = self._buffer[self._place : min(end, self._place + LONGEST_LINE)]
        self._place += len(line)
        self.number += bool(line)
        return line

    def many(self) -> bytes:
        """The next lines, as many as were read, up to one that begins with a backslash; they are still to come."""
        if self._buffer.find(b"\n", self._place) < 0:
            self._read()
        if self._buffer.startswith(b"\\", self._place):
            return b""
        end = self._buffer.find(b"\n\\", self._place)
        if end < 0:
            end = self._buffer.rfind(b"\n", self._place)
        return self._buffer[self._place : end + 1]

    def skip(self, lines: bytes) -> None:
        """Go on behind the lines that `many` gave."""
        self._place += len(lines)
        self.number += lines.count(b"\n")

    def _read(self) -> bool:
        data = self._file.read(_BLOCK)
        self._buffer, self._place = self._buffer[self._place :] + data, 0
        return bool(data)


class Ngrams(NamedTuple):
    """Some n-grams of one order k, as they stand in the file.

    Attributes:
        ids: int32 [M, k], the tokens of each.
        prob: float64 [M], log10 p, at most 0.
        backoff: float64 [M], log10 bow.
        line: int64 [M], how many lines stand before each, of those lines that were read together.
    """

    ids: npt.NDArray[np.int32]
    prob: npt.NDArray[np.float64]
    backoff: npt.NDArray[np.float64]
    line: npt.NDArray[np.int64]


def read_ngrams(lines: bytes, order: int, ids: Mapping[bytes, int]) -> Ngrams | None:
    """The n-grams of many lines; None where a line must be looked at by itself, since something may be wrong with it.

    Args:
        lines: each with its end.
        order: k.
        ids: of the tokens, by their bytes.
    """
    if b"\r" in lines:
        lines = lines.replace(b"\r\n", b"\n")
    if _NO_SEPARATORS.search(lines):
        return None
    counts = _field_counts(lines)
    at = np.flatnonzero(counts)
    counts = counts[at]
    weighed = counts == order + 2
    if not np.all(weighed | (counts == order + 1)):
        return None
    fields, weights = lines.split(), []
    if weighed.any():
        is_weight = np.zeros(len(fields), np.bool_)
        is_weight[(np.cumsum(counts) - 1)[weighed]] = True
        weights = list(compress(fields, is_weight.tolist()))
        fields = list(compress(fields, (~is_weight).tolist()))
    tokens = np.empty((len(at), order), np.int32)
    backoff = np.zeros(len(at))
    try:
        prob = _numbers(fields[:: order + 1], HIGHEST_LOG)
        backoff[weighed] = _numbers(weights, HIGHEST_BACKOFF)
        for place in range(order):
            tokens[:, place] = np.fromiter(map(ids.__getitem__, fields[place + 1 :: order + 1]), np.int32, len(at))
    except (ValueError, KeyError):
        return None
    return Ngrams(tokens, np.minimum(prob, 0.0), backoff, at)


def _field_counts(lines: bytes) -> npt.NDArray[np.int64]:
    """How many fields each line has; int64 [lines]. A line that is too long has −1."""
    codes = np.frombuffer(lines, np.uint8)
    ends = codes == ord("\n")
    is_blank = ends | (codes == ord(" ")) | (codes == ord("\t"))
    begins_field = ~is_blank
    begins_field[1:] &= is_blank[:-1]
    ends = np.flatnonzero(ends)
    counts = np.diff(np.searchsorted(np.flatnonzero(begins_field), ends), prepend=0)
    counts[np.diff(ends, prepend=-1) >= LONGEST_LINE] = -1
    return counts


def _numbers(fields: Sequence[bytes], highest: float) -> npt.NDArray[np.float64]:
    """The fields as numbers; raises a ValueError for what is none, and for numbers that are too high."""
    numbers = np.fromiter(map(float, fields), np.float64, len(fields))
    if not np.all(numbers <= highest) or b"_" in b"".join(fields):
        raise ValueError
    return numbers
