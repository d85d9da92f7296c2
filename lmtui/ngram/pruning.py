"""Prune a model: leave out n-grams that occur seldom, or that have words which are not listed.

So do `lmplz --prune` and `lmplz --limit_vocab_file`.

Discounts are those of all n-grams. What a pruned n-gram had beyond its share of the shorter context's probability
goes to the backoff weight of its context (`lmtui.ngram.smoothing.piece_terms`). So every context sums to 1, and what
was pruned has the probability that backing off gives it.

Thresholds never decrease from order to order. So the context and the suffix of an n-gram that stays, which occur at
least as often and have no other tokens, stay, too.

Of unigrams, too, those that occur seldom or are not listed are left out: V itself becomes smaller, and what these
tokens had goes to the uniform distribution over the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, SourceError, ignore_progress
from lmtui.ngram.buckets import Gathered
from lmtui.ngram.columns import Column, NewColumn, WorkingMemory, index_type
from lmtui.ngram.counts import Counts
from lmtui.ngram.estimates import EstimatedLevel, Pruning, estimate, finished, in_memory
from lmtui.ngram.levels import pieces_of
from lmtui.ngram.smoothing import Smoothing
from lmtui.text.specials import SPECIALS


def tokens_kept(
    counts: npt.NDArray[np.integer[Any]], threshold: int, listed: npt.NDArray[np.bool_] | None
) -> npt.NDArray[np.bool_]:
    """Which tokens of V stay, bool [V], the specials among them.

    Args:
        counts: [V], how often each token occurs.
        threshold: a token that occurs so often, or less, is left out.
        listed: bool [V], the tokens that may stay; None is all.

    Raises:
        SourceError: no token stays but specials.
    """
    often = counts > threshold
    often[: len(SPECIALS)] = True
    kept = often if listed is None else often & listed
    if not kept[len(SPECIALS) :].any():
        raise SourceError(f"no token occurs more than {threshold} times; prune fewer, or give more text")
    return kept


def estimate_pruned(
    smoothing: Smoothing,
    counts: Counts,
    thresholds: Sequence[int],
    memory: WorkingMemory,
    new_column: NewColumn | None = None,
    progress: Progress = ignore_progress,
    listed: npt.NDArray[np.bool_] | None = None,
) -> list[EstimatedLevel]:
    """The levels of a backoff model without some n-grams.

    Args:
        thresholds: of each order; an n-gram that occurs so often, or less, is left out. That of the unigrams is 0:
            see `tokens_kept`.
        listed: bool [V], the specials among them; an n-gram with a token that is not listed is left out, and the ids
            of the model are those of V without such tokens. None lists all.

    The other arguments, and the errors, are those of `lmtui.ngram.estimates.estimate`.
    """
    new_ids = None
    if listed is not None:
        counts = replace(counts, unlisted=int(np.count_nonzero(~listed)))
        new_ids = (np.cumsum(listed) - 1).astype(np.int32)
    kept_columns = [memory.column(f"kept{k}", np.bool_) for k in range(1, counts.order + 1)]
    pruning = Pruning(thresholds, listed, kept_columns)
    whole = estimate(
        smoothing, counts, memory, lambda name, dtype: memory.column(f"whole.{name}", dtype), progress, pruning
    )
    levels: list[EstimatedLevel] = []
    places: Column | None = None  # where each n-gram of the level below is now
    for order, (level, kept) in enumerate(zip(whole, pruning.kept, strict=True), 1):

        def report() -> None:
            progress("smoothing", 1.0)

        new = _new_level(order, level, new_column or in_memory)
        suffix = Gathered(places, level.suffix, memory, f"moved{order}", report) if places else level.suffix
        _keep(level, kept, suffix, new_ids, new, memory.rows, report)
        if order < counts.order:
            _fill_first(level, kept, pruning.kept[order], new.first, memory.rows, report)
        if places:
            suffix.discard()
            _remove_files([places])
        places = _places(kept, memory, f"places{order}", report)
        for column in (places, *(getattr(new, field.name) for field in fields(new))):
            column.join(report)
        _remove_files(getattr(level, field.name) for field in fields(level))
        levels.append(new)
    _remove_files([*pruning.kept, *([places] if places else [])])
    return finished(levels)


def _new_level(order: int, level: EstimatedLevel, make: NewColumn) -> EstimatedLevel:
    columns = {field.name: getattr(level, field.name).dtype for field in fields(level)}
    return EstimatedLevel(**{name: make(f"level{order}.{name}", dtype) for name, dtype in columns.items()})


def _keep(
    level: EstimatedLevel,
    kept: Column,
    suffix: Column | Gathered,
    new_ids: npt.NDArray[np.int32] | None,
    new: EstimatedLevel,
    rows: int,
    report: Callable[[], None],
) -> None:
    """Copy the n-grams that are kept, with these suffixes; `new_ids`, int32 [V], are those of their tokens."""
    for start in range(0, len(kept), rows):
        report()
        stop = min(start + rows, len(kept))
        stays = kept.read(start, stop)
        token = level.token.read(start, stop)[stays]
        new.token.append(token if new_ids is None else new_ids[token])
        new.prob.append(level.prob.read(start, stop)[stays])
        new.suffix.append(suffix.read(start, stop)[stays])
        if len(level.backoff):
            new.backoff.append(level.backoff.read(start, stop)[stays])


def _fill_first(
    level: EstimatedLevel, kept: Column, kept_above: Column, first: Column, rows: int, report: Callable[[], None]
) -> None:
    """Where the n-grams that begin with each one that is kept start, among those that are kept."""
    before = 0
    for piece in pieces_of(level.first, rows):
        report()
        ends = before + np.concatenate(([0], np.cumsum(kept_above.read(piece.start, piece.stop))))
        stays = kept.read(piece.context, piece.context + len(piece.first) - 1)
        first.append(ends[piece.first[:-1] - piece.start][stays])
        before = int(ends[-1])
    first.append(np.array([before]))


def _places(kept: Column, memory: WorkingMemory, name: str, report: Callable[[], None]) -> Column:
    """How many n-grams before each one are kept."""
    places, before = memory.column(name, index_type(len(kept))), 0
    for start in range(0, len(kept), memory.rows):
        report()
        stays = kept.read(start, start + memory.rows)
        places.append(before + np.cumsum(stays) - stays)
        before += int(np.count_nonzero(stays))
    return places


def _remove_files(columns: Iterable[Column]) -> None:
    for column in columns:
        if column.path:
            column.discard()
