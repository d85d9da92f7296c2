"""Scoring is measured beside asking for one token after another."""

from __future__ import annotations

import pytest
from support.bench import figures_of


def test_every_figure_stands_beside_its_yardstick(capsys: pytest.CaptureFixture[str]) -> None:
    (figure,) = figures_of(capsys, "--quick", "--only", "score")
    assert (figure["subject"], figure["unit"]) == ("score", "tokens/s")
    assert figure["yardstick"]
