"""The best sequence and samples are measured beside their yardsticks."""

from __future__ import annotations

import pytest
from support.bench import figures_of


def test_every_figure_stands_beside_its_yardstick(capsys: pytest.CaptureFixture[str]) -> None:
    figures = figures_of(capsys, "--quick", "--only", "sequences")
    assert {figure["subject"] for figure in figures} == {"best", "samples"}
    assert {figure["unit"] for figure in figures} == {"s", "times", "tokens/s"}
