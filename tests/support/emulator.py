"""A terminal of a few lines: it knows SGR, cursor movements, ED 2 and text, and refuses all else.

Of wide characters it knows what xterm does: when one half is overwritten, the other becomes blank. It shares nothing
with the program, so that the two can be compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_PART = re.compile(
    r"\x1b\[(?P<sgr>[0-9;]*)m|\x1b\[(?P<numbers>[0-9;]*)(?P<move>[ABCDH])|(?P<step>[\r\b\n]|\x1bM)"
    r"|(?P<erase>\x1b\[2J)|(?P<text>.)",
    re.S,
)
_UNDERLINES = {4, 21}
_ENDS = {22: {1, 2}, 23: {3}, 24: _UNDERLINES, 25: {5}, 27: {7}, 28: {8}, 29: {9}, 55: {53}}
_SEEN_WITHOUT_INK = _UNDERLINES | {7, 9, 53}


class Style(NamedTuple):
    """How a cell looks: attributes by their SGR numbers, and the two colours by theirs."""

    attributes: frozenset[int] = frozenset()
    ink: tuple[int, ...] = ()
    ground: tuple[int, ...] = ()


Shown = tuple[str, Style]
"""What is seen in a cell; the second half of a wide character is ("", style)."""


UNSTYLED = Style()


def styled(parameters: str, before: Style = UNSTYLED) -> Style:
    """The style after `ESC [ parameters m`."""
    attributes, ink, ground = set(before.attributes), before.ink, before.ground
    numbers = [int(part or 0) for part in parameters.split(";")]
    while numbers:
        number = numbers.pop(0)
        if number in (38, 48):
            count = {2: 4, 5: 2}[numbers[0]]
            colour = (number, *numbers[:count])
            assert len(colour) == count + 1, f"half a colour: {parameters!r}"
            del numbers[:count]
            ink, ground = (colour, ground) if number == 38 else (ink, colour)
        elif number == 0:
            attributes, ink, ground = set(), (), ()
        elif number == 39:
            ink = ()
        elif number == 49:
            ground = ()
        elif number in _ENDS:
            attributes -= _ENDS[number]
        elif 30 <= number <= 37 or 90 <= number <= 97:
            ink = (number,)
        elif 40 <= number <= 47 or 100 <= number <= 107:
            ground = (number,)
        else:
            assert any(number in ended for ended in _ENDS.values()), f"an unknown attribute: {parameters!r}"
            attributes = (attributes - _UNDERLINES if number in _UNDERLINES else attributes) | {number}
    return Style(frozenset(attributes), ink, ground)


def seen(text: str, style: Style) -> Shown:
    """What the eye sees of a cell: of a blank neither ink nor weight, unless it is reversed or has a line."""
    if text != " " or style.attributes & _SEEN_WITHOUT_INK:
        return text, style
    return text, Style(ground=style.ground)


def width_of(char: str) -> int:
    """How many cells a character takes, by what Unicode says of it."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


class Emulator:
    """A screen of (columns, rows) that does not wrap lines: what would be drawn past the margin is an error.

    Args:
        opinions: how wide it draws characters that terminals do not agree on.

    Attributes:
        rows: the cells.
        at: (row, column) of the cursor.
        style: with which it draws.
    """

    def __init__(self, columns: int, rows: int, opinions: Mapping[str, int] | None = None) -> None:
        self.columns = columns
        self._opinions = opinions or {}
        self.rows: list[list[Shown]] = [[(" ", UNSTYLED)] * columns for _ in range(rows)]
        self.at = (0, 0)
        self.style = UNSTYLED

    @property
    def seen(self) -> list[list[Shown]]:
        """What the eye sees."""
        return [[seen(*cell) for cell in row] for row in self.rows]

    def show(self, rows: Sequence[Sequence[Shown]]) -> None:
        """Have it show something, however that came there."""
        self.rows = [list(row) for row in rows]

    def feed(self, data: str) -> None:
        """Do as the data say; an AssertionError if a sequence is unknown, a character no printable one."""
        for part in _PART.finditer(data):
            if part["text"]:
                self._draw(part["text"])
            elif part["step"]:
                (y, x), step = self.at, part["step"]
                self._go(y + {"\n": 1, "\x1bM": -1}.get(step, 0), 0 if step == "\r" else x - (step == "\b"))
            elif part["move"]:
                self._move(part["move"], [int(number or 1) for number in part["numbers"].split(";")])
            elif part["erase"]:
                self.rows = [[(" ", Style(ground=self.style.ground))] * self.columns for _ in self.rows]
            else:
                self.style = styled(part["sgr"], self.style)

    def _move(self, move: str, numbers: list[int]) -> None:
        y, x = self.at
        if move == "H":
            y, x = numbers[0] - 1, numbers[1] - 1 if len(numbers) > 1 else 0
        else:
            x = min(x, self.columns - 1)
            y += {"A": -1, "B": 1}.get(move, 0) * numbers[0]
            x += {"C": 1, "D": -1}.get(move, 0) * numbers[0]
        self._go(y, x)

    def _go(self, y: int, x: int) -> None:
        assert 0 <= y < len(self.rows), f"moved to row {y}"
        assert 0 <= x < self.columns, f"moved to column {x}"
        self.at = (y, x)

    def _draw(self, char: str) -> None:
        assert unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp"), f"a control: {char!r}"
        (y, x), width = self.at, self._opinions.get(char, width_of(char))
        row = self.rows[y]
        if not width:
            assert x, "nothing to combine with"
            base = x - 1 if row[x - 1][0] else x - 2
            row[base] = (row[base][0] + char, row[base][1])
            return
        end = x + width
        assert end <= self.columns, f"{char!r} is drawn past the margin"
        if x and not row[x][0]:
            row[x - 1] = (" ", row[x - 1][1])
        if end < self.columns and not row[end][0]:
            row[end] = (" ", row[end][1])
        row[x:end] = [(char, self.style), ("", self.style)][:width]
        self.at = (y, end)
