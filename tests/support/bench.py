"""The figures that `lmtui bench` prints."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from lmtui.cli.main import run


def figures_of(capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, Any]]:
    """Measure, and read the figures that are printed; each must stand beside its yardstick, if it has one."""
    assert run(["bench", *options, "--json"]) == 0
    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for figure in figures:
        assert 0 < figure["value"] < math.inf or figure["what"].endswith("idle: processor")
        assert (figure["yardstick"] == "") == (figure["yardstick_value"] is None)
        assert figure["yardstick_value"] is None or figure["yardstick_value"] > 0
    return figures
