"""More input than the program can act on: what is handed on of it, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from lmtui.tui.wire.sequences import ESCAPE

MOST_LEAVING = 8
"""Ctrl+C and Ctrl+Q that are obeyed of those that come at once."""

MOST_WAITING = 1_000
"""Keys that may wait for the ones before them: half a minute of a key held down, on a line that stood still."""

_SHORTEST_PASTE = 256  # characters that come at once: no keyboard sends so many, unless a line has long stood still
_LONGEST_PASTE = 100_000

# Ctrl+C and Ctrl+Q by the kitty keyboard protocol: codes 99 and 113, and which modifiers are held.
_KITTY_LEAVES = re.compile(r"\x1b\[(?:99|113)(?::[0-9:]*)?;([0-9]{1,4})(?:[:;][0-9:;]*)?u")
_MODIFIERS, _CTRL = 0b111111, 0b100  # Caps Lock and Num Lock, above them, do not matter
_ANSWER = re.compile(r"\x1b\[[0-9]+;[0-9]+R")
# A later one of these says all that an earlier one did: where the mouse is, whether the window has the focus.
_MOUSE_MOVED = re.compile(r"\x1b\[<(?:3[2-9]|[45][0-9]|6[0-3]);[0-9;-]+[Mm]")
_FOCUS = re.compile(r"\x1b\[[IO]")


def leaves(piece: str) -> bool:
    """Whether a piece of the input is Ctrl+C or Ctrl+Q, or a run of them: obeyed whatever waits before."""
    if piece[0] in "\x03\x11":
        return True
    found = _KITTY_LEAVES.fullmatch(piece)
    return found is not None and (int(found[1]) - 1) & _MODIFIERS == _CTRL


def is_answer(piece: str) -> bool:
    """Whether a piece of the input says where the cursor is (CPR, ECMA-48 8.3.14)."""
    return piece[-1] == "R" and bool(_ANSWER.fullmatch(piece))


def is_paste(piece: str) -> bool:
    """Whether a text came at once that nobody can have typed: a paste that the terminal puts no brackets around."""
    return len(piece) >= _SHORTEST_PASTE and sum(map(str.isprintable, piece)) >= _SHORTEST_PASTE


def as_paste(text: str) -> str:
    """The part of a text that is taken as one paste."""
    return text[:_LONGEST_PASTE]


def latest(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without those that say what the next one says anew."""
    before = ""
    for piece in pieces:
        if before and not _says_anew(before, piece):
            yield before
        before = piece
    if before:
        yield before


def _says_anew(before: str, after: str) -> bool:
    if len(before) < 3 or before[0] != ESCAPE or after[0] != ESCAPE:
        return False
    return any(kind.fullmatch(before) and kind.fullmatch(after) for kind in (_MOUSE_MOVED, _FOCUS))


class Backlog:
    """Counts what was handed on and has not acted yet.

    Args:
        queued: how many messages the app has in its queue.

    Attributes:
        sent: messages on their way to the app so far; only the thread that reads counts them.
        arrived: those that are in its queue, or were; only the thread of the app counts them.
        waiting: how many keys that the app has taken wait for others; the app sets it.
    """

    def __init__(self, queued: Callable[[], int]) -> None:
        self._queued = queued
        self.sent = self.arrived = 0
        self.waiting: Callable[[], int] = lambda: 0

    def room(self) -> int:
        """How many more keys may wait."""
        return MOST_WAITING - (self.sent - self.arrived) - self._queued() - self.waiting()
