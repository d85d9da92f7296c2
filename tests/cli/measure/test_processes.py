"""What a process takes is seen from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from lmtui.cli.measure.processes import lmplz, split_and_count, train
from lmtui.errors import LmtuiError


def test_a_process_is_watched_to_its_end(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("a b c\n" * 10)
    taken = split_and_count(text)
    assert taken.seconds > 0
    assert taken.disk == 0
    with pytest.raises(LmtuiError, match="has failed: lmtui: no corpus or file"):
        train(tmp_path / "none.txt")


def test_kenlm_is_measured_where_it_is_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert lmplz(tmp_path / "text.txt") is None
    program = tmp_path / "lmplz"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    assert lmplz(tmp_path / "text.txt")
