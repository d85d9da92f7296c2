"""What is offered for a typed path."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lmtui.playground.path_listing import MOST, completed, entries_beginning_with


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("Talks", "a", ".git"):
        (tmp_path / name).mkdir()
    for name in ("owl-2.json", "Owl-1.json", "owl.TXT", "x.py", "esc\x1b.json", ".o.json", "a/in.json"):
        (tmp_path / name).touch()
    os.symlink("nowhere", tmp_path / "owl-link.json")
    os.mkfifo(tmp_path / "owl-pipe.json")
    return tmp_path


def names(path: str, *endings: str) -> list[str]:
    return entries_beginning_with(path, endings or (".json",))


def test_folders_come_first_then_files_with_the_endings() -> None:
    assert names("") == ["../", "a/", "Talks/", "Owl-1.json", "owl-2.json"]
    assert names("", ".txt") == ["../", "a/", "Talks/", "owl.TXT"]
    assert names("ow") == ["owl-2.json"]
    assert names("a") == ["a/"]
    assert names("a/") == ["../", "in.json"]
    assert names(".") == [".git/", ".o.json"]
    assert names("nowhere/") == names("a/in.json/x") == names("\x00/") == []


def test_a_tilde_is_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    assert names("~/ow") == ["owl-2.json"]


def test_a_path_is_completed_as_far_as_all_entries_agree() -> None:
    assert completed("x/o", ["owl-1.json", "owl-2.json"]) == "x/owl-"
    assert completed("x/o", ["owl/"]) == "x/owl/"
    assert completed("x/", ["../", "owl/"]) == "x/owl/"
    assert completed("x/o", []) == "x/o"


def test_of_a_large_folder_some_are_offered(folder: Path) -> None:
    for number in range(MOST):
        (folder / "a" / f"{number}.json").touch()
    assert len(names("a/")) <= MOST + 1
