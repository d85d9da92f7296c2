"""Compressed texts are known by their content and read like others; damaged ones are refused in one line."""

from __future__ import annotations

import bz2
import gzip
import importlib
import io
import lzma
import random
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lmtui.errors import Cancelled, SourceError
from lmtui.text import compressed, reading
from lmtui.text.document import Document
from lmtui.text.sources import read_corpus, read_standard_input

TEXT = "the café and the mouse\n" * 40


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def only_text(data: bytes) -> bytes:
    return zipped({"text.txt": data})


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zip": only_text,
}
every_packing = pytest.mark.parametrize("ending", PACKERS)


def refusal(path: Path) -> str:
    with pytest.raises(SourceError) as refused:
        list(read_corpus(str(path)))
    message = str(refused.value)
    assert message.isprintable()
    assert path.name in message
    return message


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@every_packing
@pytest.mark.parametrize("name", ["text.txt.{}", "text.txt", "text", "text.gz"])
def test_the_content_says_how_it_is_packed_whatever_the_name(ending: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name.format(ending)
    path.write_bytes(PACKERS[ending](TEXT.encode()))
    (document,) = read_corpus(str(path))
    assert document.text == TEXT
    assert document.name == (f"{path}/text.txt" if ending == "zip" else str(path))


@pytest.mark.parametrize("member", ["[Content_Types].xml", "META-INF/manifest.xml", "META-INF/container.xml"])
def test_a_document_that_is_an_archive_is_named_as_that(member: str, tmp_path: Path) -> None:
    path = tmp_path / "thesis.docx"
    path.write_bytes(zipped({"mimetype": b"", member: b"<x/>", "readme.txt": b"no part of the text"}))
    assert refusal(path).endswith("or an electronic book; save it as plain text and give that")


@every_packing
def test_what_is_unpacked_is_decoded_like_any_text(ending: str, tmp_path: Path) -> None:
    path = tmp_path / "packed"
    path.write_bytes(PACKERS[ending](TEXT.encode("utf-16")))
    assert [document.text for document in read_corpus(str(path))] == [TEXT]
    path.write_bytes(PACKERS[ending](TEXT.encode("cp1252")))
    (document,) = read_corpus(str(path))
    assert document.undecodable == 40
    assert "cp1252" in document.advice
    assert [document.text for document in read_corpus(str(path), encoding="cp1252")] == [TEXT]


@every_packing
def test_standard_input_may_be_packed(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = PACKERS[ending](TEXT.encode())
    standard_input(monkeypatch, packed)
    assert [document.text for document in read_corpus("-")] == [TEXT]
    standard_input(monkeypatch, packed)
    assert read_standard_input().text == TEXT


@pytest.mark.parametrize("ending", ["gz", "bz2", "xz"])
def test_packed_texts_one_after_another_are_one_text(ending: str, tmp_path: Path) -> None:
    pack = PACKERS[ending]
    (tmp_path / "packed").write_bytes(pack(b"one two\n") + pack(b"three four\n"))
    (document,) = read_corpus(str(tmp_path / "packed"))
    assert document.text == "one two\nthree four\n"


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read in pieces is read 1,000 bytes at a time."""
    monkeypatch.setattr(compressed, "PIECE", 1000)
    monkeypatch.setattr(reading, "PIECE", 1000)


@every_packing
@pytest.mark.usefixtures("small_pieces")
def test_a_large_text_is_unpacked_whole(ending: str, tmp_path: Path) -> None:
    text = b"a b c d\n" * 1_000
    (tmp_path / "packed").write_bytes(PACKERS[ending](text))
    (document,) = read_corpus(str(tmp_path / "packed"))
    assert document.text == text.decode()


@every_packing
@pytest.mark.usefixtures("small_pieces")
def test_unpacking_stops_when_progress_says_so(ending: str, tmp_path: Path) -> None:
    (tmp_path / "packed").write_bytes(PACKERS[ending](b"a b c d\n" * 1_000))

    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        list(read_corpus(str(tmp_path / "packed"), stop))


@every_packing
def test_an_empty_text_in_a_packing_is_refused(ending: str, tmp_path: Path) -> None:
    (tmp_path / "packed").write_bytes(PACKERS[ending](b" \n"))
    assert "is empty" in refusal(tmp_path / "packed")


# Damage


@every_packing
def test_cut_short_anywhere_it_is_refused(ending: str, tmp_path: Path) -> None:
    packed = PACKERS[ending](TEXT.encode())
    path = tmp_path / "packed"
    for length in range(12, len(packed)):
        path.write_bytes(packed[:length])
        assert refusal(path)


@every_packing
def test_damaged_anywhere_it_is_refused_or_read(ending: str, tmp_path: Path) -> None:
    luck = random.Random(ending)
    packed = PACKERS[ending]("".join(luck.choices("abcdefgh \n", k=400)).encode())
    path = tmp_path / "packed"
    refused = 0
    for _ in range(120):
        damaged = bytearray(packed)
        for _ in range(luck.choice((1, 1, 2, 8))):
            damaged[luck.randrange(len(damaged))] = luck.randrange(256)
        path.write_bytes(damaged)
        refused += refused_in_one_line(path)
    assert refused > 40


def refused_in_one_line(path: Path) -> bool:
    try:
        list(read_corpus(str(path)))
    except SourceError as error:
        return str(error).isprintable()
    return False


@every_packing
def test_a_packing_within_a_packing_is_refused(ending: str, tmp_path: Path) -> None:
    for inner in PACKERS.values():
        (tmp_path / "packed").write_bytes(PACKERS[ending](inner(TEXT.encode())))
        assert "archive within an archive" in refusal(tmp_path / "packed")


def test_a_packed_tar_archive_is_named_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "texts.tar.gz").write_bytes(gzip.compress(b"a.txt".ljust(257, b"\0") + b"ustar\x0000"))
    assert "tar archive" in refusal(tmp_path / "texts.tar.gz")


@pytest.mark.parametrize(("ending", "module"), [("gz", "gzip"), ("bz2", "bz2"), ("xz", "lzma")])
def test_a_python_that_lacks_a_module_says_so(
    ending: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = importlib.import_module

    def lacking(name: str) -> object:
        if name == module:
            raise ImportError(name)
        return load(name)

    (tmp_path / "packed").write_bytes(PACKERS[ending](TEXT.encode()))
    monkeypatch.setattr(importlib, "import_module", lacking)
    assert "this Python lacks" in refusal(tmp_path / "packed")


def test_memory_that_unpacking_lacks_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(self: lzma.LZMAFile, size: int = -1) -> bytes:
        raise MemoryError

    (tmp_path / "packed").write_bytes(lzma.compress(TEXT.encode()))
    monkeypatch.setattr(lzma.LZMAFile, "read", exhausted)
    assert "memory" in refusal(tmp_path / "packed")


# Archives


def archive(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    path.write_bytes(zipped(members, method))
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_is_read_like_a_folder(method: int, tmp_path: Path) -> None:
    members = {"b.TXT": b"of b", "a/d.md": b"of d", "a/c.txt": b"of c", "a/": b""}
    path = archive(tmp_path / "texts.zip", members, method)
    assert list(read_corpus(str(path))) == [
        Document(f"{path}/a/c.txt", "of c"),
        Document(f"{path}/a/d.md", "of d"),
        Document(f"{path}/b.TXT", "of b"),
    ]


def test_what_else_is_in_an_archive_is_named(tmp_path: Path) -> None:
    members = {
        "a.txt": b"of a",
        "page.html": b"x",
        "deep/page2.html": b"x",
        "empty.txt": b"",
        "in.txt": gzip.compress(b"x"),
        "more.zip": only_text(b"x"),
        "__MACOSX/._a.txt": b"\0",
        ".hidden.txt": b"x y",
        ".git/x.txt": b"x y",
    }
    (document,) = read_corpus(str(archive(tmp_path / "texts.zip", members)))
    assert document.text == "of a"
    empty, nested, others = document.skipped
    assert "empty.txt' is empty" in empty
    assert "in.txt' is an archive within an archive" in nested
    assert "3 files that are not *.txt or *.md (deep/page2.html, more.zip, page.html)" in others
    assert "texts.zip" in others


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"book.html": b"x y"}, "(book.html); unpack it"),
        ({"a.txt": b""}, "is empty"),
        ({}, "is empty"),
        ({"word/document.xml": b"<w/>"}, "word/document.xml"),
    ],
)
def test_an_archive_without_a_text_is_refused_with_the_reason(
    members: dict[str, bytes], words: str, tmp_path: Path
) -> None:
    assert words in refusal(archive(tmp_path / "texts.zip", members))


def test_an_encrypted_text_is_refused_as_that(tmp_path: Path) -> None:
    data = bytearray(only_text(TEXT.encode()))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # APPNOTE.TXT 4.3.7, 4.3.12: bit 0 of the flags
        data[data.index(signature) + place] |= 1
    (tmp_path / "texts.zip").write_bytes(data)
    assert "encrypted" in refusal(tmp_path / "texts.zip")


def test_the_texts_of_an_archive_on_standard_input_are_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"b.txt": b"of b", "a.txt": b"of \xe9 a", "c.html": b"x"})
    standard_input(monkeypatch, data)
    document = read_standard_input()
    assert (document.name, document.undecodable) == ("standard input", 1)
    assert document.text.startswith("of ")
    assert document.text.endswith(" a\nof b")
    assert "c.html" in document.skipped[0]
    standard_input(monkeypatch, data)
    assert len(list(read_corpus("-"))) == 2


def test_an_archive_of_many_texts_can_be_cancelled(tmp_path: Path) -> None:
    reported: list[float] = []

    def stop(stage: str, fraction: float) -> None:
        reported.append(fraction)
        if len(reported) == 3:
            raise Cancelled

    path = archive(tmp_path / "texts.zip", {f"{number}.txt": b"a b" for number in range(9)})
    with pytest.raises(Cancelled):
        list(read_corpus(str(path), stop))


def test_an_archive_that_lies_about_its_size_unpacks_no_further_than_memory_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path / "texts.zip", {"a.txt": b"a " * 3000})
    data = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):  # the uncompressed size
        at = data.index(signature) + place
        data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    monkeypatch.setattr(reading, "text_limit", lambda: 5000)
    assert refusal(path)
