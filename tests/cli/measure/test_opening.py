"""Opening a model is measured beside reading its files."""

from __future__ import annotations

import pytest
from support.bench import figures_of, take_smaller_texts

from lmtui.cli.measure import opening


def test_every_figure_stands_beside_its_yardstick(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_smaller_texts(monkeypatch, opening)
    figures = figures_of(capsys, "--quick", "--only", "open")
    assert {figure["subject"] for figure in figures} == {"open"}
    assert {figure["yardstick"] for figure in figures} == {"reading its files", "splitting it at blanks"}
    assert len(figures) == 3
