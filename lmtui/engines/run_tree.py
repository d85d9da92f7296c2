"""Runs become fewer, as in a tree: a worker joins some neighbours to one run, so that few are left to be merged.

Level 0 has the runs of the shards. Run m of a level holds what runs `FAN_IN` · m, ... of the level below hold, which
are removed once it is there.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from lmtui.engines.executors import Workers, do_all, shares
from lmtui.engines.on_worker import check_wanted
from lmtui.engines.tasks import has_run, run_folder, write_record
from lmtui.errors import Progress
from lmtui.files import working_result
from lmtui.ngram.runs import Run, write_joined

FAN_IN = 64
"""So many runs are merged at once; each takes some open files, and some memory."""


def shards_in_runs(work: Path, shards: int, lowest: int = 0) -> set[int]:
    """The shards whose n-grams are in a run as it was written, of a level or of one above."""
    found: set[int] = set()
    level, in_one = lowest, FAN_IN**lowest
    while level == lowest or in_one < shards * FAN_IN:
        for number in range(-(-shards // in_one)):
            first = number * in_one
            if first not in found and has_run(work, number, level):
                found.update(range(first, min(first + in_one, shards)))
        level, in_one = level + 1, in_one * FAN_IN
    return found


def join(work: Path, level: int, number: int, below: int) -> None:
    """Write a run of a level above 0.

    Args:
        below: how many runs the level below has.

    Raises:
        LmtuiError: a run cannot be read.
        OSError: the folder cannot be written.
        Cancelled: nobody wants the run any more.
    """
    parts = range(number * FAN_IN, min((number + 1) * FAN_IN, below))
    runs = [Run.open(run_folder(work, part, level - 1)) for part in parts]
    with working_result(run_folder(work, number, level)) as beside:
        write_joined(runs, beside, check_wanted)
        write_record(beside, {})


def joined_runs(work: Path, shards: int, workers: Workers, progress: Progress) -> tuple[Path, ...]:
    """The folders of at most `FAN_IN` runs, in order, which hold what the runs of all shards do.

    Raises:
        LmtuiError: a run cannot be read, or a worker was killed.
        OSError: the folder cannot be written.
        Cancelled: by `progress`.
    """
    level, below = 0, shards
    while below > FAN_IN:
        level, number = level + 1, -(-below // FAN_IN)
        finished = shards_in_runs(work, shards, level)
        missing = [run for run in range(number) if run * FAN_IN**level not in finished]
        _join_level(work, level, missing, below, workers, progress)
        below = number
    return tuple(run_folder(work, number, level) for number in range(below))


def _join_level(work: Path, level: int, missing: list[int], below: int, workers: Workers, progress: Progress) -> None:
    add, report = shares("joining counts", [1] * len(missing), progress)

    def done(place: int, _: None) -> None:
        first = missing[place] * FAN_IN
        for part in range(first, first + FAN_IN):
            shutil.rmtree(run_folder(work, part, level - 1), ignore_errors=True)
        add(place)

    for number in missing:  # what is there is damaged
        shutil.rmtree(run_folder(work, number, level), ignore_errors=True)
    do_all(workers, join, [(work, level, number, below) for number in missing], done, report)
