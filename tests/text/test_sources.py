"""Where text comes from, and in what state it arrives."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpus_files import read, refusal

from lmtui.errors import Cancelled, SettingError, SourceError
from lmtui.text import bundled
from lmtui.text.document import Document
from lmtui.text.encoding import encode
from lmtui.text.safety import with_newlines
from lmtui.text.sources import read_corpus, standard_input_is_longer
from lmtui.text.tokenizers import tokenizer_named


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "text.txt"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfa b", "a b"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"a\tb\n\nc", "a\tb\n\nc"),
        ("é 🦊 \u00a0".encode(), "é 🦊 \u00a0"),
        (b"a\x1b[2Jb \x1e", "a\x1b[2Jb \x1e"),  # what a tokenizer makes of controls is its own affair
        ("\ufffd stays".encode(), "\ufffd stays"),
    ],
)
def test_files_are_read_with_newlines(file: Path, data: bytes, text: str) -> None:
    file.write_bytes(data)
    assert read(file) == Document(str(file), text, undecodable=0)


@pytest.mark.parametrize(
    ("data", "text", "undecodable"),
    [
        (b"caf\xe9 a", "caf\udce9 a", 1),
        (b"a \xff\xfe", "a \udcff\udcfe", 2),
        (b"a \xf0\x9f\xa6", "a \udcf0\udc9f\udca6", 3),  # an emoji cut short
        (b"a \xed\xb2\x80", "a \udced\udcb2\udc80", 3),  # a surrogate has no place in UTF-8
        (b"a \xc0\xaf", "a \udcc0\udcaf", 2),  # overlong
        ("é ".encode() + b"\x80" + " \ufffd".encode(), "é \udc80 \ufffd", 1),
    ],
)
def test_every_undecodable_byte_is_counted_and_marked(file: Path, data: bytes, text: str, undecodable: int) -> None:
    file.write_bytes(data)
    assert read(file) == Document(str(file), with_newlines(text), undecodable)


@given(st.lists(st.one_of(st.just(b"\xff"), st.just(b"\x80"), st.text(max_size=3).map(str.encode)), max_size=20))
def test_stray_bytes_are_counted_exactly(parts: list[bytes]) -> None:
    # 0xFF is never part of UTF-8, and no 0x80 of ours follows a byte that it could continue.
    data = b"x" + b"".join(part for part in parts if b"\0" not in part)
    stray = sum(part in (b"\xff", b"\x80") for part in parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        (document,) = read_corpus("-")
    assert document.undecodable == stray
    assert document.text == with_newlines(data.decode(errors="surrogateescape"))


def test_standard_input_is_read_where_a_dash_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("ü\r\nb".encode())))
    assert list(read_corpus("-")) == [Document("standard input", "ü\nb")]


BLANK = [
    b"",
    b" \n\t\r\n",
    b"\xef\xbb\xbf",
    b"\xef\xbb\xbf\n",
    "\u00a0\n\u2003\u3000\n".encode(),
    b"\xff\xfe\n\0",
    b"\xfe\xff",
]


@pytest.mark.parametrize("data", BLANK)
def test_an_empty_file_is_refused(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    assert "is empty" in refusal(str(file))


@pytest.mark.parametrize("data", [b"a\0b", b"\x7fELF\2\1\1\0" + bytes(range(256)), b"a b " * 2_000_000 + b"\0"])
def test_a_binary_file_is_refused(file: Path, data: bytes) -> None:
    file.write_bytes(data)
    message = refusal(str(file))
    assert "NUL" in message
    assert "--encoding" not in message


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text", ["a b c\n", "Жили-были старик со старухой.\n", "从前有一只狐狸，它看见一棵葡萄树。\n"]
)
def test_without_a_byte_order_mark_the_encoding_of_nul_bytes_is_named(file: Path, text: str, encoding: str) -> None:
    file.write_bytes((text * 9).encode(encoding))
    assert refusal(str(file)).endswith(f"give --encoding {encoding}")
    (document,) = read_corpus(str(file), encoding=encoding)
    assert document == Document(str(file), text * 9)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_says_the_encoding(file: Path, encoding: str) -> None:
    file.write_bytes("\ufeffa \u00e9 🦊\r\n".encode(encoding))
    assert read(file) == Document(str(file), "a é 🦊\n")


def test_utf_16_that_is_damaged_is_read_and_counted(file: Path) -> None:
    file.write_bytes("\ufeffa b".encode("utf-16-le") + b"\x3d\xd8" + " c".encode("utf-16-le") + b"\xe9")
    assert read(file) == Document(str(file), "a b\ufffd\udcd8 c\udce9", undecodable=3)


def test_a_binary_file_with_a_byte_order_mark_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfea\0\0\0b\0")
    assert "NUL" in refusal(str(file))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 text", "is a PDF; save it as plain text"),
        (b"%!PS-Adobe-3.0", "is PostScript; save it as plain text"),
        (b"{\\rtf1\\ansi text}", "is a document in Rich Text Format; save it as plain text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "is a document of an office program; save it as plain text"),
        (b"\\data\\\nngram 1=3\n", "is a model, an ARPA file; give it with --model, or by a name that ends in .arpa"),
        (b"\x5d\0\0\x80\0", ".xz"),
        (b"x" * 257 + b"ustar\x0000", "tar"),
        (b"\x28\xb5\x2f\xfdabc", ".gz"),
        (b"7z\xbc\xaf\x27\x1c", ".zip"),
    ],
)
def test_formats_that_hold_no_plain_text_are_named(file: Path, data: bytes, words: str) -> None:
    file.write_bytes(data)
    assert words in refusal(str(file))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("cp1252", "café “a”"), ("latin-1", "café"), ("Shift_JIS", "むかし むかし"), ("koi8_r", "да нет")],
)
def test_a_given_encoding_is_taken(file: Path, encoding: str, text: str) -> None:
    file.write_bytes(text.encode(encoding))
    assert list(read_corpus(str(file), encoding=encoding)) == [Document(str(file), text)]


def test_bundled_texts_have_their_own_encoding() -> None:
    assert list(read_corpus("fables", encoding="utf-16")) == list(read_corpus("fables"))


@pytest.mark.parametrize("encoding", ["nonsense", "rot13", "base64", "idna", "a\0b"])
@pytest.mark.parametrize("name", ["mouse", "-", "no/such/file"])
def test_an_encoding_that_is_none_is_refused_before_anything_is_read(name: str, encoding: str) -> None:
    with pytest.raises(SettingError, match="encoding of text") as refused:
        list(read_corpus(name, encoding=encoding))
    assert str(refused.value).isprintable()


def test_what_is_undecodable_in_a_given_encoding_is_counted(file: Path) -> None:
    file.write_bytes(b"a \x81\nb c")
    (document,) = read_corpus(str(file), encoding="shift_jis")
    assert document == Document(str(file), "a \udc81\nb c", 1)
    assert "not shift_jis" in document.advice or "--encoding" in document.advice


# Folders


def test_a_file_of_one_token_is_read_but_makes_no_text(file: Path) -> None:
    file.write_bytes(b"alone\n")
    with pytest.raises(SourceError, match="only one token"):
        encode([read(file)], tokenizer_named("word"))


def test_a_missing_path_is_refused_with_the_names_that_exist(tmp_path: Path) -> None:
    message = refusal(str(tmp_path / "nowhere.txt"))
    assert "nowhere.txt" in message
    for name in bundled.CORPORA:
        assert name in message


def test_a_path_through_a_file_is_refused(file: Path) -> None:
    file.write_bytes(b"a b")
    assert "cannot read" in refusal(str(file / "below"))


@pytest.mark.parametrize(
    "name", ["a\0b", "x" * 5000, "\ud800", "line\nbreak", "\x1b[31mred", "~no-such-user-here/text.txt"]
)
def test_a_name_that_can_be_no_file_is_refused_in_one_safe_line(name: str) -> None:
    assert refusal(name)


def test_an_unreadable_file_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(b"a b")
    deny(monkeypatch, file)
    assert "Permission denied" in refusal(str(file))


def deny(monkeypatch: pytest.MonkeyPatch, *denied: Path) -> None:
    """Make opening fail as for a stranger's file: taking the rights away does not stop root."""
    allowed = os.open

    def opened(path: str | Path, flags: int) -> int:
        if Path(path) in denied:
            raise PermissionError(13, "Permission denied", str(path))
        return allowed(path, flags)

    monkeypatch.setattr(os, "open", opened)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Text files at several depths, made in no particular order, among others."""
    root = tmp_path / "folder"
    for name in ("z.txt", "b/2.md", "a/inner/1.txt", "b/1.txt", "a/3.TXT", "c.md"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"text of {name}", encoding="utf-8")
    for name in ("notes.rst", "b/data.csv", "txt", "a/x.txt.gz"):
        (root / name).write_text("not this one", encoding="utf-8")
    (root / "folder.txt").mkdir()
    return root


def test_a_folder_gives_its_texts_at_every_depth_in_one_order(folder: Path) -> None:
    names = [os.path.relpath(document.name, folder) for document in read_corpus(str(folder))]
    assert names == ["c.md", "z.txt", "a/3.TXT", "a/inner/1.txt", "b/1.txt", "b/2.md"]
    assert [document.text for document in read_corpus(str(folder))] == [f"text of {name}" for name in names]


def test_the_order_of_a_folder_is_not_that_of_its_directory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [document.name for document in read_corpus(str(folder))]
    walk = os.walk

    def backwards(top: str, *arguments: object, **options: object) -> object:
        for parent, folders, files in walk(top):
            folders.reverse()
            yield parent, folders, files[::-1]

    monkeypatch.setattr(os, "walk", backwards)
    assert [document.name for document in read_corpus(str(folder))] == names


def test_a_folder_passes_over_what_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "a/empty.txt").write_bytes(b"")
    (folder / "a/binary.txt").write_bytes(b"\0\1")
    deny(monkeypatch, folder / "c.md")
    names = [os.path.relpath(document.name, folder) for document in read_corpus(str(folder))]
    assert names == ["z.txt", "a/3.TXT", "a/inner/1.txt", "b/1.txt", "b/2.md"]


def test_a_folder_with_nothing_readable_is_refused_with_the_reason(tmp_path: Path) -> None:
    assert "no *.txt or *.md file" in refusal(str(tmp_path))
    (tmp_path / "empty.txt").write_bytes(b"")
    assert "empty.txt' is empty" in refusal(str(tmp_path))


def test_a_hostile_file_name_is_shown_with_marks(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J\n.txt").write_bytes(b"a b")
    (document,) = read_corpus(str(tmp_path))
    assert document.name.endswith("a␛[2J␊.txt")


def test_reading_a_folder_stops_when_progress_says_so(folder: Path) -> None:
    reported: list[float] = []

    def stop(stage: str, fraction: float) -> None:
        reported.append(fraction)
        if len(reported) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(read_corpus(str(folder), stop))
    assert reported == [0, 1 / 7, 2 / 7]  # a/x.txt.gz, which is not compressed, is among them


class EndsOnce(io.BytesIO):
    """A terminal where the text was ended: whoever reads behind that end waits for the person."""

    has_ended = False

    def read(self, size: int | None = -1, /) -> bytes:
        assert not self.has_ended
        data = super().read(size)
        self.has_ended = size is None or size < 0 or len(data) < size
        return data


@pytest.mark.parametrize("is_measured", [False, True])
def test_a_text_that_is_typed_is_ended_once(is_measured: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(EndsOnce(b"a b\n")))
    if is_measured:
        assert not standard_input_is_longer(9)
        assert standard_input_is_longer(3)
        assert not standard_input_is_longer(9)
    assert [document.text for document in read_corpus("-")] == ["a b\n"]
