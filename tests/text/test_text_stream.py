"""Standard input in pieces has the characters of the whole, however it is packed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lmtui.errors import SourceError
from lmtui.text import text_stream
from lmtui.text.sources import read_standard_input
from lmtui.text.text_stream import TextStream

TEXT = "the mouse\r\nthe owl é\r\n\nthe end"


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("piece", [1, 7, 1 << 18])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, bz2.compress, lzma.compress, lambda data: zipped({"a.txt": data})]
)
def test_pieces_have_the_characters_of_the_whole(
    pack: Callable[[bytes], bytes], encoding: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = "cp1252" if encoding == "cp1252" else ""
    data = pack(TEXT.encode(encoding))
    monkeypatch.setattr(text_stream, "_PIECE", piece)
    standard_input(monkeypatch, data)
    stream = TextStream(given)
    assert "".join(stream.pieces()) == TEXT.replace("\r\n", "\n")
    assert (stream.notes, stream.skipped) == ((), ())


def test_the_texts_of_an_archive_come_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(zipped({"c.txt": b"of c", "b.txt": b"of b" * 9, "a.txt": b"of \xe9 a\r", "d.html": b"x"}))
    data[data.index(b"of b")] ^= 1
    standard_input(monkeypatch, bytes(data))
    whole = read_standard_input()
    standard_input(monkeypatch, bytes(data))
    stream = TextStream("")
    assert "".join(stream.pieces()) == whole.text == "of \udce9 a\n\nof c"
    assert stream.skipped == whole.skipped
    assert "b.txt' is damaged" in "".join(stream.skipped)
    assert "1 undecodable byte in 'standard input'" in stream.notes[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.4", "is a PDF"),
        (gzip.compress(gzip.compress(b"a")), "is an archive within an archive"),
        (gzip.compress(TEXT.encode() * 99)[:-9], "is cut short"),
        (zipped({"a.html": b"a"}), "holds no text that can be read"),
        (zipped({"a.txt": b"a"})[:-9], "is damaged"),
    ],
    ids=["pdf", "twice", "short", "none", "damaged"],
)
def test_what_is_no_text_is_refused(data: bytes, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, data)
    with pytest.raises(SourceError, match=words):
        list(TextStream("").pieces())


def test_a_first_piece_that_is_short_does_not_hide_how_a_text_is_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    class OneByOne(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return super().read1(1)

    for data in (TEXT.encode(), gzip.compress(TEXT.encode()), bz2.compress(TEXT.encode())):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(OneByOne(data)))
        assert "".join(TextStream("").pieces()) == TEXT.replace("\r\n", "\n")


def test_a_text_is_given_before_more_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lines(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            return self.readline()

    lines = Lines(b"Be\nPK\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(lines))
    assert next(TextStream("").pieces()) == "Be\n"
    assert lines.read() == b"PK\n"


def test_what_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(SourceError, match="standard input is closed"):
        list(TextStream("").pieces())
    with open("/dev/zero", encoding="utf-8") as device:
        monkeypatch.setattr(sys, "stdin", device)
        with pytest.raises(SourceError, match="it is a device"):
            list(TextStream("").pieces())


def test_how_much_has_been_read_is_a_share_where_the_size_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standard_input(monkeypatch, TEXT.encode())
    stream = TextStream("")
    assert stream.progress == (", 0 bytes", 0.0)
    list(stream.pieces())
    assert stream.progress == (f", {len(TEXT.encode())} bytes", 0.0)
    (tmp_path / "text.gz").write_bytes(gzip.compress(TEXT.encode()))
    with (tmp_path / "text.gz").open("rb") as file:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(file))
        stream = TextStream("")
        list(stream.pieces())
        assert stream.progress == ("", 1.0)
