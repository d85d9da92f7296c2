"""What a piece of the input is, by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lmtui.tui.wire.input_pieces import is_answer, is_paste, leaves_program, without_outdated


@pytest.mark.parametrize(
    ("piece", "whether"),
    [
        ("\x03", True),
        ("\x11", True),
        ("\x1b[99;5u", True),
        ("\x1b[113;5u", True),
        ("\x1b[113;5:1u", True),
        ("\x1b[113;133u", True),  # with Num Lock
        ("\x1b[113;6u", False),  # with Shift
        ("\x1b[113;1u", False),
        ("\x1b[113;;113u", False),
        ("\x1b[97;5u", False),
        ("q", False),
        ("\x1b[A", False),
    ],
)
def test_what_leaves_the_program(piece: str, whether: bool) -> None:
    assert leaves_program(piece) is whether


def test_where_the_mouse_has_been_does_not_matter() -> None:
    moved: Callable[[int], str] = "\x1b[<35;{};5M".format
    pieces = [moved(1), moved(2), moved(3), "a", moved(4), "\x1b[<0;4;5M", moved(5), "\x1b[I", "\x1b[O"]
    assert list(without_outdated(pieces)) == [moved(3), "a", moved(4), "\x1b[<0;4;5M", moved(5), "\x1b[O"]
    assert list(without_outdated([])) == []


@pytest.mark.parametrize(
    ("piece", "whether"),
    [("\x1b[5;7R", True), ("\x1b[?5;7R", False), ("\x1b[5R", False), ("R", False), ("\x1b[A", False)],
)
def test_an_answer_says_a_row_and_a_column(piece: str, whether: bool) -> None:
    assert is_answer(piece) is whether


@pytest.mark.parametrize(("text", "whether"), [("x" * 255, False), ("x" * 256, True), ("\t" * 300, False)])
def test_a_paste_without_brackets_is_longer_than_anybody_types(text: str, whether: bool) -> None:
    assert is_paste(text) is whether
