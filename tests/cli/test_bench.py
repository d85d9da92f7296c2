"""The bench measures; what it finds is for people to judge."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from lmtui.cli.main import run
from lmtui.cli.measure import sessions


@pytest.mark.parametrize(
    ("subject", "subjects"),
    [
        ("train", {"train"}),
        ("open", {"open"}),
        ("generate", {"generate", "slider"}),
        ("sequences", {"best", "samples"}),
        ("start", {"start"}),
    ],
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


@pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="this system does not say what processes hold"
)
def test_of_many_sessions_the_first_the_second_and_the_last_are_measured_and_all_at_rest(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_WATCHED", 0.3)
    monkeypatch.setattr(sessions, "_GENERATING", 0.3)
    assert run(["bench", "--sessions", "3", "--json"]) == 0
    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [figure["what"] for figure in figures] == [
        *(f"session {number} of 3: memory of its own" for number in (1, 2, 3)),
        "all 3, idle: processor",
    ]
    for figure in figures[:3]:
        assert 0 < figure["value"] < 1000
        assert figure["yardstick_value"] > 0
