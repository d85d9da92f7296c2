"""Rows put apart by ranges of a key, and numbers that come in any order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lmtui.ngram.buckets import Buckets, Gathered, InPlaces
from lmtui.ngram.columns import Column, WorkingMemory


@pytest.mark.parametrize("on_disk", [False, True])
def test_rows_are_in_the_bucket_of_their_key(on_disk: bool, tmp_path: Path) -> None:
    memory = WorkingMemory(folder=tmp_path if on_disk else None)
    buckets = Buckets(memory, "rows", np.array([10, 20]), [np.int32, np.float64])
    for keys in ([25, 3, 10], [9, 19, 20]):
        buckets.add(np.array(keys), np.array(keys) / 2)
    taken = [sorted(zip(*(column.tolist() for column in buckets.take(bucket)), strict=True)) for bucket in range(3)]
    assert taken == [[(3, 1.5), (9, 4.5)], [(10, 5.0), (19, 9.5)], [(20, 10.0), (25, 12.5)]]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [8, 1000, 1 << 40])
def test_numbers_come_to_their_places_whatever_the_memory(size: int, tmp_path: Path) -> None:
    memory = WorkingMemory(size, tmp_path)
    places = np.random.default_rng(0).permutation(50)
    reports: list[None] = []
    numbers = InPlaces(memory, "numbers", 50, np.int64, lambda: reports.append(None))
    if size > 50 * 8:  # the memory that is taken at once is taken piece by piece
        assert len(reports) == -(-50 // memory.rows)
    numbers.put(places[:20], places[:20] * 2)
    numbers.put(places[20:], places[20:] * 2)
    assert numbers.column().whole().tolist() == list(range(0, 100, 2))


@pytest.mark.parametrize("size", [8, 1 << 40])
def test_numbers_are_gathered_whatever_the_memory(size: int, tmp_path: Path) -> None:
    index = np.random.default_rng(0).integers(0, 30, 70)
    values = Column.of(np.arange(30) / 7)
    gathered = Gathered(values, Column.of(index), WorkingMemory(size, tmp_path), "gathered", lambda: None)
    assert gathered.read(0, 70).tolist() == (index / 7).tolist()
    assert gathered.read(5, 9).tolist() == (index[5:9] / 7).tolist()
    gathered.discard()
    assert list(tmp_path.iterdir()) == []
