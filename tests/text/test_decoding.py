"""Every text encoding that Python knows is taken, and no bytes are too damaged to be decoded."""

from __future__ import annotations

import encodings.aliases
import random
import re
import sys
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lmtui.errors import SettingError
from lmtui.text import decoding
from lmtui.text.decoding import check_encoding, count_controls, decode, decode_pieces

NO_TEXT = (
    *("rot13", "rot_13", "base64", "zip", "bz2", "hex", "uu", "quopri", "idna", "punycode", "undefined", "charmap"),
    *("unicode_escape", "raw-unicode-escape"),
)
NAMES = ("nonsense", " ", "..", "aliases", "../utf_8", "a\0b", "é", "\ud800", "x" * 5000, "\x1b[2J", "utf 8\n9")


def known() -> list[str]:
    """Python's names of all encodings of text that this test expects to be taken."""
    names = set(encodings.aliases.aliases.values()) - {name.replace("-", "_") for name in NO_TEXT} - CODECS
    return sorted({check_encoding(name) for name in names})


CODECS = {"base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "uu_codec", "zlib_codec", "mbcs", "oem"}
ENCODINGS = known()


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("cp1252", "cp1252"),
        ("Windows-1252", "cp1252"),
        ("latin-1", "iso8859-1"),
        ("LATIN1", "iso8859-1"),
        ("utf8", "utf-8"),
        ("UTF-8-SIG", "utf-8"),
        ("UTF-16LE", "utf-16-le"),
        ("Shift_JIS", "shift_jis"),
        ("sjis", "shift_jis"),
        (" gbk ", "gbk"),
        ("", ""),
    ],
)
def test_an_encoding_has_many_names(name: str, python: str) -> None:
    assert check_encoding(name) == python
    assert check_encoding(python) == python


@pytest.mark.parametrize("name", [*NO_TEXT, *NAMES])
def test_what_is_no_encoding_of_text_is_refused_in_one_line_with_examples(name: str) -> None:
    with pytest.raises(SettingError) as refused:
        check_encoding(name)
    message = str(refused.value)
    assert message.isprintable()
    assert len(message) < 250
    assert "cp1252" in message


def test_the_usual_encodings_are_among_them() -> None:
    assert len(ENCODINGS) > 80
    assert {"utf-8", "utf-16", "cp1252", "koi8-r", "big5", "gb18030", "euc_jp", "mac-roman"} <= set(ENCODINGS)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_bytes_are_too_damaged(encoding: str) -> None:
    luck = random.Random(encoding)
    for length in (*range(40), 5000):
        data = luck.randbytes(length)
        text, undecodable = decode(data, encoding)
        assert 0 <= undecodable <= length
        assert "\r" not in text
        assert not re.search("[\ud800-\udc7f\udd00-\udfff]", text)  # of surrogates, only those that stand for a byte


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_an_encoding_can_say_is_read_as_it_was_written(encoding: str) -> None:
    for text in ("abc def\n", "caf\u00e9 a\n", "\u0436\u0438 b\n", "\u3042\u3044 c\n"):
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        assert decode(data, encoding) == (text, 0)


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "euc_jis_2004", "gb18030", "big5", "euc_kr"])
@pytest.mark.parametrize("damage", [b"\xff", b"\x81", b"\x8f", b"\xa4\xd4", b"\xff9", b"\x1b."])
def test_damage_eats_no_line_end(encoding: str, damage: bytes) -> None:
    lines = decode(b"one" + damage + b"\ntwo\n", encoding)[0].split("\n")
    assert lines[0].startswith("one")
    assert lines[-2:] == ["two", ""]


