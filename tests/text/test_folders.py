"""What is read below a folder, what is passed over, and what is said of it."""

from __future__ import annotations

import gzip
import os
import socket
import zipfile
from pathlib import Path

import pytest

from lmtui.errors import Cancelled, SourceError, ignore_progress
from lmtui.text import folders
from lmtui.text.folders import TextFinder
from lmtui.text.regular_files import system_devices
from lmtui.text.sources import read_corpus


def put(root: Path, *names: str, text: str = "some text") -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one text, and a place beside it."""
    put(tmp_path, "texts/a.txt", "beside/b.txt")
    return tmp_path / "texts"


def passed_over(folder: Path) -> tuple[str, ...]:
    """The lines about what was passed over; the one text was read."""
    (document,) = read_corpus(str(folder))
    assert document.name == str(folder / "a.txt")
    assert all(line.isprintable() for line in document.skipped)
    return document.skipped


def the_line(folder: Path) -> str:
    (line,) = passed_over(folder)
    return line


def refusal(folder: Path) -> str:
    with pytest.raises(SourceError) as refused:
        list(read_corpus(str(folder)))
    message = str(refused.value)
    assert message.isprintable()
    return message


def test_of_a_folder_of_texts_there_is_nothing_to_say(folder: Path) -> None:
    assert passed_over(folder) == ()


@pytest.mark.parametrize(
    "name",
    ["NOTES.text", "page.html", "x.rst", "x.tex", "x.org", "x.csv", "README", "x.txt.bak", "x.gz", "deep/x"],
)
def test_a_file_of_another_ending_is_named_and_how_to_have_it(folder: Path, name: str) -> None:
    put(folder, name)
    line = the_line(folder)
    assert line == f"1 file that is not *.txt or *.md ({name}); name a file itself to have it read"
    (document,) = read_corpus(str(folder / name))  # as it says
    assert document.text == "some text"


def test_many_files_are_one_line_in_which_every_ending_has_its_turn(folder: Path) -> None:
    put(folder, *(f"picture{number}.png" for number in range(500)), "zz.html", "zz.text")
    line = the_line(folder)
    assert line.startswith("502 files that are not *.txt or *.md (zz.text, zz.html, picture0.png, ")
    assert line.endswith(", ...); name a file itself to have it read")
    assert len(line) < 250


def test_a_linked_folder_is_named_and_not_followed(folder: Path) -> None:
    (folder / "link").symlink_to("../beside")
    (folder / "round").symlink_to(".")
    assert the_line(folder).startswith("2 linked folders (link, round); name a linked folder itself")
    assert [document.text for document in read_corpus(str(folder / "link"))] == ["some text"]


def test_linked_files_are_read_and_links_to_nothing_named(folder: Path) -> None:
    (folder / "z.txt").symlink_to("../beside/b.txt")
    (folder / "gone.txt").symlink_to("nowhere")
    first, second = read_corpus(str(folder))
    assert second.name == str(folder / "z.txt")
    assert first.skipped + second.skipped == ("1 link that leads nowhere (gone.txt)",)


def test_a_link_that_leads_to_itself_is_no_traceback(folder: Path) -> None:
    (folder / "self.txt").symlink_to("self.txt")
    assert "self.txt" in the_line(folder)


def test_pipes_sockets_and_devices_are_not_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder / "pipe.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    monkeypatch.chdir(folder)  # a socket's whole path may be too long for it
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
        line = the_line(folder)
    assert line == "3 devices, pipes and sockets (device.txt, pipe.txt, socket.txt)"


@pytest.mark.skipif(not system_devices(), reason="this system shows nothing of itself as files")
def test_the_systems_state_is_not_read_through_a_link(folder: Path) -> None:
    (folder / "z.txt").symlink_to("/proc/self/environ")
    assert "system's state" in the_line(folder)


def test_a_folder_that_is_the_systems_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "system_devices", lambda: frozenset({os.stat(folder).st_dev}))
    assert "system's state" in refusal(folder)


@pytest.mark.skipif(
    not os.path.isdir("/dev/pts") or os.stat("/dev/pts").st_dev not in system_devices() - {os.stat("/dev").st_dev},
    reason="there is no folder here, next to nothing else, that is the system's",
)
def test_folders_of_the_system_are_not_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory = {os.stat(path).st_dev for path in ("/dev/shm",) if os.path.isdir(path)}  # as the tests' files may be
    not_entered = system_devices() | in_memory - {os.stat("/dev").st_dev}
    monkeypatch.setattr(folders, "system_devices", lambda: not_entered)
    found = TextFinder(Path("/dev"), 1 << 30, ignore_progress).find()
    assert any("the system's state (pts" in line or "(mqueue" in line for line in found.passed_over.lines())
    assert not any(str(path).startswith("/dev/pts/") for path in found.paths)


def test_hidden_files_and_folders_are_passed_over_without_a_word(folder: Path) -> None:
    put(folder, ".hidden.txt", ".git/x.txt", ".venv/LICENSE.md", ".page.html", "deep/.x.txt")
    assert passed_over(folder) == ()


def test_a_hidden_folder_that_is_named_is_read(tmp_path: Path) -> None:
    put(tmp_path, ".texts/a.txt")
    assert len(list(read_corpus(str(tmp_path / ".texts")))) == 1


def test_compressed_texts_are_read_among_the_others(folder: Path) -> None:
    for name in ("b.txt.gz", "c.MD.GZ"):
        (folder / name).write_bytes(gzip.compress(b"unpacked text"))
    texts = {os.path.basename(document.name): document.text for document in read_corpus(str(folder))}
    assert texts == {"a.txt": "some text", "b.txt.gz": "unpacked text", "c.MD.GZ": "unpacked text"}


def test_a_name_that_says_compressed_of_what_is_not_is_passed_over(folder: Path) -> None:
    put(folder, "b.txt.gz")
    assert "not compressed" in the_line(folder)
    assert len(list(read_corpus(str(folder / "b.txt.gz")))) == 1


def test_texts_that_cannot_be_used_for_one_reason_are_one_line(folder: Path) -> None:
    put(folder, *(f"empty{number}.txt" for number in range(5)), text=" \u00a0\n")
    (folder / "binary.txt").write_bytes(b"\0\1\2")
    binary, empty = passed_over(folder)
    assert "binary.txt' holds NUL" in binary
    assert empty.startswith("5 ('")
    assert "empty0.txt" in empty
    assert "each of which is empty; " in empty
    assert ", ...)" in empty


def test_hostile_names_are_shown_with_marks(folder: Path) -> None:
    put(folder, "a\x1b[2J.html", "b\n.rst")
    assert "a␛[2J.html" in the_line(folder)
    assert "b␊.rst" in the_line(folder)


def test_a_folder_that_may_not_be_listed_is_named_and_the_others_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder, "locked/x.txt")
    scandir = os.scandir

    def denied(path: str) -> object:
        if path == str(folder / "locked"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    assert "locked': Permission denied" in the_line(folder)


def test_many_folders_that_may_not_be_listed_are_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, *(f"locked{number}/x.txt" for number in range(9)))
    scandir = os.scandir

    def denied(path: str) -> object:
        if "locked" in path:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    line = the_line(folder)
    assert line.startswith("9 (")
    assert "locked0" in line
    assert "each of which cannot be read: Permission denied; check" in line


def test_there_is_an_end_to_the_lines(folder: Path) -> None:
    for number in range(50):
        with zipfile.ZipFile(folder / f"{number}.zip", "w") as archive:
            archive.writestr("x.txt", "text")
            archive.writestr("x.html", "no text")
    lines = [line for document in read_corpus(str(folder)) for line in document.skipped]
    assert len(lines) == 11
    assert "40 more" in lines[-1]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "no *.txt or *.md file is in it; name another folder"),
        (("NOTES.text",), "but 1 file that is not *.txt or *.md (NOTES.text); name a file itself"),
        ((".x.txt",), "no *.txt or *.md file is in it, but hidden ones"),
    ],
)
def test_a_folder_without_texts_is_refused_with_what_is_there_instead(
    names: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    put(tmp_path, *names)
    assert words in refusal(tmp_path)


def test_looking_through_a_large_folder_stops_when_progress_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(stage: str, fraction: float) -> None:
        assert stage == "looking for texts"
        raise Cancelled

    monkeypatch.setattr(folders, "_ENTRIES_PER_REPORT", 10)
    put(folder, *(f"{number}/x.py" for number in range(10)))
    with pytest.raises(Cancelled):
        list(read_corpus(str(folder), stop))
