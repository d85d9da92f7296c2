"""What the screen is to show: Textual's output, read into cells."""

from __future__ import annotations

import re
from collections.abc import Callable

from lmtui.text.cells import columns, drawn, spans
from lmtui.text.safety import visible
from lmtui.tui.glyphs import DRAWN_IN_ASCII
from lmtui.tui.wire.looks import PLAIN, TRUE_COLOUR, Look, look_of

Cell = tuple[str, Look]
"""(a character with what takes no further column, look); the second half of a wide character is ("", look)."""

# In the order of how often they come: text, SGR, cursor position, new line, any other sequence, a stray escape.
_TOKEN = re.compile(
    r"(?P<text>[^\x1b\n]+)|\x1b\[(?P<sgr>[0-9;]*)m|\x1b\[(?P<row>\d+);(?P<column>\d+)H|(?P<line>\n)"
    r"|(?P<other>\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~]))|\x1b"
)
_FULL = "█"


class Picture:
    """The cells of a screen of (columns, rows), as what was written would leave them.

    Args:
        size: columns, rows.
        control: is given each sequence that is neither text, nor colour, nor a cursor position.
        colours: how many the terminal has.
        encoding: `utf-8`, or `ascii`: then other characters are shown as `?`.
        ascii: whether what the program draws of itself is drawn in ASCII.

    Attributes:
        rows: the cells.
        cursor: (row, column) of where the next text goes.
        changed: whether anything was written since this was last set to False.
    """

    def __init__(
        self,
        size: tuple[int, int],
        control: Callable[[str], None],
        colours: int = TRUE_COLOUR,
        encoding: str = "utf-8",
        ascii: bool = False,
    ) -> None:
        self._control, self._colours = control, colours
        self._ascii = ascii
        self._everything = encoding == "utf-8"
        self._look = PLAIN
        self._goes_on = False  # the next text follows the last one
        self.resize(size)

    def resize(self, size: tuple[int, int]) -> None:
        """Begin anew, blank, in another size."""
        self.columns, self.height = size
        self.rows: list[list[Cell]] = [[(" ", PLAIN)] * self.columns for _ in range(self.height)]
        self.cursor = (0, 0)
        self.changed = True

    def write(self, data: str) -> None:
        """Take over what Textual writes; complete sequences, as it always does."""
        for found in _TOKEN.finditer(data):
            kind = found.lastgroup
            if kind == "text":
                self._text(found[0])
                self._goes_on = True
            elif kind == "sgr":
                self._look = look_of(found["sgr"], self._look, self._colours)
            elif kind == "column":
                self.cursor = (int(found["row"]) - 1, int(found["column"]) - 1)
                self.changed, self._goes_on = True, False
            elif kind == "line":
                self.cursor, self._goes_on = (self.cursor[0] + 1, 0), False
            elif kind == "other":
                self._control(found[0])

    def _text(self, text: str) -> None:
        y, x = self.cursor
        if self._goes_on and self._everything and not text.isascii():
            marks, text = _marks(text)
            self._add(marks)
        cells = self._cells(text)
        self.cursor = (y, x + len(cells))
        room = self.columns - x
        if not 0 <= y < self.height or room <= 0 or not cells:
            return
        row = self.rows[y]
        if len(cells) > room and cells[room][0] == "":  # half of a wide character does not fit
            cells[room - 1] = (" ", cells[room - 1][1].blank)
        cells = cells[:room]
        end = x + len(cells)
        if row[x][0] == "" and x:  # the wide characters cut by what is written leave a blank
            row[x - 1] = (" ", row[x - 1][1].blank)
        if end < self.columns and row[end][0] == "":
            row[end] = (" ", row[end][1].blank)
        row[x:end] = cells
        self.changed = True

    def _add(self, marks: str) -> None:
        """Marks at the beginning of a text stand on the character before it, whatever its look."""
        y, x = self.cursor
        if marks and 0 <= y < self.height and 0 < x <= self.columns:
            row = self.rows[y]
            place = x - 2 if row[x - 1][0] == "" else x - 1
            row[place] = (drawn(row[place][0] + visible(marks)), row[place][1])
            self.changed = True

    def _cells(self, text: str) -> list[Cell]:
        """The cells of a text; the last gate: nothing in them acts on a terminal."""
        look, blank = self._look, self._look.blank
        if text.isascii() and text.isprintable():
            return [(char, blank if char == " " else look) for char in text]
        text = visible(text)
        cells: list[Cell] = []
        for start, end, width in spans(text):
            if width:
                cells += self._cells_of(text[start:end], width)
        return cells

    def _cells_of(self, part: str, width: int) -> list[Cell]:
        """The cells of what stands in columns of its own."""
        look, blank = self._look, self._look.blank
        part = drawn(part)
        if self._ascii:
            part = part.translate(DRAWN_IN_ASCII)
        if not self._everything and not part.isascii():
            part = part[0] if part[0].isascii() else "?"
        if part == _FULL and look.solid:
            return [(" ", look.solid)]  # a third of the bytes, and no font leaves gaps
        if columns(part) == width:
            return [(part, blank if part == " " else look), *[("", look)] * (width - 1)]
        return [(part, look), *[(" ", blank)] * (width - columns(part))]


def _marks(text: str) -> tuple[str, str]:
    """What of a text stands on what is before it, and the rest."""
    _, end, width = spans(text)[0]
    return (text[:end], text[end:]) if not width else ("", text)
