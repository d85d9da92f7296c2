"""Opening a model is measured beside reading its files."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.bench import figures_of, take_smaller_texts

from lmtui.cli.measure import opening


def test_every_figure_stands_beside_its_yardstick(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_smaller_texts(monkeypatch, opening)
    figures = figures_of(capsys, "--quick", "--only", "open")
    assert {figure["subject"] for figure in figures} == {"open"}
    *opened, read = [figure["yardstick"] for figure in figures if figure["unit"] != "MB"]
    assert (opened, read) == (["reading its files"] * 2, "splitting it at blanks")
    if Path("/proc/self/status").exists():
        assert figures[-1]["yardstick"] == "its stored model"
