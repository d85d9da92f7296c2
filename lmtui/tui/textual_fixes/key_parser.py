"""Textual's parser of keys, given one complete sequence at a time, so that its cost is bounded by the sequence's."""

from __future__ import annotations

import re

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from lmtui.tui.wire.sequences import ESCAPE

# A report of the terminal's size in cells and pixels (mode 2048); no cell has no pixel.
_SIZE = re.compile(r"\x1b\[48;.*t")
_POSSIBLE_SIZE = re.compile(r"\x1b\[48(?:;[1-9][0-9]{0,2}(?::[0-9:]*)?){2}(?:;[1-9][0-9]{1,5}(?::[0-9:]*)?){2}t")


class KeyParser:
    """Makes events of what `Sequences` cuts out of the input.

    Textual's parser waits for more where a sequence is unknown to it, and then types the sequence letter by letter;
    here such a sequence has no events.
    """

    def __init__(self) -> None:
        self._parser = XTermParser()

    def events(self, piece: str) -> list[Message]:
        """The events of a single character, or of an Esc with all that belongs to it.

        A number that no key and no place on the screen can have makes the sequence an unknown one.
        """
        if _SIZE.match(piece) and not _POSSIBLE_SIZE.fullmatch(piece):
            return []
        try:
            found = list(self._parser.feed(piece))
            if not waits_for_more(self._parser):
                return found
            as_typed = give_up_waiting(self._parser)
        except (ValueError, ArithmeticError):  # chr() of a number that is no character, for one
            self._begin_again()
            return []
        alone_or_with_alt = len(piece) <= len(ESCAPE) + 1
        return found + as_typed if alone_or_with_alt else []

    def text(self, text: str) -> list[Message]:
        """The key events of characters."""
        return [event for character in text for event in self.events(character)]

    def _begin_again(self) -> None:
        """Take a new parser, as one that has raised is finished, and tell it what the old one knew of the mouse."""
        old, self._parser = self._parser, XTermParser()
        self._parser.last_x, self._parser.last_y = old.last_x, old.last_y
        self._parser.mouse_pixels = old.mouse_pixels
        self._parser.terminal_size = old.terminal_size
        self._parser.terminal_pixel_size = old.terminal_pixel_size


def waits_for_more(parser: XTermParser) -> bool:
    """Whether the parser takes what it was fed for the beginning of a sequence."""
    return parser._timeout_time is not None


def give_up_waiting(parser: XTermParser) -> list[Message]:
    """The events of what the parser was fed, as if nothing more had come in time."""
    parser._timeout_time = 0.0
    return [event for event in parser.tick() if isinstance(event, events.Key)]
