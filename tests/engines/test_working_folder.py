"""The working folder of a training keeps its plan, and nothing else that is there is taken for one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lmtui.engines.working_folder import ABANDONED_AFTER, Plan, WorkingFolder
from lmtui.errors import ignore_progress
from lmtui.ngram.training_lock import TrainingLock
from lmtui.text.shards import Part, Shard, TextFile

FILES = (
    TextFile("/texts/a.txt", "a.txt", "utf-8", 0, 20, (20, 123456789, 123456790)),
    TextFile("/work/texts", "b.txt", "cp1252", 3, 9, None),
)
PLAN = Plan(
    FILES,
    (
        Shard(0, (Part(0, FILES[0], 0, 12, "line"),)),
        Shard(1, (Part(0, FILES[0], 12, 20, "line", False, False), Part(1, FILES[1], 3, 9, "paragraph"))),
    ),
    ("one file is no text",),
    12,
)
KEY = "0" * 32


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = WorkingFolder(tmp_path / "tmp", KEY)
    assert folder.plan() is None
    folder.begin()
    assert folder.plan() is None
    folder.write_plan(PLAN)
    assert folder.plan() == PLAN
    assert PLAN.rules == ["line", "paragraph"]
    (folder.path / "run-000000").mkdir()
    (folder.path / "run-000000" / "count.npy").write_bytes(b"1")
    folder.spool.write_bytes(b"a b")
    reports: list[int] = []
    folder.remove(lambda: reports.append(1))
    assert len(reports) == 2
    assert not folder.path.exists()


@pytest.mark.parametrize("said", [b"", b"[]", b"{}", b'{"version": 1}', b'{"version": 0}', b"\xff"])
def test_what_is_no_plan_is_none(said: bytes, tmp_path: Path) -> None:
    folder = WorkingFolder(tmp_path, KEY)
    folder.begin()
    (folder.path / "plan.json").write_bytes(said)
    assert folder.plan() is None


def test_to_begin_removes_what_nobody_has_gone_on_with_for_a_week(tmp_path: Path) -> None:
    names = [f"{digit * 32}-training" for digit in "12"] + ["precious", f"{'3' * 32}"]
    for name in names:
        (tmp_path / name).mkdir()
    for name in names[1:]:
        os.utime(tmp_path / name, (0, os.stat(tmp_path).st_mtime - 2 * ABANDONED_AFTER))
    unused, used = tmp_path / f".lmtui-lock-{'4' * 32}", TrainingLock(tmp_path, "5" * 32)
    unused.write_bytes(b"")  # of a process that was killed
    used.take(ignore_progress, 0.0)
    names.append(f".lmtui-lock-{'5' * 32}")
    WorkingFolder(tmp_path, KEY).begin()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([names[0], *names[2:], f"{KEY}-training"])
