"""A worker tells what differs, and stops what nobody wants."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmtui.engines import on_worker
from lmtui.engines.on_worker import check_wanted, difference, look, versions
from lmtui.errors import Cancelled


def test_a_worker_says_in_what_it_differs(tmp_path: Path) -> None:
    own = versions()
    assert difference(own) == ""
    said = difference({**own, "lmtui": "9.9", "numpy": "1"})
    assert said == f"has lmtui {own['lmtui']}, numpy {own['numpy']} where this machine has 9.9, 1"
    (tmp_path / "sign").touch()
    assert look(own, tmp_path, "sign") == ""
    assert look(own, tmp_path, "other") == (
        f"does not see '{tmp_path}'; name a folder that all machines share with --tmp"
    )


def test_a_task_ends_where_nobody_wants_it_and_outside_a_cluster_everything_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = [True, False]
    monkeypatch.setattr(on_worker._current, "is_wanted", lambda: wanted.pop(0), raising=False)
    check_wanted("counting", 0.5)
    with pytest.raises(Cancelled):
        check_wanted("counting", 0.6)
    monkeypatch.setattr(on_worker._current, "is_wanted", None)
    check_wanted("counting", 0.7)
    assert not wanted
