"""Files are written whole or not at all, and replaced only where that is allowed."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from support.cli import REPOSITORY

from lmtui.files import (
    AlreadyThere,
    FileError,
    new_file,
    new_folder,
    quoted,
    working_result,
    write_text,
)


def test_a_link_stays_and_the_file_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "it.txt", tmp_path / "link.txt"
    target.write_text("mine")
    link.symlink_to(target)
    with pytest.raises(AlreadyThere):
        write_text(str(link), "yours")
    write_text(str(link), "yours", may_replace=True)
    assert link.is_symlink()
    assert target.read_text() == "yours"
    assert os.listdir(tmp_path / "folder") == ["it.txt"]


def test_what_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("mine")
    path.chmod(0o600)
    write_text(str(path), "yours", may_replace=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_may_not_be_changed_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "it.txt"
    path.write_text("mine")
    path.chmod(0o400)
    if os.access(path, os.W_OK):
        pytest.skip("this user may change everything")
    with pytest.raises(FileError, match="may not be changed"):
        write_text(str(path), "yours", may_replace=True)
    assert path.read_text() == "mine"


def test_a_block_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "it").write_bytes(b"before")
    for name in ("it", "new"):
        with suppress(RuntimeError), new_file(tmp_path / name, may_replace=True) as file:
            file.write(b"half")
            raise RuntimeError
    assert os.listdir(tmp_path) == ["it"]
    assert (tmp_path / "it").read_bytes() == b"before"


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    with new_file(tmp_path / "it") as file:
        file.write(b"all")
        assert not (tmp_path / "it").exists()
    assert (tmp_path / "it").read_bytes() == b"all"


# How a folder is written


def test_a_folder_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    with new_folder(tmp_path / "a" / "it", lambda _: False) as folder:
        (folder / "file").write_bytes(b"all")
        assert not (tmp_path / "a" / "it").exists()
    assert [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*"))] == ["a", "a/it", "a/it/file"]
    assert stat.S_IMODE((tmp_path / "a" / "it").stat().st_mode) == 0o700


def test_a_folder_that_fails_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "it").mkdir()
    with suppress(RuntimeError), new_folder(tmp_path / "it", lambda _: True) as folder:
        (folder / "file").write_bytes(b"half")
        raise RuntimeError
    assert [path.name for path in tmp_path.rglob("*")] == ["it"]


# How a path is named


def test_what_a_step_leaves_is_whole_or_not_there(tmp_path: Path) -> None:
    place = tmp_path / "step"
    for content in ("first", "second"):
        with suppress(KeyboardInterrupt), working_result(place) as beside:
            (beside / "half").write_text(content)
            raise KeyboardInterrupt
        assert not place.exists()
    with working_result(place) as beside:
        assert not list(beside.iterdir())
        (beside / "whole").write_text("third")
    with suppress(KeyboardInterrupt), working_result(place):
        raise KeyboardInterrupt
    assert [file.name for file in place.iterdir()] == ["whole"]


def test_nothing_is_renamed_or_flushed_elsewhere() -> None:
    package = REPOSITORY / "lmtui"
    renames = re.compile(r"\bos\.(replace|rename|fsync)\b|\.rename\(|import .*\bfsync\b")
    found = {
        str(path.relative_to(package)) for path in package.rglob("*.py") if renames.search(path.read_text("utf-8"))
    }
    assert found == {"files.py"}


def test_a_long_path_is_shown_by_its_end() -> None:
    assert quoted("/a/it.txt") == "'/a/it.txt'"
    shown = quoted("/a" * 500 + "/it.txt")
    assert len(shown) == 62
    assert shown.endswith("/a/it.txt'")
    assert quoted("a\x1b[2J") == "'a␛[2J'"
