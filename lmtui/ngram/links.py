"""Link every n-gram to its suffix: itself without its first token, one order down.

The n-grams of an order are sorted by suffix. The different suffixes are then the (k−1)-grams in order, but for those
that no token precedes: so none is searched. What an n-gram is sorted by is a pair: the suffix of its context, and its
last token. Where there are many pairs, they are put into buckets first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lmtui.errors import Progress, ignore_progress
from lmtui.ngram.buckets import Buckets, InPlaces
from lmtui.ngram.columns import Column, WorkingMemory, index_type
from lmtui.ngram.levels import Level, pieces_of
from lmtui.ngram.sorting import changes, sort_with_places
from lmtui.ngram.windows import Keys

_SAMPLES_A_BUCKET = 256
_FEW = 1 << 20
"""So many rows are sorted at once as fast as in buckets."""

_MOST_BUCKETS = 64
"""With more buckets than these, what is added to each at a time is little."""

_SAMPLED, _BUCKETS_MADE = 0.2, 0.6
"""How much of the linking is done when the pairs were sampled, and when they are in buckets."""

_BYTES_A_ROW = 128  # of sorting a bucket, with all copies


@dataclass(frozen=True)
class Links:
    """What the n-grams of an order k are linked to.

    Attributes:
        suffix: int [U_k], the index of each k-gram's suffix among the (k−1)-grams.
        continuations: int [U_{k−1}], how many k-grams each (k−1)-gram is the suffix of.
    """

    suffix: Column
    continuations: Column


def link_bigrams(bigrams: Level, vocabulary: int, rows: int, progress: Progress = ignore_progress) -> Links:
    """The links of bigrams, whose suffix is their last token."""
    continuations = np.zeros(vocabulary, np.int64)
    for start in range(0, len(bigrams), rows):
        progress("linking", 0.0)
        continuations += np.bincount(bigrams.token.read(start, start + rows), minlength=vocabulary)
    return Links(bigrams.token, Column.of(continuations.astype(index_type(len(bigrams)))))


@dataclass(frozen=True)
class Linker:
    """Links the n-grams of an order k ≥ 3.

    Attributes:
        k: the order.
        level: the k-grams.
        contexts: the suffixes of the (k−1)-grams among the (k−2)-grams.
        unpreceded: which (k−1)-grams no token precedes.
        vocabulary: |V|.
        memory: for the links.
        progress: is told how much is done.
    """

    k: int
    level: Level
    contexts: Column
    unpreceded: range
    vocabulary: int
    memory: WorkingMemory
    progress: Progress = ignore_progress

    def link(self) -> Links:
        """The links of all k-grams.

        Raises:
            LmtuiError: a file cannot be read.
            UnwritableColumn: one cannot be written.
            Cancelled: by `progress`.
        """
        index, done = index_type(len(self.contexts)), _BUCKETS_MADE

        def report() -> None:
            self.progress("linking", done)

        continuations = self.memory.column(f"continuations{self.k - 1}", index_type(len(self.level)))
        buckets = self._in_buckets()
        suffix = InPlaces(self.memory, f"suffix{self.k}", len(self.level), index, report)
        found = 0  # how many different suffixes
        for bucket in range(len(buckets)):
            done = _BUCKETS_MADE + (1 - _BUCKETS_MADE) * bucket / len(buckets)
            report()
            key, *places = buckets.take(bucket)
            if not len(key):
                continue
            key -= key.min()
            key, order = sort_with_places(key)
            starts = np.flatnonzero(changes(key))
            times = np.diff(starts, append=len(key))
            where = np.arange(found, found + len(starts))
            where[where >= self.unpreceded.start] += len(self.unpreceded)
            found += len(starts)
            preceding = np.zeros(int(where[-1]) + 1 - len(continuations), np.int64)
            preceding[where - len(continuations)] = times
            continuations.append(preceding)
            suffix.put(places[0][order] if places else order, np.repeat(where.astype(index), times))
        continuations.append(np.zeros(len(self.contexts) - len(continuations), np.int64))
        return Links(suffix.column(), continuations)

    def _in_buckets(self) -> Buckets:
        """The pairs of all k-grams, and their places where there are several buckets."""
        size, place = len(self.level), index_type(len(self.level))
        wanted = self._wanted_buckets()
        if wanted == 1:
            buckets = Buckets(self.memory, f"pairs{self.k}", np.empty(0, np.int64), [np.int64])
            for _, key in self._pairs():
                buckets.add(key)
            return buckets
        stride = max(size // (wanted * _SAMPLES_A_BUCKET), 1)
        samples = np.sort(np.concatenate(list(self._sampled(stride))))
        bounds = np.unique(samples[np.arange(1, wanted) * len(samples) // wanted])
        buckets = Buckets(self.memory, f"pairs{self.k}", bounds, [np.int64, place])
        for start, key in self._pairs():
            self.progress("linking", _SAMPLED + (_BUCKETS_MADE - _SAMPLED) * start / size)
            buckets.add(key, np.arange(start, start + len(key), dtype=place))
        return buckets

    def _sampled(self, stride: int) -> Iterator[Keys]:
        """The pair of every so-manieth k-gram, piece by piece."""
        for piece in pieces_of(self.level.first, self.memory.rows):
            self.progress("linking", _SAMPLED * piece.start / len(self.level))
            places = np.arange(piece.start + -piece.start % stride, piece.stop, stride)
            contexts = self.contexts.read(piece.context, piece.context + len(piece.sizes))
            key = contexts[np.searchsorted(piece.first, places, "right") - 1].astype(np.int64)
            yield key << self._bits | self.level.token.read(piece.start, piece.stop)[places - piece.start]

    def _wanted_buckets(self) -> int:
        size, most = len(self.level), max(self.memory.size // _BYTES_A_ROW, 1)
        if size <= min(_FEW, most):
            return 1
        return -(-size // max(self.memory.rows, min(size // _MOST_BUCKETS, most)))

    @property
    def _bits(self) -> int:
        return self.vocabulary.bit_length()

    def _pairs(self) -> Iterator[tuple[int, Keys]]:
        """The suffix of the context and the last token of each k-gram as one number, piece by piece."""
        for piece in pieces_of(self.level.first, self.memory.rows):
            key = self.contexts.read(piece.context, piece.context + len(piece.sizes)).astype(np.int64)
            key <<= self._bits
            key = np.repeat(key, piece.sizes)
            key |= self.level.token.read(piece.start, piece.stop)
            yield piece.start, key
