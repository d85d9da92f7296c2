"""From windows in order to the n-grams of each order: levels, which a trie is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lmtui.ngram.columns import Array, Column, WorkingMemory, index_type
from lmtui.ngram.runs import Windows
from lmtui.ngram.sorting import Flags
from lmtui.ngram.windows import Keys, WindowLayout


@dataclass(frozen=True)
class Level:
    """The n-grams of one order k, sorted by (context, token); U is how many there are, C how many (k−1)-grams.

    Attributes:
        first: [C + 1], where the n-grams of each context begin among all; for k = 1 [0, U].
        token: int32 [U], the last token; ascending among the n-grams of a context.
        count: [U], how often each occurs.
    """

    first: Column
    token: Column
    count: Column

    def __len__(self) -> int:
        return len(self.token)


@dataclass(frozen=True)
class Piece:
    """Some contexts of a level, one after another, with all n-grams that have these.

    Attributes:
        context: the first of the contexts.
        first: int [C + 1], where the n-grams of each begin.
    """

    context: int
    first: Array

    @property
    def start(self) -> int:
        """The first n-gram."""
        return int(self.first[0])

    @property
    def stop(self) -> int:
        """Behind the last n-gram."""
        return int(self.first[-1])

    @property
    def sizes(self) -> Array:
        """[C], how many n-grams each context has."""
        return np.diff(self.first)


def pieces_of(first: Column, rows: int) -> Iterator[Piece]:
    """A level in pieces that end where contexts end.

    Args:
        first: as `Level.first`.
        rows: the most contexts, and the most n-grams, of a piece; the n-grams of one context may be more.
    """
    context = 0
    while context < len(first) - 1:
        begins = first.read(context, context + rows + 1)
        contexts = max(int(np.searchsorted(begins, begins[0] + rows, "right")) - 1, 1)
        yield Piece(context, begins[: contexts + 1])
        context += contexts


class _LevelWriter:
    """Adds n-grams at the end of a level, piece by piece.

    An n-gram whose windows go on in the next piece has its count added when that is known.
    """

    def __init__(self, level: Level) -> None:
        self.level = level
        self._begun: int | None = None  # the count so far of the last n-gram

    def add(self, token: npt.NDArray[np.int32], count: Array, valid: Flags, before: int) -> None:
        """Add n-grams.

        Args:
            token: int32 [M], the last token of each.
            count: [M], how often each occurs in this piece.
            valid: [M], False for windows that end before this order.
            before: how often the last n-gram of the piece before occurs in this one.
        """
        if self._begun is not None:
            self._begun += before
        if not len(valid):
            return
        if self._begun is not None:
            self.level.count.append(np.array([self._begun]))
        self._begun = int(count[-1]) if valid[-1] else None
        if not valid.all():
            token, count = token[valid], count[valid]
        self.level.token.append(token)
        self.level.count.append(count if self._begun is None else count[:-1])

    def finish(self) -> None:
        """End the level."""
        if self._begun is not None:
            self.level.count.append(np.array([self._begun]))


def levels_of(pieces: Iterable[Windows], layout: WindowLayout, tokens: int, memory: WorkingMemory) -> list[Level]:
    """The n-grams of all orders.

    Args:
        pieces: distinct windows in order, as `lmtui.ngram.runs.merged` gives them.
        layout: how the windows are packed.
        tokens: how many windows there are, each as often as it occurs.
        memory: for the levels.

    Returns:
        A level for each order from 1 up. That of order 1 has an entry for each id in V.
    """
    builder = _LevelsBuilder(layout, tokens, memory)
    for windows in pieces:
        builder.add(windows)
    return builder.finish()


class _LevelsBuilder:
    def __init__(self, layout: WindowLayout, tokens: int, memory: WorkingMemory) -> None:
        self._layout, self._memory = layout, memory
        index = index_type(tokens)
        self._index = index
        self._writers = []
        for k in range(2, layout.order + 1):
            columns = [("first", index), ("token", np.dtype(np.int32)), ("count", index)]
            self._writers.append(
                _LevelWriter(Level(*(memory.column(f"counted{k}.{name}", dtype) for name, dtype in columns)))
            )
        self._last = [0] * layout.keys  # the keys of the window before
        self._last_token = 0
        self._unigrams = np.zeros(layout.vocabulary, np.int64)
        self._bigrams = np.full(layout.vocabulary + 1, np.iinfo(np.int64).max)  # where those of each token begin

    def add(self, windows: Windows) -> None:
        """Add windows: from the highest order down, from all windows to the different beginnings of these."""
        keys = list(windows.keys)
        changed = [_changed_bits(key, last) for key, last in zip(keys, self._last, strict=True)]
        self._last = [int(key[-1]) for key in keys]
        total: Array = np.concatenate(([0], np.cumsum(windows.count)))
        begin: Array = total[:-1]  # how often the windows before each occur
        successors: Array = np.empty(0)  # where the longer n-grams begin that an n-gram begins
        for k in range(self._layout.order, 0, -1):
            column, shift = self._layout.place(k - 1)
            del keys[column + 1 :], changed[column + 1 :]
            if k < self._layout.order:
                at = np.flatnonzero(_differs(changed, shift))
                keys, changed = [key[at] for key in keys], [bits[at] for bits in changed]
                begin, successors = begin[at], successors[at]
            token = ((keys[column] >> shift) & self._layout.mask).astype(np.int32)
            token -= 1
            valid = token >= 0
            if k < self._layout.order:
                self._add_first(k, token, successors[valid])
            count = np.diff(begin, append=total[-1])
            before = int(begin[0]) if len(begin) else int(total[-1])
            if k == 1:
                self._add_unigrams(token, count, before)
            else:
                writer = self._writers[k - 2]
                successors = np.add(np.cumsum(valid) - valid, len(writer.level))
                writer.add(token, count, valid, before)

    def _add_first(self, k: int, token: npt.NDArray[np.int32], successors: Array) -> None:
        if k == 1:
            self._bigrams[token] = successors
        else:
            self._writers[k - 1].level.first.append(successors)

    def _add_unigrams(self, token: npt.NDArray[np.int32], count: Array, before: int) -> None:
        if before:
            self._unigrams[self._last_token] += before
        self._unigrams[token] += count
        if len(token):
            self._last_token = int(token[-1])

    def finish(self) -> list[Level]:
        """All levels, of order 1 first."""
        size = self._layout.vocabulary
        unigrams = Level(
            Column.of(np.array([0, size], self._index)),
            Column.of(np.arange(size, dtype=np.int32)),
            Column.of(self._unigrams.astype(self._index)),
        )
        levels = [unigrams, *(writer.level for writer in self._writers)]
        for writer in self._writers:
            writer.finish()
        if self._writers:
            self._bigrams[-1] = len(levels[1])
            levels[1].first.append(np.minimum.accumulate(self._bigrams[::-1])[::-1])
        for level in levels[2:]:
            level.first.append(np.array([len(level)]))
        return levels


def _changed_bits(key: Keys, last: int) -> Keys:
    changed = key.copy()
    changed[1:] ^= key[:-1]
    changed[:1] ^= last
    return changed


def _differs(changed: Sequence[Keys], shift: int) -> Flags:
    """Which windows differ from the one before in any token up to one, which stands in the last key, so far left."""
    differs: Flags = (changed[-1] >> shift) != 0
    for bits in changed[:-1]:
        differs |= bits != 0
    return differs
