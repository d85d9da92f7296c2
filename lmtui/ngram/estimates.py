"""Turn counts into the probabilities and backoff weights of a trie: level by level, in pieces that end with contexts.

    p(w|h) = worth(h) · (a(hw) − D(hw)) + bow(h) · p(w|h′)

Below the unigrams is the uniform distribution over V without what never follows anything (`Counts.absent`); it gives
`<unk>` its probability. No number depends on the pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress
from lmtui.ngram.buckets import Gathered
from lmtui.ngram.columns import LARGEST_PIECE, Column, NewColumn, WorkingMemory
from lmtui.ngram.counts import Counts
from lmtui.ngram.levels import Level, Piece, pieces_of
from lmtui.ngram.smoothing import Smoothing, piece_terms


@dataclass(frozen=True)
class EstimatedLevel:
    """The columns of a `lmtui.ngram.model.TrieLevel`."""

    token: Column
    prob: Column
    suffix: Column
    backoff: Column
    first: Column


@dataclass(frozen=True)
class Pruning:
    """Which n-grams will be left out of a model; see `lmtui.ngram.pruning`.

    Attributes:
        thresholds: of each order; an n-gram that occurs so often, or less, is left out. That of the unigrams is 0.
        listed: bool [V]; an n-gram with a token that is not listed is left out. None lists all.
        kept: bool [U] of each order, which n-grams stay; filled by `estimate`.
    """

    thresholds: Sequence[int]
    listed: npt.NDArray[np.bool_] | None
    kept: list[Column]

    def keep(self, order: int, level: Level, piece: Piece) -> npt.NDArray[np.bool_]:
        """Decide which n-grams of some contexts stay; shorter n-grams, and pieces before, were decided on."""
        stays = np.ones(piece.stop - piece.start, np.bool_)
        if self.thresholds[order - 1]:
            stays &= level.count.read(piece.start, piece.stop) > self.thresholds[order - 1]
        if self.listed is not None:
            stays &= self.listed[level.token.read(piece.start, piece.stop)]
            if order > 1:
                contexts = self.kept[order - 2].read(piece.context, piece.context + len(piece.sizes))
                stays &= np.repeat(contexts, piece.sizes)
        self.kept[order - 1].append(stays)
        return stays


def estimate(
    smoothing: Smoothing,
    counts: Counts,
    memory: WorkingMemory,
    new_column: NewColumn | None = None,
    progress: Progress = ignore_progress,
    pruning: Pruning | None = None,
) -> list[EstimatedLevel]:
    """The levels of a backoff model, orders 1 … n.

    Args:
        memory: what may be used; where it has a folder, the files of the counts are removed as soon as they are used.
        new_column: makes the columns `level1.token` and so on; None has them in memory.
        pruning: what will be left out afterwards, and has the probability that backing off gives it.

    Raises:
        LmtuiError: a file cannot be read.
        UnwritableColumn: one cannot be written.
        Cancelled: by `progress`.
    """
    make = new_column or in_memory
    levels: list[EstimatedLevel] = []
    for order in range(1, counts.order + 1):

        def report(done: float, order: int = order) -> None:
            progress("smoothing", (order - 1 + done) / counts.order)

        level = _new_level(counts, order, make, report)
        lower = None
        if levels and not smoothing.uniform:
            suffix = counts.links[order - 2].suffix
            lower = Gathered(levels[-1].prob, suffix, memory, f"lower{order}", lambda: report(0.0))
        backoff = levels[-1].backoff if levels else Column(np.float64)
        _estimate_level(smoothing, counts, level.prob, backoff, lower, order, memory.rows, report, pruning)
        for column in (level.prob, backoff, *(pruning.kept[order - 1 : order] if pruning else ())):
            column.join(lambda: report(1.0))
        if lower:
            lower.discard()
        if memory.folder:
            counts.discard(order)
        levels.append(level)
    return levels if pruning else finished(levels)


def finished(levels: list[EstimatedLevel]) -> list[EstimatedLevel]:
    """The levels, their files being whole."""
    for level in levels:
        for field in fields(level):
            getattr(level, field.name).finish()
    return levels


def _estimate_level(
    smoothing: Smoothing,
    counts: Counts,
    prob: Column,
    backoff: Column,
    lower: Gathered | None,
    order: int,
    rows: int,
    report: Callable[[float], None],
    pruning: Pruning | None,
) -> None:
    """Fill the probabilities of an order, and the backoff weights of the order below."""
    level = counts.levels[order - 1]
    discounts = smoothing.discounts(counts, order, rows, lambda: report(0.0))
    for piece in pieces_of(level.first, rows):
        report(piece.start / max(len(level), 1))
        kept = pruning.keep(order, level, piece) if pruning else None
        terms = piece_terms(smoothing, counts, order, piece, discounts, kept)
        own = terms.discounted
        own *= np.repeat(terms.worth, piece.sizes)
        below = np.repeat(terms.backoff, piece.sizes)
        below *= lower.read(piece.start, piece.stop) if lower else 1 / counts.uniform_size
        own += below
        if order == 1:
            own[list(counts.absent)] = 0.0
        prob.append(own)
        backoff.append(terms.backoff)


def in_memory(name: str, dtype: npt.DTypeLike) -> Column:
    """A column that needs no file, and so no name."""
    return Column(dtype)


def _new_level(counts: Counts, order: int, make: NewColumn, report: Callable[[float], None]) -> EstimatedLevel:
    """What the counts have of a level, and empty columns for the rest."""
    level, top = counts.levels[order - 1], order == counts.order

    def moved(name: str, column: Column) -> Column:
        new = make(f"level{order}.{name}", column.dtype)
        if new.path is None and column.path is None:
            column.join(lambda: report(0.0))
            return column
        for start in range(0, len(column), LARGEST_PIECE):
            report(0.0)
            new.append(column.read(start, start + LARGEST_PIECE))
        return new

    suffix = counts.links[order - 2].suffix if order > 1 else Column.of(np.zeros(len(level), np.int32))
    first = Column(np.int32) if top else counts.levels[order].first
    return EstimatedLevel(
        token=moved("token", level.token),
        prob=make(f"level{order}.prob", np.float64),
        suffix=moved("suffix", suffix),
        backoff=make(f"level{order}.backoff", np.float64),
        first=moved("first", first),
    )
