"""Runs: windows with counts, in memory and on disk. That counts do not depend on runs is in `test_counts.py`."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from lmtui.errors import Cancelled
from lmtui.ngram import columns
from lmtui.ngram import runs as runs_module
from lmtui.ngram.runs import Run, block_runs, merged, sorted_run

NOTHING = np.empty(0, np.int32)
IDS = np.array([1, 3, 4, 2, 1, 3, 4, 2], np.int32)


def test_a_run_has_each_window_once_in_order_with_its_count() -> None:
    run = sorted_run(IDS, NOTHING, 2, 5)
    windows = run.windows(0, len(run))
    assert windows.keys[0].tolist() == sorted(windows.keys[0].tolist())
    assert windows.count.tolist() == [2, 2, 2, 2]
    assert (run.tokens, run.beginning, run.has_units) == (8, (1, 3), True)
    assert [run.place_of(int(key)) for key in windows.keys[0]] == [0, 1, 2, 3]


def test_runs_of_several_stretches_are_merged_in_ranges() -> None:
    runs = block_runs(IDS, 2, 5, block=3)
    assert len(runs) == 3
    pieces = list(merged(runs, rows=1))
    whole = sorted_run(IDS, NOTHING, 2, 5).windows(0, 99)
    assert np.concatenate([piece.keys[0] for piece in pieces]).tolist() == whole.keys[0].tolist()
    assert np.concatenate([piece.count for piece in pieces]).tolist() == whole.count.tolist()


def test_many_runs_are_merged_with_few_open_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "most_open", lambda: 1)
    open_files = len(os.listdir("/dev/fd"))
    folders = [tmp_path / str(number) for number in range(3)]
    for folder in folders:
        folder.mkdir()
        sorted_run(IDS, NOTHING, 2, 5, folder)
    runs = [Run.open(folder) for folder in folders]
    (windows,) = merged(runs)
    assert windows.count.tolist() == [2 * len(runs)] * 4
    assert len(os.listdir("/dev/fd")) <= open_files + 1


def test_only_a_whole_run_is_opened(tmp_path: Path) -> None:
    written = sorted_run(IDS, NOTHING, 3, 5, tmp_path)
    opened = Run.open(tmp_path)
    assert (opened.tokens, opened.beginning, opened.layout) == (8, (1, 3, 4), written.layout)
    assert opened.windows(0, 9).keys[0].tolist() == written.windows(0, 9).keys[0].tolist()
    with open(tmp_path / "count.npy", "ab") as file:
        file.write(bytes(8))
    with pytest.raises(ValueError, match="not as it was written"):
        Run.open(tmp_path)
    (tmp_path / "run.json").unlink()
    with pytest.raises(FileNotFoundError):
        Run.open(tmp_path)


def test_sorting_and_merging_stop_when_progress_says_so() -> None:
    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        sorted_run(IDS, NOTHING, 3, 5, progress=stop)
    with pytest.raises(Cancelled):
        next(merged(block_runs(IDS, 2, 5, block=3), progress=stop))


@pytest.mark.parametrize("in_files", [False, True])
def test_joining_the_blocks_of_a_run_stops_when_progress_says_so(
    in_files: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs_module, "_BLOCK", 3)

    def stop(_: str, fraction: float) -> None:
        if fraction >= 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        sorted_run(IDS, NOTHING, 3, 5, tmp_path if in_files else None, progress=stop)
