"""A large text is measured by memory, disk and time a token, where it is named."""

from __future__ import annotations

import pytest
from support.bench import figures_of

from lmtui.cli.measure import large
from lmtui.cli.measure.processes import Taken


def test_every_figure_has_a_goal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "_PART", 200)
    monkeypatch.setattr(large, "_SMALLER", (400, 50, 100))
    monkeypatch.setattr(large, "_LARGE", (400, 50, 100))
    monkeypatch.setattr(large, "_FEW_TYPES", 20)
    monkeypatch.setattr(large, "train", lambda text, *options: Taken(2.0, 10**8, text.stat().st_size))
    figures = figures_of(capsys, "--quick", "--only", "large")
    assert [figure["unit"] for figure in figures] == ["s", "ns", "MB", "× the text"]
    assert figures[-1]["value"] == 1.0
    figures = figures_of(capsys, "--only", "large")
    assert [figure["unit"] for figure in figures] == ["s", "ns", "MB", "× the text", "s", "ns"]
