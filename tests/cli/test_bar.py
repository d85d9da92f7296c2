"""The progress bar: on a terminal alone, one line of it, and gone in the end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.cli import on_a_terminal, process, seen

MOUSE = ("train", "--corpus", "mouse", "--order", "2")


@pytest.mark.parametrize("name", ["m.arpa", "m"])
def test_a_terminal_gets_a_bar_that_is_gone_in_the_end(name: str, tmp_path: Path) -> None:
    code, out, said = on_a_terminal(*MOUSE, "-o", str(tmp_path / name))
    assert code == 0
    assert re.search(rb"\r\w+ +\[#*\.*\]", said)
    assert seen(said) == []
    assert b"[" not in out
    assert out.count(b"\n") == 1


def test_a_bar_has_thirty_places_and_one_row_of_an_80_column_screen(tmp_path: Path) -> None:
    _, _, said = on_a_terminal(*MOUSE, "-o", str(tmp_path / "m"))
    drawn = [part for part in said.split(b"\r") if b"[" in part]
    assert drawn
    for bar in drawn:
        assert len(re.findall(rb"[#.]", bar)) == 30
        assert len(bar) < 80


def test_the_bar_is_gone_where_it_fails_too(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    code, out, said = on_a_terminal(*MOUSE, "-o", str(tmp_path / "texts"))
    assert (code, out) == (1, b"")
    (line,) = seen(said)
    assert line.startswith("lmtui: ")
    assert line.endswith("choose another place")


def test_what_is_no_terminal_gets_no_bar(tmp_path: Path) -> None:
    ran = process(*MOUSE, "-o", str(tmp_path / "m"))
    assert (ran.code, ran.err) == (0, "")
    assert "\r" not in ran.out
