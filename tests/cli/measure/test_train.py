"""Training is measured beside a Counter, and memory beside a bound."""

from __future__ import annotations

import pytest
from support.bench import figures_of, take_smaller_texts

from lmtui.cli.measure import train


def test_every_figure_stands_beside_its_yardstick(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take_smaller_texts(monkeypatch, train)
    figures = figures_of(capsys, "--quick", "--only", "train")
    assert {figure["subject"] for figure in figures} == {"train"}
    assert [figure["unit"] for figure in figures] == [*("s", "s", "bytes a token") * 2, "times", "s", "s"]
