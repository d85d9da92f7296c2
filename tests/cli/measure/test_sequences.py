"""The best sequence and samples are measured beside their yardsticks."""

from __future__ import annotations

import pytest
from support.bench import figures_of, take_smaller_texts

from lmtui.cli.measure import sequences


def test_every_figure_stands_beside_its_yardstick(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_smaller_texts(monkeypatch, sequences)
    figures = figures_of(capsys, "--quick", "--only", "sequences")
    assert {figure["subject"] for figure in figures} == {"best", "samples"}
    assert {figure["unit"] for figure in figures} == {"s", "times", "tokens/s"}
