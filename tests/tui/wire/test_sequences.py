"""The input is cut the same way in whatever pieces it comes, into bounded pieces, in linear time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lmtui.tui.wire.sequences import ESCAPE, LONGEST, Sequences


def cut(*parts: str) -> list[str]:
    """The pieces, and last what is held back."""
    sequences = Sequences()
    pieces = [piece for part in parts for piece in sequences.cut(part)]
    rest = sequences.rest()
    return [*pieces, rest] if rest else pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("abc", ["abc"]),
        ("a\tb\r", ["a\tb\r"]),
        ("\x1b[A", ["\x1b[A"]),
        ("x\x1b[1;5Cy", ["x", "\x1b[1;5C", "y"]),
        ("\x1bOP\x1bO5A", ["\x1bOP", "\x1bO5A"]),
        ("\x1b[[Aq", ["\x1b[[A", "q"]),  # F1 of the Linux console
        ("\x1b[<64;10;10M", ["\x1b[<64;10;10M"]),
        ("\x1b[M !!x", ["\x1b[M !!", "x"]),  # an old mouse report has three characters after it
        ("\x1b[?2026;1$y", ["\x1b[?2026;1$y"]),
        ("\x1b[113;5u", ["\x1b[113;5u"]),
        ("\x1ba", ["\x1ba"]),
        ("\x1b\x7f", ["\x1b\x7f"]),
        ("\x1b", ["\x1b"]),
        ("\x1b\x1b[A", ["\x1b", "\x1b[A"]),
        ("\x1b\r", ["\x1b", "\r"]),
        ("\x1b[", ["\x1b["]),
        ("\x1bP", ["\x1bP"]),
        ("\x01\x02\x03\x03\x11a", ["\x01\x02", "\x03\x03\x11", "a"]),
        # What no key is, is passed over.
        ("\x1b]0;title\x07x", ["x"]),
        ("\x1bP1$r0m\x1b\\x", ["x"]),
        ("\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\x", ["x"]),
        ("\x1bPabc\x18x", ["x"]),  # cancelled
        ("\x1bPab\r\ncd\x1b[A", ["\x1b[A"]),
        ("\x1b[" + "1;" * 40 + "Ax", ["x"]),
        ("\x1bO" + "1" * 40 + "Ax", ["x"]),
        ("\x1b[[[[", ["[["]),
        ("\x1b[1;\x1b[A", ["\x1b[A"]),
        ("\x1b[1;5é", ["é"]),
        # Ctrl+C and Ctrl+Q are found in the midst of anything.
        ("\x1bPabc\x11", ["\x11"]),
        ("\x1b]0;abc\x03x", ["\x03", "x"]),
        ("\x1b[12\x11", ["\x11"]),
        ("\x1b[M\x11", ["\x11"]),
        ("\x1bO\x03", ["\x03"]),
        ("\x1b\x11", ["\x1b", "\x11"]),
        ("\x1b[" + "1" * 100 + "\x11", ["\x11"]),
    ],
)
def test_it_is_cut_into(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces
    assert cut(*text) == [part for piece in pieces for part in (piece if piece[0] != ESCAPE else [piece])]


_INPUT = st.lists(
    st.sampled_from([*"\x1b\x1b[[OPX^_]<?;:09AMRu~$\x03\x11\r\t\x07\x18\x7f\x01 aé漢\\", "\x1b[M", "9" * 40]),
    max_size=30,
).map("".join)


def joined(pieces: list[str]) -> list[str]:
    """Text and controls that come in several pieces are the same as in one."""
    found: list[str] = []
    for piece in pieces:
        if found and piece[0] != ESCAPE != found[-1][0]:
            found[-1] += piece
        elif piece.strip(ESCAPE):
            found.append(piece)
        else:
            found += piece
    return found


@given(_INPUT, st.data())
@example("\x1b[" + "1" * 70 + "A", None)
def test_in_whatever_pieces_it_comes_it_is_cut_the_same_way(text: str, data: st.DataObject | None) -> None:
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6))) if data else range(len(text))
    parts = [text[first:last] for first, last in zip([0, *places], [*places, len(text)], strict=True)]
    assert joined(cut(*parts)) == joined(cut(text))


@given(_INPUT)
def test_every_piece_is_short_or_text(text: str) -> None:
    for piece in cut(text):
        if piece[0] == ESCAPE:
            assert len(piece) <= LONGEST or not piece.strip(ESCAPE)
        else:
            assert ESCAPE not in piece


@given(_INPUT.map(lambda text: text.replace("\x03", "").replace("\x11", "")), st.sampled_from("\x03\x11"))
def test_what_leaves_the_program_is_found_behind_anything(text: str, leave: str) -> None:
    assert cut(text + leave)[-1] == leave


@pytest.mark.parametrize("text", ["\x1bPabc", "\x1b]0;abc", "\x1b[" + "1" * 40])
def test_what_is_passed_over_ends_with_a_pause(text: str) -> None:
    sequences = Sequences()
    assert list(sequences.cut(text)) == []
    assert sequences.unfinished
    assert sequences.rest() == ""
    assert list(sequences.cut("abc")) == ["abc"]


RUBBISH: dict[str, Callable[[int], str]] = {
    "Esc and brackets": lambda n: "\x1b" + "[" * n,
    "Esc, many times": lambda n: "\x1b" * n,
    "parameters": lambda n: "\x1b[" + "1;" * (n // 2),
    "an ended sequence": lambda n: "\x1b[" + "1;" * (n // 2) + "A",
    "digits": lambda n: "\x1b[<" + "5" * n,
    "sequences without an end": lambda n: "\x1b[1" * (n // 3),
    "DCS": lambda n: "\x1bP" + "x" * n,
    "DCS, ended": lambda n: "\x1bP" + "x" * n + "\x1b\\",
    "APC": lambda n: "\x1b_G" + "x" * n,
    "OSC": lambda n: "\x1b]52;c;" + "x" * n,
    "SOS and PM": lambda n: "\x1bX\x1b^" * (n // 4),
    "SS3": lambda n: "\x1bO" * (n // 2),
    "SS3 with digits": lambda n: "\x1bO" + "1" * n,
    "mouse reports": lambda n: "\x1b[<64;10;10M" * (n // 12),
    "old mouse reports": lambda n: "\x1b[M" * (n // 3),
    "keys of the kitty protocol": lambda n: "\x1b[99999999;5u" * (n // 13),
    "arrows": lambda n: "\x1b[A" * (n // 3),
    "controls": lambda n: "\x01" * n,
    "letters": lambda n: "a" * n,
}


def steps(text: str) -> int:
    """How many functions are called while a text is cut, in reads as small as they come, and how many characters
    each takes up anew."""
    count = 0

    def called(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sequences = Sequences()
    sys.setprofile(called)
    try:
        for place in range(0, len(text), 100):
            for piece in sequences.cut(text[place : place + 100]):
                count += len(piece)
            assert len(sequences._held) <= LONGEST
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", RUBBISH)
def test_the_work_grows_with_the_length_and_no_faster(name: str) -> None:
    made = RUBBISH[name]
    assert steps(made(40_000)) <= 4.1 * steps(made(10_000)) + 100
