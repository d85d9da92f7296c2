"""The bench prints what it measures; what it finds is for people to judge."""

from __future__ import annotations

import pytest

from lmtui.cli.main import run


def test_the_table_says_of_each_goal_whether_it_was_reached(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "--quick", "--only", "open"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["subject", "what", "figure", "yardstick", "goal"]
    assert rows
    assert all(row.startswith("open") and row.endswith(("yes", "NO")) for row in rows)
