"""The start is measured beside a bare Textual app."""

from __future__ import annotations

import pytest
from support.bench import figures_of


def test_every_figure_stands_beside_its_yardstick(capsys: pytest.CaptureFixture[str]) -> None:
    figures = figures_of(capsys, "--quick", "--only", "start")
    assert {figure["subject"] for figure in figures} == {"start"}
    assert [figure["yardstick"] for figure in figures] == ["a bare Textual app that imports numpy", ""]
