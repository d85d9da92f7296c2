"""Files are replaced unasked only where the program wrote them itself."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.mouse import session

from lmtui.files import FileStamp
from lmtui.playground import session_file
from lmtui.playground.exports import Purpose
from lmtui.playground.written_files import WrittenFiles


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
