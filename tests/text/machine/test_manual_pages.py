"""Manual pages become plain text, each a document, whatever the pages around it do."""

from __future__ import annotations

import bz2
import gzip
import shutil
from pathlib import Path

import pytest

from lmtui.errors import SourceError, ignore_progress
from lmtui.text.machine.manual_pages import ManualPages

FOX = b""".TH FOX 1 "a day" "wood" "Animals"
.SH NAME
fox \\- a red \\fBbold\\fR animal that runs over the hills and far away from anybody who reads this very long line
.SH SYNOPSIS
.TP
.B fox
Runs caf\xe9.
"""
OWL = b".TH OWL 6\n.SH NAME\nowl \\- an old\nanimal\n"
UPSETTING = b".TH BAD 1\n.SH NAME\nbad \\- it begins what it does not end\n.ig never\n"
PROGRAMS = [name for name in ("groff", "mandoc") if shutil.which(name)]


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    for section in ("man1", "man6", "de/man1"):
        (tmp_path / section).mkdir(parents=True)
    (tmp_path / "man1/fox.1.gz").write_bytes(gzip.compress(FOX))
    (tmp_path / "man1/vixen.1.gz").symlink_to("fox.1.gz")
    (tmp_path / "man1/reynard.1").write_text(".so man1/fox.1\n")
    (tmp_path / "man1/damaged.1.gz").write_bytes(b"\x1f\x8b\x08no")
    (tmp_path / "man6/owl.6.bz2").write_bytes(bz2.compress(OWL))
    (tmp_path / "de/man1/fuchs.1").write_bytes(FOX)
    return tmp_path


@pytest.mark.skipif(not PROGRAMS, reason="neither groff nor mandoc is installed")
@pytest.mark.parametrize("program", PROGRAMS)
def test_each_page_is_a_document_of_plain_text(program: str, pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    which = {program: shutil.which(program)}
    monkeypatch.setattr("shutil.which", which.get)
    texts = {document.name: document.text for document in ManualPages([pages]).read(ignore_progress)}
    assert list(texts) == ["man/fox(1)", "man/owl(6)"]
    name, synopsis = texts["man/fox(1)"].split("\n\n")
    assert name == (
        "NAME\nfox - a red bold animal that runs over the hills and far away from anybody who reads this very "
        "long line"
    )
    assert synopsis.startswith("SYNOPSIS\nfox")
    assert texts["man/owl(6)"] == "NAME\nowl - an old animal\n"


@pytest.mark.skipif("groff" not in PROGRAMS, reason="groff is not installed")
def test_a_page_that_upsets_those_after_it_upsets_none(pages: Path) -> None:
    (pages / "man1/bad.1").write_bytes(UPSETTING)
    texts = {document.name: document.text for document in ManualPages([pages]).read(ignore_progress)}
    assert list(texts) == ["man/bad(1)", "man/fox(1)", "man/owl(6)"]
    assert texts["man/owl(6)"] == "NAME\nowl - an old animal\n"


def test_the_size_is_that_of_the_files(pages: Path) -> None:
    size = ManualPages([pages]).size()
    assert size.files == 4  # the link is not one of them
    assert size.bytes == sum(path.stat().st_size for path in pages.glob("man*/*") if not path.is_symlink())


def test_what_is_missing_is_said(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MANPATH", str(tmp_path / "nothing"))
    with pytest.raises(SourceError, match="no manual pages are on this machine"):
        list(ManualPages().read(ignore_progress))
    monkeypatch.setenv("MANPATH", str(pages))
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(SourceError, match="groff and mandoc are missing"):
        list(ManualPages().read(ignore_progress))
