"""What is said of undecodable bytes, and what may be done about them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text.decoding import count_controls, decode, decode_pieces, encoding_of
from lmtui.text.document import Document
from lmtui.text.remarks import Undecodable, advice_on, cuts_markers, decoding_notes, marker_notes


def advice(data: bytes, encoding: str = "") -> str:
    text, undecodable = decode(data, encoding)
    assert undecodable
    return advice_on(data, text, undecodable, encoding_of(data, encoding), bool(encoding))


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        ("déjà vu, été".encode("cp1252"), "", "this is not UTF-8; if it is Windows-1252, give --encoding cp1252"),
        ("déjà vu, été".encode() + b"\xff", "", "the rest of it is UTF-8, so it may be damaged there"),
        (bytes(range(128, 256)), "", "this is not UTF-8; name what it is in by --encoding"),
        ("déjà vu".encode("utf-16") + b"a", "", "the rest of it is UTF-16, so it may be damaged there"),
        ("plain".encode("utf-16") + b"a", "", "the rest of it is UTF-16, so it may be damaged there"),
        ("déjà vu".encode("utf-16") + b"a", "utf-16", "the rest of it is utf-16, so it may be damaged there"),
        (
            "été l’été, un «été»… déjà".encode("cp1252"),
            "iso8859-1",
            "this is not iso8859-1; if it is Windows-1252, give --encoding cp1252",
        ),
        ("aé".encode(), "ascii", "this is not ascii but UTF-8; leave out --encoding"),
    ],
)
def test_the_advice_names_what_the_text_may_be(data: bytes, encoding: str, said: str) -> None:
    assert advice(data, encoding) == said


def test_texts_with_the_same_advice_have_one_note() -> None:
    documents = [Document(f"{number}.txt", "", undecodable=2, advice="do so") for number in range(5)]
    documents += [Document("fine.txt", ""), Document("odd.txt", "", undecodable=1, advice="do otherwise")]
    assert decoding_notes(documents) == (
        "10 undecodable bytes in 5 texts ('0.txt', '1.txt', '2.txt', ...) are shown as U+FFFD: do so",
        "1 undecodable byte in 'odd.txt' is shown as U+FFFD: do otherwise",
    )


@pytest.mark.parametrize("text", ["<s> I am Sam </s>", "Sam I am </s>"])
def test_marks_of_units_that_a_tokenizer_cuts_are_noted(text: str) -> None:
    for name in ("word", "char"):
        assert cuts_markers(text, name)
        assert not cuts_markers("a < s > b", name)
        [note] = marker_notes(iter(["sam.txt", "second.txt"]), name)
        assert note.startswith(f"'sam.txt' holds <s> or </s>, which the tokenizer {name} cuts")
        assert marker_notes((), name) == ()
    assert not cuts_markers(text, "whitespace")


def test_controls_of_all_texts_have_one_note() -> None:
    documents = [Document("a.txt", "", 1, 1), Document("b.txt", "", 0, 2), Document("c.txt", "")]
    _, note = decoding_notes(documents)
    assert note.startswith("3 control characters (U+0080–U+009F) in 2 texts ('a.txt', 'b.txt') are shown as U+FFFD")
    assert "--encoding cp1252" in note
    (note,) = decoding_notes([*documents[2:], Document("d.txt", "", 0, 1)])
    assert note.startswith("1 control character (U+0080–U+009F) in 'd.txt' is shown as U+FFFD; ")


def test_without_undecodable_bytes_nothing_is_noted() -> None:
    assert decoding_notes([Document("fine.txt", "a")]) == ()


@given(
    st.binary(max_size=40) | st.binary(max_size=40).map("\ufeff".encode("utf-16-le").__add__),
    st.integers(0, 40),
    st.sampled_from(("", "ascii", "cp1252")),
)
def test_pieces_have_the_advice_on_the_whole(data: bytes, cut: int, encoding: str) -> None:
    _, count = decode(data, encoding)
    counted = Undecodable(encoding)
    for piece in decode_pieces([data], encoding):
        counted.add(piece)
    document = counted.document("a")
    assert (document.undecodable, document.text) == (count, "")
    assert document.advice == (advice(data, encoding) if count else "")
    in_pieces = Undecodable(encoding)
    for piece in decode_pieces([data[:cut], data[cut:]], encoding):
        in_pieces.add(piece)
    assert in_pieces.document("a").undecodable == count
    assert in_pieces.document("a").controls == document.controls == count_controls(decode(data, encoding)[0])