@pytest.mark.parametrize(
    ("data", "encoding", "text", "undecodable"),
    [
        (b"a\x81b", "cp1252", "a\udc81b", 1),
        (b"a\x81", "shift_jis", "a\udc81", 1),
        (b"a\0\x3d\xd8b\0", "utf-16-le", "a\ufffd\udcd8b", 2),  # half of a pair: '=' stands for no byte of its own
        (b"a\0b", "utf-16-le", "a\ufffd", 1),
        (b"a\0\0\0\0\0\x11\0", "utf-32-le", "a\ufffd\ufffd\ufffd\ufffd", 4),  # beyond U+10FFFF
        (b"\xef\xbb\xbfa", "utf-8", "a", 0),
        ("\ufeffa".encode("utf-16-le"), "utf-16-le", "a", 0),
        (b"\xef\xbb\xbfa", "cp1252", "ï»¿a", 0),  # the encoding that was given is believed
        (b"\xff\xfea\0", "", "a", 0),
        (b"\xfe\xff\0a", "", "a", 0),
        (b"\xff\xfe\0\0a\0\0\0", "", "a", 0),
        (b"\0\0\xfe\xff\0\0\0a", "", "a", 0),
        (b"\xffa", "", "\udcffa", 1),
        (b"\xff\xfe", "utf-8", "\udcff\udcfe", 2),
    ],
)
def test_undecodable_bytes_stay_and_are_counted(data: bytes, encoding: str, text: str, undecodable: int) -> None:
    assert decode(data, encoding) == (text, undecodable)
    assert decode(bytearray(data), encoding) == (text, undecodable)


@given(st.binary(max_size=60))
def test_no_byte_is_lost_in_utf_8(data: bytes) -> None:
    text, undecodable = decode(data, "utf-8")
    lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    assert text.encode("utf-8", "surrogateescape") == lines
    assert undecodable == sum("\udc80" <= char <= "\udcff" for char in text)


@given(
    st.binary(max_size=12)
    | st.lists(st.sampled_from(b"\x1b\x1b$()B09~{\x0e\x81\x84\x8d\xa1\xfe\xff\r\n"), max_size=24).map(bytes)
    | st.text("aé漢\r\n\ufeff\U0001f600", max_size=6).map(lambda text: text.encode("utf-8-sig")),
    st.lists(st.integers(0, 12), max_size=3),
    st.sampled_from(
        (
            "",
            "utf-8",
            "utf-16",
            "utf-16-le",
            "utf-32",
            "cp1252",
            "shift_jis",
            "utf-7",
            "gb18030",
            "iso2022_jp",
            "iso2022_kr",
        )
    ),
)
@example(b"\x8d\x810\x849\x8d", [], "gb18030")  # Python's own decoder loses the end
@example(b"A\x1b$", [1], "iso2022_jp")
@example(b"A\x1b((~((~((~((~((~", [3, 12], "iso2022_jp")  # and remembers no more than eight bytes
def test_pieces_are_decoded_as_the_whole(data: bytes, cuts: list[int], encoding: str) -> None:
    places = [0, *sorted(cuts), len(data)]
    pieces = list(decode_pieces([data[start:end] for start, end in pairwise(places)], encoding))
    together = "".join(piece.text for piece in pieces), sum(piece.undecodable for piece in pieces)
    assert together == decode(data, encoding)
    assert b"".join(piece.data for piece in pieces) == data
    looks: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decoding, "_PIECE", 1)
        assert decode(data, encoding, lambda: looks.append(0)) == together
    assert looks


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_without_a_byte_order_mark_pieces_have_the_order_of_this_machine(encoding: str) -> None:
    data = "a\r\nb".encode(f"{encoding}-le" if sys.byteorder == "little" else f"{encoding}-be")
    assert "".join(piece.text for piece in decode_pieces([data[:3], data[3:]], encoding)) == "a\nb"
    assert "".join(piece.text for piece in decode_pieces(["a\nb".encode(encoding)])) == "a\nb"


PIECES = st.sampled_from(
    [b"a", b"\n", b"\xc2", b"\x80", b"\x85", b"\x93", b"\x9f", b"\xa0", b"\xe2\x80\x9c", b"\xff"]
)


@given(st.lists(PIECES).map(b"".join))
def test_controls_are_counted_in_bytes_as_in_characters(data: bytes) -> None:
    text, _ = decode(data)
    assert count_controls(text, data) == count_controls(text) == sum(char in SHOWN for char in text)


SHOWN = frozenset(map(chr, range(0x80, 0xA0))) - {"\x85"}
