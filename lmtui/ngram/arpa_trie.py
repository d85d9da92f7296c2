"""Make a trie of the n-grams of an ARPA file: link those of each order to prefix and suffix, and sort them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError
from lmtui.ngram.arpa_lines import ArpaNgrams
from lmtui.ngram.columns import LARGEST_PIECE, FloatArray, IndexArray, index_type, narrow
from lmtui.ngram.model import TrieLevel
from lmtui.ngram.sorting import sort_in_place
from lmtui.ngram.stretches import count_passing
from lmtui.ngram.text_probs import NOT_SEEN, find_longer
from lmtui.text.safety import visible
from lmtui.text.specials import BOS

ZERO = -99.0
"""Stands for log10 0, by the format's custom; a probability with this log10 or a smaller one is 0."""

MISSING_UNKNOWN = -100.0
"""log10 p of `<unk>` where a file has none: KenLM's default."""

_NO_INDEX = np.empty(0, np.int32)


_MOST_AT_FIRST = 1 << 22
"""A file may announce any number of n-grams."""


class _Column:
    """An array that grows. Whole numbers go from 32 to 64 bits when one needs these.

    Args:
        dtype: of the values.
        size: about how many values will come: memory that is not needed is not taken from the system.

    Attributes:
        size: how many values were added.
    """

    def __init__(self, dtype: type[np.int32] | type[np.float64], size: int) -> None:
        self._values: npt.NDArray[Any] = np.empty(min(size, _MOST_AT_FIRST), dtype)
        self.size = 0

    def add(self, values: npt.NDArray[Any]) -> None:
        """Add values at the end."""
        if self._values.dtype == np.int32 and len(values) and values.max() >= 1 << 31:
            self._values = self._values.astype(np.int64)
        if self.size + len(values) > len(self._values):
            self._values.resize(max(self.size + len(values), len(self._values) * 5 // 4), refcheck=False)
        self._values[self.size : self.size + len(values)] = values
        self.size += len(values)

    def take(self) -> npt.NDArray[Any]:
        """All values; the column is empty afterwards."""
        values, self._values = self._values, np.empty(0, self._values.dtype)
        values.resize(self.size, refcheck=False)
        return values


class LevelBuilder:
    """Takes the n-grams of one order as they stand in the file, and makes a level of the trie from these.

    A pruned model may lack the suffix of an n-gram. The suffix is added with the probability that backing off gives
    it, and a backoff weight of 1, so that no probability changes.

    Args:
        path: of the file, for messages.
        levels: of the lower orders; missing suffixes are added to these, and the new level in the end.
        is_top: whether there is no higher order.
        count: how many n-grams were announced.
    """

    def __init__(self, path: Path, levels: list[TrieLevel], is_top: bool, count: int) -> None:
        self._path, self._levels, self._is_top = path, levels, is_top
        self._lines: list[tuple[int, int]] = []  # from which n-gram on lines are counted from which number on
        self._prefix, self._token, self._suffix = (_Column(np.int32, count) for _ in range(3))
        self._prob, self._backoff = _Column(np.float64, count), _Column(np.float64, 0 if is_top else count)
        self._lacking: list[npt.NDArray[np.int32]] = []  # the suffixes that are not there

    def add(self, ngrams: ArpaNgrams, first_line: int) -> None:
        """Add n-grams.

        Args:
            first_line: the number of the line that `ArpaNgrams.line` is counted from.

        Raises:
            ModelError: a prefix is missing.
        """
        breaks = np.flatnonzero(np.diff(ngrams.line, prepend=-2) != 1)
        self._lines += [(self._token.size + i, first_line + int(ngrams.line[i])) for i in breaks.tolist()]
        prefix = suffix = np.zeros(len(ngrams.ids), np.int64)
        if self._levels:
            prefix = places_of(self._levels, ngrams.ids[:, :-1])
            if (prefix == NOT_SEEN).any():
                line = first_line + ngrams.line[np.flatnonzero(prefix == NOT_SEEN)[0]]
                raise _malformed(self._path, line, "its prefix is not in the file")
            suffix = places_of(self._levels, ngrams.ids[:, 1:])
            self._lacking.append(ngrams.ids[suffix == NOT_SEEN, 1:])
        self._prefix.add(prefix)
        self._token.add(ngrams.ids[:, -1])
        self._suffix.add(suffix)
        self._prob.add(_linear(ngrams.prob))
        if not self._is_top:
            self._backoff.add(_linear(ngrams.backoff))

    def finish(self) -> None:
        """Sort the n-grams, and add them to the levels.

        Raises:
            ModelError: an n-gram comes twice.
        """
        prefix, suffix = self._prefix.take(), self._suffix.take()
        if self._levels:
            prefix, suffix = self._add_lacking(prefix, suffix)
        vocabulary = len(self._levels[0].token) if self._levels else self._token.size
        key = prefix.astype(np.int64)
        del prefix
        key *= vocabulary
        key += self._token.take()
        by_ngram = sort_in_place(key)
        again = np.flatnonzero(key[1:] == key[:-1]) + 1
        if len(again):
            raise _malformed(self._path, min(map(self._line, by_ngram[again].tolist())), "this n-gram came before")
        if self._levels:
            below = self._levels[-1]
            self._levels[-1] = replace(below, first=_first(key, vocabulary, len(below.token)))
        token = _remainders(key, vocabulary)
        # One array after the other, and each into the memory of one that is not needed any more.
        old_prob = self._prob.take()
        prob = _gather(old_prob, by_ngram, key.view(np.float64))
        backoff = self._backoff.take()
        if not self._is_top:
            backoff = _gather(backoff, by_ngram, old_prob)
        del key, old_prob
        suffix = _gather(suffix, by_ngram, np.empty_like(suffix))
        if not self._levels:
            prob[BOS] = 0.0
        self._levels.append(TrieLevel(token, prob, suffix, backoff, _NO_INDEX))

    def _line(self, place: int) -> int:
        """The line that an n-gram stood on, given by its place in the file."""
        begin, line = self._lines[bisect_right(self._lines, (place, 1 << 62)) - 1]
        return line + place - begin

    def _add_lacking(self, prefix: IndexArray, suffix: IndexArray) -> tuple[IndexArray, IndexArray]:
        """Add the suffixes that are not there; returns the places of prefix and suffix, which may be others now."""
        lacking = np.concatenate(self._lacking) if self._lacking else np.empty((0, 1), np.int32)
        if not len(lacking):
            return prefix, suffix
        moved = insert(self._levels, np.unique(lacking, axis=0))
        is_lacking = suffix == NOT_SEEN
        suffix = moved[suffix]
        suffix[is_lacking] = places_of(self._levels, lacking)
        return narrow(moved[prefix]), narrow(suffix)


def _first(key: npt.NDArray[np.int64], vocabulary: int, contexts: int) -> IndexArray:
    """Where the n-grams of each of so many contexts start, and where the last of these end.

    Args:
        key: int64 [U], the places of context and token as one number, ascending.
    """
    first = np.empty(contexts + 1, index_type(len(key)))
    for start in range(0, len(first), LARGEST_PIECE):
        stop = min(start + LARGEST_PIECE, len(first))
        first[start:stop] = np.searchsorted(key, np.arange(start, stop) * vocabulary)
    return first


def _remainders(key: npt.NDArray[np.int64], divisor: int) -> npt.NDArray[np.int32]:
    """key % divisor, which is below 2³¹."""
    remainders = np.empty(len(key), np.int32)
    for start in range(0, len(key), LARGEST_PIECE):
        piece = slice(start, start + LARGEST_PIECE)
        remainders[piece] = key[piece] % divisor
    return remainders


def _gather(values: npt.NDArray[Any], places: IndexArray, into: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Put the values at so many places into another array, which this returns."""
    for start in range(0, len(places), LARGEST_PIECE):  # numpy makes 64 bits of all places that it is given at once
        into[start : start + LARGEST_PIECE] = values[places[start : start + LARGEST_PIECE]]
    return into


def insert(levels: list[TrieLevel], ids: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Add k-grams that are not in the file to the levels, and their suffixes where these are missing, too.

    Args:
        levels: up to the order k at least.
        ids: int32 [M, k], distinct n-grams; their prefixes are there.

    Returns:
        int64 [U], where each k-gram that was there is now.
    """
    order = ids.shape[1]
    suffix = places_of(levels, ids[:, 1:])
    missing = ids[suffix == NOT_SEEN, 1:]
    if len(missing):
        moved = insert(levels, np.unique(missing, axis=0))
        level = levels[order - 1]
        levels[order - 1] = replace(level, suffix=narrow(moved[level.suffix]))
        suffix = places_of(levels, ids[:, 1:])
    prefix = places_of(levels, ids[:, :-1])
    by_ngram = np.lexsort((ids[:, -1], prefix))
    prefix, suffix, token = prefix[by_ngram], suffix[by_ngram], ids[by_ngram, -1]
    below, level = levels[order - 2], levels[order - 1]
    first, last = below.first[prefix].astype(np.int64), below.first[prefix + 1].astype(np.int64)
    at = first + count_passing(first, last, lambda place: level.token[place] < token)
    following = np.bincount(prefix, minlength=len(below.token))
    levels[order - 2] = replace(below, first=narrow(below.first + np.concatenate(([0], np.cumsum(following)))))
    levels[order - 1] = TrieLevel(
        np.insert(level.token, at, token),
        np.insert(level.prob, at, below.backoff[prefix] * below.prob[suffix]),
        narrow(np.insert(level.suffix, at, suffix)),
        np.insert(level.backoff, at, 1.0),
        np.insert(level.first, at, level.first[at]) if len(level.first) else level.first,
    )
    old = np.arange(len(level.token))
    return old + np.searchsorted(at, old, "right")


def places_of(levels: list[TrieLevel], ids: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """The places of k-grams, int32 [M, k], in the level of their order; `NOT_SEEN` where one is not there."""
    place = ids[:, 0].astype(np.int64)
    for k in range(1, ids.shape[1]):
        found = np.flatnonzero(place != NOT_SEEN)
        longer = find_longer(levels[k - 1], levels[k], place[found], ids[found, k])
        place[found] = longer
    return place


def _linear(logs: FloatArray) -> FloatArray:
    # -99 and less stand for log10 0, except for the one number that KenLM gives an unknown word.
    is_zero = (logs <= ZERO) & (logs != MISSING_UNKNOWN)
    linear: FloatArray = np.where(is_zero, 0.0, 10.0**logs)
    return linear


def _malformed(path: Path, line: int, what: str) -> ModelError:
    return ModelError(f"'{visible(str(path))}', line {line}: {what}")
