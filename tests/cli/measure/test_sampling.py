"""Tokens a second and slider steps are measured beside the dense computation."""

from __future__ import annotations

import pytest
from support.bench import figures_of, take_smaller_texts

from lmtui.cli.measure import sampling


def test_every_figure_stands_beside_its_yardstick(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_smaller_texts(monkeypatch, sampling)
    figures = figures_of(capsys, "--quick", "--only", "generate")
    assert {figure["subject"] for figure in figures} == {"generate", "slider"}
    assert {figure["unit"] for figure in figures} == {"tokens/s", "ms"}
