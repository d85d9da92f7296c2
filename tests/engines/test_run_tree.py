"""Many runs become few, in which there is the same; what was joined is not sorted again."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.large import SmallShards, bytes_of

from lmtui.engines import run_tree
from lmtui.engines.loading import load_large
from lmtui.engines.run_tree import shards_in_runs
from lmtui.engines.tasks import run_folder
from lmtui.errors import Cancelled, ignore_progress
from lmtui.recipe import Recipe


def test_joined_runs_give_the_same_bytes_and_are_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "text"
    text.write_text("".join(f"the mouse ate cheese {number % 7}\n" for number in range(50)))
    recipe = Recipe((str(text),), unit="line")
    resources = SmallShards(0, 0, tmp_path / "tmp", bytes_a_shard=20)
    load_large(recipe, resources, ignore_progress, place=tmp_path / "flat")
    monkeypatch.setattr(run_tree, "FAN_IN", 3)
    stages: list[str] = []

    def cancel_at_the_third_level(stage: str, fraction: float) -> None:
        if stages and stages[-1] == "joining counts" and fraction == 0.0:
            stages.append("next level")
        stages.append(stage)
        if stages.count("next level") == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        load_large(recipe, resources, cancel_at_the_third_level, place=tmp_path / "tree")
    (work,) = (tmp_path / "tmp").glob("*-training")
    assert list(work.glob("run-2-*"))
    assert not run_folder(work, 0).exists()
    assert shards_in_runs(work, 50) == set(range(50))
    damaged = sorted(work.glob("run-2-*"))[1] / "count.npy"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\7")
    assert shards_in_runs(work, 50) == set(range(50)) - set(range(9, 18))
    stages.clear()
    load_large(recipe, resources, lambda stage, _: stages.append(stage), place=tmp_path / "tree")
    assert not {"tokenizing"} & set(stages)
    assert bytes_of(tmp_path / "tree") == bytes_of(tmp_path / "flat")
