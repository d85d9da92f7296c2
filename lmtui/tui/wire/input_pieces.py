"""What a piece of the input is: a key that leaves the program, an answer, a paste without brackets, an old report.

What comes in a flood is told apart by this: some is handed on whatever waits before it, some is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MOST_LEAVING_KEYS = 8
"""How many Ctrl+C and Ctrl+Q are obeyed of those that come at once."""

_SHORTEST_PASTE = 256  # characters that come at once: no keyboard sends so many, unless a line has long stood still
_LONGEST_PASTE = 100_000

# Ctrl+C and Ctrl+Q by the kitty keyboard protocol: codes 99 and 113, and which modifiers are held.
_KITTY_LEAVES = re.compile(r"\x1b\[(?:99|113)(?::[0-9:]*)?;([0-9]{1,4})(?:[:;][0-9:;]*)?u")
_MODIFIERS, _CTRL = 0b111111, 0b100  # Caps Lock and Num Lock, above them, do not matter
_ANSWER = re.compile(r"\x1b\[[0-9]+;[0-9]+R")
# A later one of these says all that an earlier one did: where the mouse is, whether the window has the focus.
_MOUSE_MOVED = re.compile(r"\x1b\[<(?:3[2-9]|[45][0-9]|6[0-3]);[0-9;-]+[Mm]")
_FOCUS = ("\x1b[I", "\x1b[O")


def leaves_program(piece: str) -> bool:
    """Whether a piece is Ctrl+C or Ctrl+Q, or a run of them, which act whatever waits before them."""
    if piece[0] in "\x03\x11":
        return True
    found = _KITTY_LEAVES.fullmatch(piece) if piece[-1] == "u" else None
    return found is not None and (int(found[1]) - 1) & _MODIFIERS == _CTRL


def is_answer(piece: str) -> bool:
    """Whether a piece reports where the cursor is (CPR, ECMA-48 8.3.14)."""
    return piece[-1] == "R" and bool(_ANSWER.fullmatch(piece))


def is_paste(piece: str) -> bool:
    """Whether a text came at once that nobody can have typed: a paste that the terminal puts no brackets around."""
    return len(piece) >= _SHORTEST_PASTE and sum(map(str.isprintable, piece)) >= _SHORTEST_PASTE


def paste_of(text: str) -> str:
    """The part of a text that is taken as one paste."""
    return text[:_LONGEST_PASTE]


def without_outdated(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without those that the next piece makes out of date: an earlier place of the mouse, or focus."""
    before, said_before = "", ""
    for piece in pieces:
        says = _says(piece)
        if before and not (says and says == said_before):
            yield before
        before, said_before = piece, says
    if before:
        yield before


def _says(piece: str) -> str:
    """What a later piece of the same kind says anew; "" of most pieces."""
    if piece[-1] in "Mm" and _MOUSE_MOVED.fullmatch(piece):
        return "place of the mouse"
    return "focus" if piece in _FOCUS else ""
