"""Files are written whole or not at all, and replaced unasked only where the program wrote them itself."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from support.cli import REPOSITORY
from support.mouse import session

from lmtui.files import (
    AlreadyThere,
    FileError,
    FileStamp,
    WrittenFiles,
    new_file,
    new_folder,
    quoted,
    working_result,
    write_text,
)
from lmtui.playground import session_file
from lmtui.playground.exports import Purpose


def written(path: Path, purpose: Purpose = Purpose.SESSION) -> WrittenFiles:
    """A file was written here."""
    files = WrittenFiles()
    path.write_text("ours")
    files.remember(str(path), purpose)
    return files


def test_nothing_is_ours_at_first(tmp_path: Path) -> None:
    (tmp_path / "it").write_text("theirs")
    files = WrittenFiles()
    assert not files.may_replace(str(tmp_path / "it"), Purpose.SESSION)
    assert not files.may_replace(str(tmp_path / "none"), Purpose.SESSION)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_file_is_ours_for_its_purpose_alone(tmp_path: Path, purpose: Purpose) -> None:
    files = written(tmp_path / "it", purpose)
    assert [other for other in Purpose if files.may_replace(str(tmp_path / "it"), other)] == [purpose]


def test_what_was_written_last_is_what_counts(tmp_path: Path) -> None:
    files = written(tmp_path / "it")
    (tmp_path / "it").write_text("an export now")
    files.remember(str(tmp_path / "it"), Purpose.NUMBERS)
    assert files.may_replace(str(tmp_path / "it"), Purpose.NUMBERS)
    assert not files.may_replace(str(tmp_path / "it"), Purpose.SESSION)


def rewritten(path: Path) -> None:
    path.write_text("somebody else's")


def replaced(path: Path) -> None:
    """By a file with the same text."""
    other = path.with_name("other")
    other.write_text("ours")
    os.replace(other, path)


def touched(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def linked(path: Path) -> None:
    other = path.with_name("other")
    other.write_text("ours")
    path.unlink()
    path.symlink_to(other)


def gone(path: Path) -> None:
    path.unlink()


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("change", [rewritten, replaced, touched, linked, gone, a_folder])
def test_what_has_changed_since_is_not_ours(tmp_path: Path, change: object) -> None:
    files = written(tmp_path / "it")
    assert callable(change)
    change(tmp_path / "it")
    assert not files.may_replace(str(tmp_path / "it"), Purpose.SESSION)


def test_a_file_that_changed_between_reading_and_opening_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "it.json"
    session_file.save(session("the mouse"), str(path))
    kept = session_file.read(str(path))
    files = WrittenFiles()
    files.remember(kept.path, Purpose.SESSION, kept.stamp)
    assert files.may_replace(str(path), Purpose.SESSION)
    assert kept.stamp == FileStamp.of(path.stat())
    path.write_text("somebody else's")
    files.remember(kept.path, Purpose.SESSION, kept.stamp)
    assert not files.may_replace(str(path), Purpose.SESSION)


def test_one_name_however_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path / "folder")
    files = written(tmp_path / "it")
    for name in (str(tmp_path / "it"), "../it", "~/it", f"{tmp_path}/folder/../it", f"{tmp_path}//it"):
        assert files.may_replace(name, Purpose.SESSION), name
    monkeypatch.chdir(tmp_path)
    assert files.may_replace("it", Purpose.SESSION)
    assert not files.may_replace("IT", Purpose.SESSION)


def test_another_name_of_the_same_file_is_another_name(tmp_path: Path) -> None:
    files = written(tmp_path / "it")
    (tmp_path / "link").symlink_to(tmp_path / "it")
    os.link(tmp_path / "it", tmp_path / "hard")
    for name in ("link", "hard"):
        assert not files.may_replace(str(tmp_path / name), Purpose.SESSION)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000, "file/below", ""])
def test_names_that_cannot_be_are_nobody_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    files = WrittenFiles()
    files.remember(name, Purpose.TEXT)
    if name:
        assert not files.may_replace(name, Purpose.TEXT)


# How a file is written


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
