"""The figures that `lmtui bench` prints."""

from __future__ import annotations

import json
import math
from types import ModuleType
from typing import Any

import pytest

from lmtui.cli.main import run
from lmtui.cli.measure.figure import zipf_text


def take_smaller_texts(monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
    """Let a module measure with texts of a twentieth of their size: what it prints is to be seen, and no figure."""
    monkeypatch.setattr(module, "zipf_text", lambda tokens, types: zipf_text(tokens // 20, types // 20))


def figures_of(capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, Any]]:
    """Measure, and read the figures that are printed; each must stand beside its yardstick, if it has one."""
    assert run(["bench", *options, "--json"]) == 0
    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for figure in figures:
        assert 0 < figure["value"] < math.inf or figure["what"].endswith("idle: processor")
        assert (figure["yardstick"] == "") == (figure["yardstick_value"] is None)
        assert figure["yardstick_value"] is None or figure["yardstick_value"] > 0
    return figures
