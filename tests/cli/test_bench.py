"""The bench measures; what it finds is for people to judge."""

from __future__ import annotations

import json
import math

import pytest

from lmtui.cli.main import run


@pytest.mark.parametrize(
    ("subject", "subjects"),
    [("train", {"train"}), ("open", {"open"}), ("generate", {"generate", "slider"}), ("start", {"start"})],
)
def test_every_figure_stands_beside_its_yardstick(
    subject: str, subjects: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["bench", "--quick", "--only", subject, "--json"]) == 0
    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {figure["subject"] for figure in figures} == subjects
    for figure in figures:
        assert 0 < figure["value"] < math.inf
        assert (figure["yardstick"] == "") == (figure["yardstick_value"] is None)
        assert figure["yardstick_value"] is None or figure["yardstick_value"] > 0


def test_the_table_says_of_each_goal_whether_it_was_reached(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["bench", "--quick", "--only", "open"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["subject", "what", "figure", "yardstick", "goal"]
    assert rows
    assert all(row.startswith("open") and row.endswith(("yes", "NO")) for row in rows)
