"""The lines of an ARPA file: one at a time, or the n-grams of many lines at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lmtui.ngram.arpa_numbers import read_numbers
from lmtui.ngram.arpa_words import NO_WORD, NewWords, WordTable
from lmtui.text.compressed import Readable

LONGEST_LINE = 1 << 20  # bytes

HIGHEST_LOG = 1e-6
"""A log10 p so little above 0 is 0, rounded as a 32-bit float."""

HIGHEST_BACKOFF = 99.0
"""No log10 of a backoff weight is larger."""

_SMALLEST_BLOCK, _LARGEST_BLOCK = 1 << 14, 1 << 18  # bytes
_BLOCKS = 1 << 7
"""A block is about such a part of what was read before: all copies of it together are small beside the model."""


class Lines:
    """Goes through a file once, line by line or many lines at a time.

    Args:
        file: is read from its beginning.

    Attributes:
        number: of the latest line, from 1.
    """

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._buffer, self._place, self._read_so_far = b"", 0, 0
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
        end = -1
        if self._buffer.find(b"\\", self._place) >= 0:  # one byte is found many times faster than two
            end = self._buffer.find(b"\n\\", self._place)
        if end < 0:
            end = self._buffer.rfind(b"\n", self._place)
        return self._buffer[self._place : end + 1]

    def skip(self, lines: bytes) -> None:
        """Go on behind the lines that `many` gave."""
        self._place += len(lines)
        self.number += int(np.count_nonzero(np.frombuffer(lines, np.uint8) == ord("\n")))

    def _read(self) -> bool:
        data = self._file.read(min(max(self._read_so_far // _BLOCKS, _SMALLEST_BLOCK), _LARGEST_BLOCK))
        self._buffer, self._place = self._buffer[self._place :] + data, 0
        self._read_so_far += len(data)
        return bool(data)


class ArpaNgrams(NamedTuple):
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


def read_ngrams(lines: bytes, order: int, words: NewWords | WordTable) -> ArpaNgrams | None:
    """The n-grams of many lines; None where a line must be looked at by itself, since something may be wrong with it.

    Args:
        lines: each with its end.
        order: k.
        words: gives the ids of tokens.
    """
    if b"\r" in lines:
        lines = lines.replace(b"\r\n", b"\n")
    begins, ends, counts = _fields_of(lines)
    at = np.flatnonzero(counts)
    counts = counts[at]
    first = np.cumsum(counts) - counts
    weighed = np.flatnonzero(counts == order + 2)
    if len(weighed) + np.count_nonzero(counts == order + 1) != len(at):
        return None
    number = np.concatenate([first, first[weighed] + order + 1])
    try:
        numbers = read_numbers(lines, begins.take(number), ends.take(number))
    except ValueError:
        return None
    prob, backoff = numbers[: len(at)], np.zeros(len(at))
    backoff[weighed] = numbers[len(at) :]
    if not (np.all(prob <= HIGHEST_LOG) and np.all(backoff <= HIGHEST_BACKOFF)):
        return None
    word = (first[:, np.newaxis] + np.arange(1, order + 1)).ravel()
    begin = begins.take(word)
    tokens = words.find(lines, begin, ends.take(word) - begin).reshape(-1, order)
    if (tokens == NO_WORD).any():
        return None
    return ArpaNgrams(tokens, np.minimum(prob, 0.0), backoff, at)


def _fields_of(
    lines: bytes,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where each field begins and ends; and how many fields each line has, −1 for a line that is too long."""
    codes = np.frombuffer(lines, np.uint8)
    ends = np.flatnonzero((codes == ord("\n")) | (codes == ord(" ")) | (codes == ord("\t")))
    begins = np.zeros_like(ends)
    begins[1:] = ends[:-1] + 1
    last = np.flatnonzero(codes.take(ends) == ord("\n"))
    counts = np.diff(last, prepend=-1)
    is_too_long = np.diff(ends.take(last), prepend=-1) >= LONGEST_LINE
    is_field = begins != ends
    if not is_field.all():  # separators stand side by side
        counts = np.add.reduceat(is_field, last - counts + 1, dtype=np.int64)
        begins, ends = begins[is_field], ends[is_field]
    counts[is_too_long] = -1
    return begins, ends, counts
