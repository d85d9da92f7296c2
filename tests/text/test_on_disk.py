"""The texts of a large corpus stay where they are, or are put where they can be read from the middle."""

from __future__ import annotations

import gzip
import io
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from lmtui.errors import SourceError, ignore_progress
from lmtui.text.machine.docstrings import Docstrings
from lmtui.text.on_disk import can_be_cut, texts_on_disk


@pytest.mark.parametrize(
    ("encoding", "cut"),
    [("utf-8", True), ("cp1252", True), ("koi8-r", True), ("ascii", True)]
    + [(name, False) for name in ("utf-16", "utf-7", "shift_jis", "gb18030", "iso2022_jp", "hz", "cp037")],
)
def test_only_where_every_newline_is_one_byte_a_text_is_cut(encoding: str, cut: bool) -> None:
    assert can_be_cut(encoding) is cut


def test_plain_files_stay_and_others_are_put_into_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = tmp_path / "spool"
    plain, packed, wide = tmp_path / "a.txt", tmp_path / "b.txt.gz", tmp_path / "c.txt"
    plain.write_bytes("né\r\n".encode())
    packed.write_bytes(gzip.compress("wé b\n".encode()))
    wide.write_bytes("ö d\n".encode("utf-16"))
    found = list(texts_on_disk(str(plain), spool, ignore_progress))
    assert [text.file.path for text in found if text.file] == [str(plain)]
    assert not spool.exists()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"e f\n")))
    for path in (str(packed), str(wide), "-"):
        found += texts_on_disk(path, spool, ignore_progress)
    read = [text.file.text(text.file.start, text.file.stop).text for text in found if text.file]
    assert read == ["né\n", "wé b\n", "ö d\n", "e f\n"]
    assert spool.read_text(encoding="utf-8") == "wé b\nö d\ne f\n"


def test_what_is_put_aside_belongs_to_its_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "library"
    library.mkdir()
    for name in "ab":
        (library / f"{name}.py").write_text('"""A docstring."""\n')
    monkeypatch.setattr("lmtui.text.sources.machine_texts", lambda name: Docstrings(library))
    found = texts_on_disk("docstrings", tmp_path / "spool", ignore_progress)
    assert [(text.name, text.corpus) for text in found] == [
        ("docstrings/a", "docstrings"),
        ("docstrings/b", "docstrings"),
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "is empty"), (b" \n", "is empty"), (b"a\0b", "NUL"), (b"%PDF-1", "PDF"), (b"\xef\xbb\xbf \n", "is empty")],
)
def test_what_is_no_text_is_refused_before_it_is_worked_on(data: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=why):
        list(texts_on_disk(str(path), tmp_path / "spool", ignore_progress))


def test_a_text_on_which_work_would_fill_the_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "a.txt.gz"
    packed.write_bytes(gzip.compress(b"a b\n" * 1000))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=10_000))
    with pytest.raises(SourceError, match=r"a\.txt\.gz' holds more than 4\.0 kB .* give a smaller text, or another"):
        list(texts_on_disk(str(packed), tmp_path / "spool", ignore_progress, disk_a_byte=8))
