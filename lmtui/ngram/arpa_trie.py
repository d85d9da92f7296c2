"""Make a trie of the n-grams of an ARPA file: link those of each order to prefix and suffix, and sort them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError
from lmtui.model.ranking import FloatArray
from lmtui.ngram.arpa_lines import ArpaNgrams
from lmtui.ngram.arpa_missing import insert, moved, places_of, suffixes
from lmtui.ngram.columns import IndexArray, index_type
from lmtui.ngram.mapped_memory import PIECE, GrowingArray, gather, new_array
from lmtui.ngram.model import TrieLevel
from lmtui.ngram.sorting import changes, sort_in_place
from lmtui.ngram.text_probs import NOT_SEEN
from lmtui.text.safety import visible
from lmtui.text.specials import BOS, UNK

ZERO = -99.0
"""Stands for log10 0, by the format's custom; a probability with this log10 or a smaller one is 0."""

MISSING_UNKNOWN = -100.0
"""log10 p of `<unk>` where a file has none: KenLM's default."""

_NO_INDEX = np.empty(0, np.int32)


class LevelBuilder:
    """Takes the n-grams of one order as they stand in the file, and makes a level of the trie from these.

    A pruned model may lack the suffix of an n-gram. The suffix is added with the probability that backing off gives
    it, and a backoff weight of 1, so that no probability changes. N-grams in which `<s>` follows another token are
    left out: some programs write these, but no text has them.

    Args:
        path: of the file, for messages.
        levels: of the lower orders; missing suffixes are added to these, and the new level in the end.
        is_top: whether there is no higher order.
        count: how many n-grams were announced.
    """

    def __init__(self, path: Path, levels: list[TrieLevel], is_top: bool, count: int) -> None:
        self._path, self._levels, self._is_top = path, levels, is_top
        self._lines: list[tuple[int, int]] = []  # from which n-gram on lines are counted from which number on
        self._vocabulary = len(levels[0].token) if levels else 0
        self._key = GrowingArray(np.int64, count)  # the places of prefix and last token as one number
        self._prob = GrowingArray(np.float64, count)
        self._backoff = GrowingArray(np.float64, 0 if is_top else count)

    def add(self, ngrams: ArpaNgrams, first_line: int) -> None:
        """Add n-grams.

        Args:
            first_line: the number of the line that `ArpaNgrams.line` is counted from.

        Raises:
            ModelError: a prefix is missing.
        """
        ngrams = _of_texts(ngrams)
        breaks = np.flatnonzero(np.diff(ngrams.line, prepend=-2) != 1)
        self._lines += [(self._prob.size + i, first_line + int(ngrams.line[i])) for i in breaks.tolist()]
        if self._levels:
            key = ngrams.ids[:, -1].astype(np.int64)
            prefix = places_of(self._levels, ngrams.ids[:, :-1])
            if (prefix == NOT_SEEN).any():
                line = first_line + ngrams.line[np.flatnonzero(prefix == NOT_SEEN)[0]]
                raise _malformed(self._path, line, "its prefix is not in the file")
            key += prefix * self._vocabulary
            self._key.add(key)
        self._prob.add(_linear(ngrams.prob))
        if not self._is_top:
            self._backoff.add(_linear(ngrams.backoff))

    def set_ids(self, ids: npt.NDArray[np.int32]) -> None:
        """Give the unigrams, all of which were added, their ids; `<unk>` is added where none has its id.

        Args:
            ids: int32 [N], in the order of the unigrams.
        """
        self._key.add(ids)
        if not (ids == UNK).any():
            self._key.add(np.array([UNK]))
            self._prob.add(_linear(np.array([MISSING_UNKNOWN])))
            if not self._is_top:
                self._backoff.add(np.ones(1))

    def finish(self) -> None:
        """Sort the n-grams, and add them to the levels.

        Raises:
            ModelError: an n-gram comes twice.
        """
        key = self._key.take()
        by_ngram = sort_in_place(key)
        again = np.flatnonzero(key[1:] == key[:-1]) + 1
        if len(again):
            raise _malformed(self._path, min(map(self._line, by_ngram[again].tolist())), "this n-gram came before")
        if self._levels:
            first = _first(key, self._vocabulary, len(self._levels[-1].token))
            self._levels[-1] = replace(self._levels[-1], first=first)
        token = _remainders(key, self._vocabulary or len(key))
        # One array after the other, and each into the memory of one that is not needed any more.
        old_prob = self._prob.take()
        prob = gather(old_prob, by_ngram, key.view(np.float64))
        backoff = self._backoff.take()
        if not self._is_top:
            backoff = gather(backoff, by_ngram, old_prob)
        del key, old_prob, by_ngram
        suffix = self._suffixes(token)
        if not self._levels:
            prob[BOS] = 0.0
        self._levels.append(TrieLevel(token, prob, suffix, backoff, _NO_INDEX))

    def _line(self, place: int) -> int:
        """The line that an n-gram stood on, given by its place in the file."""
        begin, line = self._lines[bisect_right(self._lines, (place, 1 << 62)) - 1]
        return line + place - begin

    def _suffixes(self, token: npt.NDArray[np.int32]) -> IndexArray:
        """The places of the suffixes of all n-grams, whose last tokens are given; adds those that are lacking."""
        levels = self._levels
        if len(levels) < 2:
            return token if levels else np.zeros(len(token), np.int32)
        suffix: IndexArray = new_array(len(token), index_type(len(levels[-1].token)))
        for start in range(0, len(token), PIECE):
            stop = min(start + PIECE, len(token))
            suffix[start:stop] = self._found(np.arange(start, stop), token)
        if (suffix == NOT_SEEN).any():
            before = insert(levels, len(levels), self._missing(suffix, token))
            suffix = moved(suffix, before, len(levels[-1].token))
            for places in _lacking(suffix):
                suffix[places] = self._found(places, token)
        return suffix

    def _found(self, places: IndexArray, token: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """The places of the suffixes of some n-grams; `NOT_SEEN` where one is lacking."""
        return suffixes(self._levels, len(self._levels) + 1, _contexts(self._levels[-1], places), token[places])

    def _missing(self, suffix: IndexArray, token: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """The suffixes that n-grams lack, as `insert` takes these."""
        below = self._levels[-1]
        key, size = new_array(int(np.count_nonzero(suffix == NOT_SEEN)), np.int64), 0
        for places in _lacking(suffix):
            context = below.suffix[_contexts(below, places)].astype(np.int64)
            key[size : size + len(places)] = context * self._vocabulary + token[places]
            size += len(places)
        key.sort()
        return key[changes(key)]


def _of_texts(ngrams: ArpaNgrams) -> ArpaNgrams:
    """The n-grams in which `<s>` follows no other token."""
    is_odd = ngrams.ids[:, 1:] == BOS
    if not is_odd.any():
        return ngrams
    odd = is_odd.any(axis=1)
    return ArpaNgrams(ngrams.ids[~odd], ngrams.prob[~odd], ngrams.backoff[~odd], ngrams.line[~odd])


def _lacking(suffix: IndexArray) -> Iterator[npt.NDArray[np.int64]]:
    """The places of the n-grams that lack their suffix, some at a time."""
    for start in range(0, len(suffix), PIECE):
        yield np.flatnonzero(suffix[start : start + PIECE] == NOT_SEEN) + start


def _contexts(level: TrieLevel, places: IndexArray) -> npt.NDArray[np.int64]:
    """The places in a level of the prefixes of n-grams, whose places one level up are given."""
    # Given numbers of another type, numpy would copy all of the level.
    return np.searchsorted(level.first, places.astype(level.first.dtype), "right") - 1


def _first(key: npt.NDArray[np.int64], vocabulary: int, contexts: int) -> IndexArray:
    """Where the n-grams of each of so many contexts start, and where the last of these end.

    Args:
        key: int64 [U], the places of context and token as one number, ascending.
    """
    first: IndexArray = new_array(contexts + 1, index_type(len(key)))
    for start in range(0, len(first), PIECE):
        stop = min(start + PIECE, len(first))
        first[start:stop] = np.searchsorted(key, np.arange(start, stop) * vocabulary)
    return first


def _remainders(key: npt.NDArray[np.int64], divisor: int) -> npt.NDArray[np.int32]:
    """key % divisor, which is below 2³¹."""
    remainders = new_array(len(key), np.int32)
    for start in range(0, len(key), PIECE):
        piece = slice(start, start + PIECE)
        remainders[piece] = key[piece] % divisor
    return remainders


def _linear(logs: FloatArray) -> FloatArray:
    # -99 and less stand for log10 0, except for the one number that KenLM gives an unknown word.
    is_zero = (logs <= ZERO) & (logs != MISSING_UNKNOWN)
    linear: FloatArray = np.where(is_zero, 0.0, 10.0**logs)
    return linear


def _malformed(path: Path, line: int, what: str) -> ModelError:
    return ModelError(f"'{visible(str(path))}', line {line}: {what}")
