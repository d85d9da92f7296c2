"""Columns read the same from memory and from files, which are `.npy` files."""

from __future__ import annotations

import os
import pickle
import resource
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.files import FileError
from lmtui.ngram import columns
from lmtui.ngram.columns import Column, WorkingMemory, narrow


@pytest.mark.parametrize("on_disk", [False, True])
def test_what_was_appended_is_read(on_disk: bool, tmp_path: Path) -> None:
    memory = WorkingMemory(folder=tmp_path if on_disk else None)
    column = memory.column("numbers", np.int32)
    assert column.whole().tolist() == []
    column.append(np.arange(3))
    column.close()
    column.append(np.arange(3, 5))
    assert len(column) == 5
    assert column.read(1, 4).tolist() == [1, 2, 3]
    assert column.read(3, 99).tolist() == [3, 4]
    assert column.whole().dtype == np.int32
    column.finish()
    assert column.array().tolist() == [0, 1, 2, 3, 4]
    assert pickle.loads(pickle.dumps(column)).whole().tolist() == [0, 1, 2, 3, 4]
    column.discard()
    assert len(column) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_column_in_memory_is_joined_part_by_part() -> None:
    column, looks = Column(np.int64), []
    for start in range(0, 9, 3):
        column.append(np.arange(start, start + 3))
    column.join(lambda: looks.append(0))
    assert len(looks) == 3
    assert column.whole() is column.whole()
    assert column.whole().tolist() == list(range(9))


@given(st.lists(st.integers(0, 4), max_size=6), st.integers(0, 20), st.integers(0, 20), st.booleans())
def test_any_stretch_of_the_parts_in_memory_is_read(sizes: list[int], start: int, stop: int, joined: bool) -> None:
    column, numbers = Column(np.int32), np.arange(sum(sizes))
    for end, size in zip(np.cumsum(sizes, dtype=int), sizes, strict=True):
        column.append(numbers[end - size : end])
    if joined:
        column.join()
    found = column.read(start, stop)
    assert (found.dtype, found.tolist()) == (np.dtype(np.int32), numbers[start:stop].tolist())


@pytest.mark.parametrize("numbers", [[], [1.5, 2.5]])
def test_a_finished_file_is_what_numpy_writes(numbers: list[float], tmp_path: Path) -> None:
    column = Column(np.float64, tmp_path / "ours.npy")
    column.append(np.array(numbers))
    column.finish()
    np.save(tmp_path / "numpys.npy", np.array(numbers))
    assert (tmp_path / "ours.npy").read_bytes() == (tmp_path / "numpys.npy").read_bytes()
    assert Column.open(tmp_path / "ours.npy", np.float64).whole().tolist() == numbers


def test_a_file_that_was_cut_off_or_removed_is_noticed(tmp_path: Path) -> None:
    column = Column(np.int64, tmp_path / "cut.npy")
    column.append(np.arange(100))
    column.close()
    with open(tmp_path / "cut.npy", "r+b") as file:
        file.truncate(200)
    with pytest.raises(FileError, match="shorter than what was written"):
        column.whole()
    column.close()
    (tmp_path / "cut.npy").unlink()
    with pytest.raises(FileError, match="No such file"):
        column.whole()


def test_memory_says_how_much_is_worked_on_at_a_time(tmp_path: Path) -> None:
    assert WorkingMemory(1).rows == 2
    assert WorkingMemory(1 << 20).rows == 1 << 12
    assert WorkingMemory().rows == WorkingMemory(1 << 40).rows
    assert WorkingMemory(100).pieces(1000, np.int64) == 1  # without a folder everything is in memory
    assert WorkingMemory(4000, tmp_path).pieces(1000, np.int64) == 4


def test_indices_take_64_bits_only_where_they_must() -> None:
    assert narrow(np.array([1, 2])).dtype == np.int32
    assert narrow(np.array([1 << 31])).dtype == np.int64


def test_few_files_are_open_whatever_is_read_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    is_open: set[int] = set()
    most = 0

    def opened(*arguments: Any) -> int:
        nonlocal most
        is_open.add(file := os.open(*arguments))
        most = max(most, len(is_open))
        return file

    def close(file: int) -> None:
        is_open.remove(file)
        os.close(file)

    monkeypatch.setattr(columns, "most_open", lambda: 3)
    monkeypatch.setattr(columns, "os", SimpleNamespace(**{**vars(os), "open": opened, "close": close}))
    memory = WorkingMemory(folder=tmp_path)
    many = [memory.column(f"column{number}", np.int64) for number in range(7)]
    for turn in range(4):
        for number, column in enumerate(many):
            column.append(np.arange(5) + turn + number)
            assert (
                many[number - turn].read(0, 2).tolist()
                == [(number - turn) % 7, (number - turn) % 7 + 1][: len(column)]
            )
    assert most == 3
    for number, column in enumerate(many):
        column.finish()
        assert column.whole().tolist() == [place + turn + number for turn in range(4) for place in range(5)]
        assert Column.open(tmp_path / f"column{number}.npy", np.int64).read(5, 6).tolist() == [number + 1]
    assert most == 3


def test_half_of_the_files_that_a_process_may_open_are_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for allowed in (64, 256, 1024, 1 << 20, resource.RLIM_INFINITY):
        monkeypatch.setattr(resource, "getrlimit", lambda _, allowed=allowed: (allowed, allowed))
        found.append(columns.most_open())
    assert found == [32, 128, 512, 512, 512]
