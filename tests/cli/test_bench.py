"""The bench prints what it measures; what it finds is for people to judge."""

from __future__ import annotations

import pytest
from support.bench import take_smaller_texts

from lmtui.cli.main import run
from lmtui.cli.measure import opening


def test_the_table_says_of_each_goal_whether_it_was_reached(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_smaller_texts(monkeypatch, opening)
    assert run(["bench", "--quick", "--only", "open"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["subject", "what", "figure", "yardstick", "goal"]
    assert rows
    assert all(row.startswith("open") and row.endswith(("yes", "NO")) for row in rows)
