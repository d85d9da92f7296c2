"""A plan names the texts of a recipe and the stretches of these that are worked on one by one."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from lmtui.engines.planning import plan_of
from lmtui.engines.working_folder import WorkingFolder
from lmtui.errors import SourceError, ignore_progress
from lmtui.recipe import Recipe


def test_the_texts_are_cut_into_shards_and_the_plan_is_kept(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("a b c\n" * 5)
    (texts / "b.txt.gz").write_bytes(gzip.compress(b"d e f\n" * 2))
    (texts / "c.rst").write_text("not read")
    folder = WorkingFolder(tmp_path / "tmp", "0" * 32)
    folder.begin()
    plan = plan_of(Recipe((str(texts), "mouse")), folder, 12, ignore_progress, False)
    assert [Path(file.name).name for file in plan.files] == ["a.txt", "b.txt.gz", "mouse"]
    assert [file.path == str(folder.spool) for file in plan.files] == [False, True, True]
    assert [[(part.text, part.start, part.stop) for part in shard.parts] for shard in plan.shards[:3]] == [
        [(0, 0, 18)],
        [(0, 18, 30)],
        [(1, 0, 12)],
    ]
    assert len(plan.skipped) == 1
    assert folder.plan() == plan


def test_there_must_be_room_for_the_work_and_more_for_higher_orders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "text.txt"
    text.write_text("a b c d\n" * 100)
    folder = WorkingFolder(tmp_path / "tmp", "0" * 32)
    folder.begin()
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=8_000))
    plan_of(Recipe((str(text),), 3), folder, 100, ignore_progress, False)
    with pytest.raises(SourceError, match=r"the texts hold 800 bytes .* may take 13\.2 kB of disk .* --tmp"):
        plan_of(Recipe((str(text),), 5), folder, 100, ignore_progress, False)
