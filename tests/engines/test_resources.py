"""What a training may take of a machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmtui.engines import resources
from lmtui.engines.resources import Resources, cores


def test_the_defaults_are_half_of_what_is_free_and_the_folder_of_the_cache(
    monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    monkeypatch.setattr(resources, "free_memory", lambda: 1000)
    assert Resources().bytes_of_memory == 500
    assert Resources(memory=70).bytes_of_memory == 70
    assert Resources().folder == cache
    assert Resources(tmp=Path("x")).folder == Path("x")
    assert cores() >= 1


def test_less_memory_and_more_workers_make_smaller_shards() -> None:
    sizes = [Resources(workers, memory).shard_size for workers, memory in [(1, 10**12), (1, 10**9), (3, 10**9)]]
    assert sizes[0] >= sizes[1] > sizes[2]
    assert Resources(100, 1).shard_size > 0
