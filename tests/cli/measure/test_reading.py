"""Reading a text is measured beside reading and decoding alone."""

from __future__ import annotations

import pytest
from support.bench import figures_of


def test_every_figure_stands_beside_its_yardstick(capsys: pytest.CaptureFixture[str]) -> None:
    figures = figures_of(capsys, "--quick", "--only", "read")
    assert {figure["subject"] for figure in figures} == {"read"}
    assert [figure["unit"] for figure in figures] == ["MB/s", "MB/s", "M/s"]
