"""The progress of a command: on a terminal a bar of one line that is gone in the end, in a pipe a line at times."""

from __future__ import annotations

import itertools
import re
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from support.cli import on_a_terminal, process, seen
from support.terminal import PATIENCE

from lmtui.cli import progress_bar
from lmtui.cli.progress_bar import ProgressBar

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
        assert len(re.findall(rb"[#.]", bar[: bar.index(b"]")])) == 30
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


def test_a_pipe_gets_a_line_every_ten_seconds_unless_it_is_to_be_quiet(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_bar, "_BETWEEN_LOOKS", PATIENCE)
    now = 0.0
    bars = [ProgressBar(quiet, clock=lambda: now) for quiet in (False, True)]
    for second in range(26):
        now = float(second)
        for bar in bars:
            bar.show("counting", second / 50)
    for bar in bars:
        bar.clear()
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "lmtui: counting 22%, 2 %/s, 39 s left",
        "lmtui: counting 44%, 2 %/s, 28 s left",
    ]


def test_a_pipe_gets_its_lines_while_the_work_waits_and_reports_nothing(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_bar, "_BETWEEN_LOOKS", 0.001)
    seconds = itertools.count(step=11)  # later by as much at each look
    bar = ProgressBar(clock=lambda: float(next(seconds)))
    for stage in ("reading", "counting"):
        bar.show(stage, 0.5)
        said: list[str] = []
        for _ in range(6_000):
            said += capfd.readouterr().err.splitlines()
            if len(said) > 2:
                break
            time.sleep(0.01)
        bar.clear()
        asked = next(seconds)
        time.sleep(0.05)
        assert next(seconds) == asked + 11  # nobody looks any more
        capfd.readouterr()
        assert len(said) > 2
        assert set(said) == {f"lmtui: {stage} 50%"}


def test_a_bar_that_is_quiet_has_nobody_who_looks_on(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress_bar, "_BETWEEN_LOOKS", 0.001)
    seconds = itertools.count(step=11)
    ProgressBar(quiet=True, clock=lambda: float(next(seconds))).show("reading", 0.0)
    asked = next(seconds)
    time.sleep(0.05)
    assert next(seconds) == asked + 11
    assert capfd.readouterr() == ("", "")


def test_a_bar_that_has_not_changed_is_not_drawn_again(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    seconds = itertools.count()
    bar = ProgressBar(clock=lambda: float(next(seconds)))
    for fraction in (0.0, 0.0, 0.0, 0.5, 0.0):
        bar.show("reading", fraction)
    bar.clear()
    drawn = capfd.readouterr().err.split("\r")
    assert [line.partition("]")[2].strip() for line in drawn if "[" in line][:1] == ["0%"]
    assert all(one != other for one, other in pairwise(drawn) if "[" in one)


def test_a_terminal_gets_no_bar_where_it_is_to_be_quiet(tmp_path: Path) -> None:
    code, out, said = on_a_terminal(*MOUSE, "--quiet", "-o", str(tmp_path / "m"))
    assert (code, said) == (0, b"")
    assert out.count(b"\n") == 1
