"""What a training may take of a machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.large import SmallShards

from lmtui.cli.measure.figure import zipf_lines
from lmtui.engines import resources
from lmtui.engines.loading import load_large
from lmtui.engines.resources import Resources, cores, disk_a_byte
from lmtui.recipe import Recipe


def test_the_defaults_are_half_of_what_is_free_and_the_folder_of_the_cache(
    monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    monkeypatch.setattr(resources, "free_memory", lambda: 1000)
    assert Resources().bytes_of_memory == 500
    assert Resources(memory=70).bytes_of_memory == 70
    assert Resources().folder == cache
    assert Resources(tmp=Path("x")).folder == Path.cwd() / "x"
    assert cores() >= 1


def test_less_memory_and_more_workers_make_smaller_shards() -> None:
    sizes = [Resources(workers, memory).shard_size for workers, memory in [(1, 10**12), (1, 10**9), (3, 10**9)]]
    assert sizes[0] >= sizes[1] > sizes[2]
    assert Resources(100, 1).shard_size > 0


@pytest.mark.parametrize("order", [3, 5])
def test_the_disk_that_a_training_takes_is_estimated_well(order: int, tmp_path: Path) -> None:
    """A text that has as many different n-grams as can be takes nearly twice as much."""
    text, work = tmp_path / "text.txt", tmp_path / "work"
    text.write_text("\n".join(zipf_lines(20_000, 2000)))
    used = 0

    def look(stage: str, fraction: float) -> None:
        nonlocal used
        used = max(used, sum(path.stat().st_size for path in work.rglob("*") if path.is_file()))

    small = SmallShards(0, 1_000_000, work, bytes_a_shard=100_000)
    load_large(Recipe((str(text),), order), small, look, place=work / "model")
    times = used / text.stat().st_size

    assert times <= 2 * disk_a_byte(order) <= 1.5 * times
