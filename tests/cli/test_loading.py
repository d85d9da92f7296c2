"""What a command says about its model and its text on standard error."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.cli import here, on_a_terminal, seen

from lmtui.cli.main import run


def test_undecodable_bytes_are_noted(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_bytes(b"caf\xe9 the caf\xe9\n")
    ran = here("train", "--corpus", str(tmp_path / "text.txt"), "-o", str(tmp_path / "m"))
    assert ran.code == 0
    (note,) = ran.err.splitlines()
    assert note.startswith("lmtui: note: 2 undecodable bytes")


def test_a_note_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_bytes(b"caf\xe9 the caf\xe9\n")
    _, _, said = on_a_terminal("train", "--corpus", str(tmp_path / "text.txt"), "-o", str(tmp_path / "m"))
    (line,) = seen(said)
    assert line.startswith("lmtui: note: ")
    assert line.endswith("give --encoding cp1252")


def test_files_of_a_folder_that_are_passed_over_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("the mouse ate the cheese", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"a\0b")
    assert run(["next", "--corpus", str(tmp_path), "--top", "1"]) == 0
    said = capsys.readouterr().err
    assert "b.txt" in said
    assert said.count("\n") == 1
