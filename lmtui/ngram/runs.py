"""Runs: the distinct windows of a stretch of a text in order, with counts; and several runs merged into one order.

Runs are merged range by range: the windows of a range are taken from every run and sorted together, so that no more
than a range is in memory. What comes out depends neither on the ranges nor on how the text was cut into runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress
from lmtui.files import write_text
from lmtui.ngram.columns import LARGEST_PIECE, Column, WorkingMemory, index_type
from lmtui.ngram.sorting import changes, sort_windows
from lmtui.ngram.windows import Keys, WindowLayout
from lmtui.text.specials import BOS

_BLOCK = 1 << 20
_SMALL_BLOCK = 1 << 16
_MOST_BLOCKS = 64
"""Windows sorted at once: for a moment. Of several keys few are, since more bits are left beside the place of each;
but not so few that many runs have to be merged."""

SAMPLED = 1 << 10
"""One window of so many is remembered, to find ranges of about one size."""

_FACTS = "run.json"

_NOTHING = np.empty(0, np.int32)


@dataclass(frozen=True)
class Windows:
    """Distinct windows in order.

    Attributes:
        keys: for each key of a window, int64 [U].
        count: int64 [U], how often each occurs.
    """

    keys: tuple[Keys, ...]
    count: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.count)


@dataclass(frozen=True)
class Run:
    """The distinct windows that begin in a stretch of a text, in order. A run in files may be sent to a process.

    Attributes:
        layout: how the windows are packed.
        keys: for each key of a window, a column of int64 [U].
        count: a column [U], how often each occurs.
        sampled: int64, the first key of the first window, and of every `SAMPLED`-th behind it.
        tokens: how many windows there were.
        beginning: the first ids of the stretch, up to n.
        has_units: whether the stretch holds a `<s>`; a stream has none.
    """

    layout: WindowLayout
    keys: tuple[Column, ...]
    count: Column
    sampled: Keys
    tokens: int
    beginning: tuple[int, ...]
    has_units: bool

    def __len__(self) -> int:
        return len(self.count)

    def windows(self, start: int, stop: int) -> Windows:
        """The windows from one place up to another."""
        count = self.count.read(start, stop).astype(np.int64)
        return Windows(tuple(column.read(start, stop) for column in self.keys), count)

    def place_of(self, key: int) -> int:
        """How many windows have a smaller first key."""
        after = int(np.searchsorted(self.sampled, key)) * SAMPLED
        before = max(after - SAMPLED, 0)
        return before + int(np.searchsorted(self.keys[0].read(before, min(after, len(self))), key))

    @classmethod
    def open(cls, folder: Path) -> Run:
        """The run that `sorted_run` has written to a folder.

        Raises:
            OSError: there is none, or it is not whole.
            ValueError: it was written by another version.
        """
        said = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        layout = WindowLayout(said["order"], said["vocabulary"])
        keys = tuple(Column.open(folder / f"key{number}.npy", np.int64) for number in range(layout.keys))
        count = Column.open(folder / "count.npy", said["count"])
        sampled = Column.open(folder / "sampled.npy", np.int64).whole()
        if {len(column) for column in (*keys, count)} != {said["windows"]}:
            raise ValueError("the run is not as it was written")
        return cls(layout, keys, count, sampled, said["tokens"], tuple(said["beginning"]), said["has_units"])


def sorted_run(
    ids: npt.NDArray[np.int32],
    following: npt.NDArray[np.int32],
    order: int,
    vocabulary: int,
    folder: Path | None = None,
    progress: Progress = ignore_progress,
) -> Run:
    """Sort and count the windows of a stretch of a text.

    Args:
        ids: int32 [N], the stretch: every unit as `<s>` … `</s>`, of a stream the tokens alone.
        following: the ids right behind the stretch, n of them, or as many as there are.
        order: n.
        vocabulary: |V|.
        folder: gets the run's files, and must be there; `Run.open` finds a run there once it is whole. None keeps the
            run in memory.

    Raises:
        UnwritableColumn: the run cannot be written.
        Cancelled: by `progress`.
    """
    runs = block_runs(ids, order, vocabulary, progress, following)
    if not folder:
        return runs[0] if len(runs) == 1 else _joined(runs, WorkingMemory(), progress)
    return write_joined(runs, folder, progress)


def write_joined(runs: Sequence[Run], folder: Path, progress: Progress = ignore_progress) -> Run:
    """Write several runs, one after another in the text, as one.

    Args:
        folder: gets the run's files, as from `sorted_run`.

    Raises:
        LmtuiError: a run cannot be read.
        UnwritableColumn: one cannot be written.
        Cancelled: by `progress`.
    """
    run = _joined(runs, WorkingMemory(folder=folder), progress)
    layout = run.layout
    facts = {
        "order": layout.order,
        "vocabulary": layout.vocabulary,
        "windows": len(run),
        "count": run.count.dtype.name,
    }
    facts |= {"tokens": run.tokens, "beginning": run.beginning, "has_units": run.has_units}
    write_text(str(folder / _FACTS), json.dumps(facts), may_replace=True)
    return run


def _joined(runs: Sequence[Run], memory: WorkingMemory, progress: Progress = ignore_progress) -> Run:
    """Several runs, one after another in the text, as one."""
    layout = runs[0].layout
    tokens = sum(run.tokens for run in runs)
    keys = tuple(memory.column(f"key{number}", np.int64) for number in range(layout.keys))
    count, sampled = memory.column("count", index_type(tokens)), memory.column("sampled", np.int64)
    for windows in merged(runs, progress=progress):
        sampled.append(windows.keys[0][-len(count) % SAMPLED :: SAMPLED])
        for column, key in zip(keys, windows.keys, strict=True):
            column.append(key)
        count.append(windows.count)
    for column in (*keys, count, sampled):
        column.finish()
    has_units = any(run.has_units for run in runs)
    return Run(layout, keys, count, sampled.whole(), tokens, runs[0].beginning, has_units)


def block_runs(
    ids: npt.NDArray[np.int32],
    order: int,
    vocabulary: int,
    progress: Progress = ignore_progress,
    following: npt.NDArray[np.int32] = _NOTHING,
    block: int = 0,
) -> list[Run]:
    """The runs of a text in memory, a run for each stretch of it that is sorted at once.

    Args:
        block: how many windows are sorted at once; 0 is what is fast.
    """
    layout = WindowLayout(order, vocabulary)
    if not block:
        block = _BLOCK if layout.keys == 1 else min(max(len(ids) // _MOST_BLOCKS, _SMALL_BLOCK), _BLOCK)
    runs = []
    for start in range(0, max(len(ids), 1), block):
        progress("counting", start / (2 * max(len(ids), 1)))
        stretch, behind = ids[start : start + block], ids[start + block : start + block + order]
        if len(behind) < order:
            behind = np.concatenate((behind, following[:order]))
        runs.append(_block_run(stretch, behind, layout))
    return runs


def _block_run(ids: npt.NDArray[np.int32], following: npt.NDArray[np.int32], layout: WindowLayout) -> Run:
    keys = layout.windows(ids, following)
    beginning = tuple(np.concatenate((ids[: layout.order], following))[: layout.order].tolist())
    if len(keys) == 1:
        keys[0].sort()
        starts = np.flatnonzero(changes(keys[0]))
        keys[0] = keys[0][starts]
    else:
        place, new = sort_windows(keys, layout)
        starts = np.flatnonzero(new)
        places = place[starts]
        keys = [key[places] for key in keys]
    count = Column.of(np.diff(starts, append=len(ids)).astype(np.int32))
    columns = tuple(Column.of(key) for key in keys)
    sampled = columns[0].whole()[::SAMPLED].copy()
    return Run(layout, columns, count, sampled, len(ids), beginning, bool((ids == BOS).any()))


def merged(runs: Sequence[Run], rows: int = LARGEST_PIECE, progress: Progress = ignore_progress) -> Iterator[Windows]:
    """The distinct windows of several runs in order, piece by piece.

    Args:
        runs: of one layout.
        rows: how many windows of all runs are taken together, about.

    Raises:
        LmtuiError: a run cannot be read.
        Cancelled: by `progress`.
    """
    if len(runs) == 1:
        for start in range(0, len(runs[0]), rows):
            progress("counting", 0.5 + start / (2 * len(runs[0])))
            yield runs[0].windows(start, start + rows)
        return
    sampled = np.sort(np.concatenate([run.sampled for run in runs]))
    bounds = np.unique(sampled[max(rows // SAMPLED, 1) :: max(rows // SAMPLED, 1)]).tolist()
    starts = [0] * len(runs)
    for number, bound in enumerate([*bounds, None]):
        progress("counting", 0.5 + number / (2 * len(bounds) + 2))
        stops = [len(run) if bound is None else run.place_of(bound) for run in runs]
        parts = [run.windows(*span) for run, *span in zip(runs, starts, stops, strict=True) if span[0] < span[1]]
        starts = stops
        if parts:
            yield parts[0] if len(parts) == 1 else _merge_parts(parts, runs[0].layout)


def _merge_parts(parts: Sequence[Windows], layout: WindowLayout) -> Windows:
    """The windows of several runs, sorted together."""
    keys = [np.concatenate(columns) for columns in zip(*(part.keys for part in parts), strict=True)]
    if len(keys) > 1:
        place, new = sort_windows(keys, layout)
        starts = np.flatnonzero(new)
        places = place[starts]
        count = np.concatenate([part.count for part in parts])[place]
        return Windows(tuple(key[places] for key in keys), np.add.reduceat(count, starts))
    keys[0].sort()
    starts = np.flatnonzero(changes(keys[0]))
    distinct = keys[0][starts]
    count = np.diff(starts, append=len(keys[0]))  # as if each occurred once in every run that has it
    for part in parts:
        several = np.flatnonzero(part.count > 1)
        count[np.searchsorted(distinct, part.keys[0][several])] += part.count[several] - 1
    return Windows((distinct,), count)
