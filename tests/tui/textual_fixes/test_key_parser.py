"""Textual's private names that the parser of keys rests on: one test for each, which fails when Textual changes."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser

from lmtui.tui.textual_fixes.key_parser import KeyParser, give_up_waiting, waits_for_more


def keys(piece: str) -> list[str]:
    return [event.key for event in KeyParser().events(piece) if isinstance(event, events.Key)]


@pytest.mark.parametrize(("fed", "waits"), [("a", False), ("\x1b[A", False), ("\x1b", True), ("\x1b[1;", True)])
def test_waits_for_more(fed: str, waits: bool) -> None:
    parser = XTermParser()
    list(parser.feed(fed))
    assert waits_for_more(parser) is waits


def test_give_up_waiting() -> None:
    parser = XTermParser()
    assert list(parser.feed("\x1b")) == []
    (event,) = give_up_waiting(parser)
    assert isinstance(event, events.Key)
    assert event.key == "escape"
    assert not waits_for_more(parser)


@pytest.mark.parametrize(
    ("piece", "key"),
    [
        ("a", "a"),
        ("\r", "enter"),
        ("\x11", "ctrl+q"),
        ("\x1b", "escape"),
        ("\x1b[A", "up"),
        ("\x1bOP", "f1"),
        ("\x1b[15~", "f5"),
        ("\x1b[1;5C", "ctrl+right"),
        ("\x1b[[A", "f1"),
        ("\x1b[113;5u", "ctrl+q"),
        ("\x1b[97;;97u", "a"),
        ("\x1ba", "alt+a"),
        ("\x1b[", "left_square_bracket"),
        ("漢", "漢"),
    ],
)
def test_a_key_is_known_at_once(piece: str, key: str) -> None:
    assert keys(piece) == [key]


UNKNOWN = [
    "\x1b[?1;2c",
    "\x1b[1;2;3;4x",
    "\x1b[99999999;5u",
    "\x1b[1114112u",
    "\x1b[97;;1114112u",
    "\x1b[1;",
    "\x1bOé",
]


@pytest.mark.parametrize("piece", UNKNOWN)
def test_a_sequence_that_is_no_key_types_nothing_and_the_next_key_is_one(piece: str) -> None:
    parser = KeyParser()
    assert not [event for event in parser.events(piece) if isinstance(event, events.Key) and event.is_printable]
    (event,) = parser.events("\x1b[A")
    assert isinstance(event, events.Key)
    assert event.key == "up"


def test_where_the_mouse_was_is_known_after_a_number_that_no_key_has() -> None:
    parser = KeyParser()
    parser.events("\x1b[<35;10;5M")
    parser.events("\x1b[99999999;5u")
    (moved,) = parser.events("\x1b[<35;12;5M")
    assert isinstance(moved, events.MouseMove)
    assert moved.delta_x == 2
