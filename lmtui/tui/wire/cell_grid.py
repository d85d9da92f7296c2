"""The cells that the screen is to show, read from Textual's output."""

from __future__ import annotations

import re
from collections.abc import Callable

from lmtui.text.cells import column_spans, columns, drawn_as, is_plain
from lmtui.text.safety import visible
from lmtui.tui.glyphs import DRAWN_IN_ASCII
from lmtui.tui.wire.cell_style import PLAIN_STYLE, TRUE_COLOUR, CellStyle, style_after

Cell = tuple[str, CellStyle]
"""(text, style). A text takes one column or two; the second cell of two is ("", style)."""

# In the order of how often they come: text, SGR, cursor position, new line, any other sequence, a stray escape.
_TOKEN = re.compile(
    r"(?P<text>[^\x1b\n]+)|\x1b\[(?P<sgr>[0-9;]*)m|\x1b\[(?P<row>\d+);(?P<column>\d+)H|(?P<line>\n)"
    r"|(?P<other>\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-~]))|\x1b"
)


class CellGrid:
    """The cells of a screen, as they are after what was written.

    Args:
        size: columns, rows.
        control: called with each sequence that is neither text, nor colour, nor a cursor position.
        colours: how many colours the terminal has.
        encoding: `utf-8`, or `ascii`: then other characters are shown as `?`.
        ascii: whether what the program draws of itself is drawn in ASCII.

    Attributes:
        rows: the cells, line by line.
        cursor: (row, column) where the next text goes, from 0.
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
        self._is_utf_8 = encoding == "utf-8"
        self._draws_all = self._is_utf_8 and not ascii
        self._style = PLAIN_STYLE
        self._text_goes_on = False  # whether the next text follows the last one
        self.resize(size)

    def resize(self, size: tuple[int, int]) -> None:
        """Begin again, blank, with a size of (columns, rows)."""
        self.columns, self.height = size
        self.rows: list[list[Cell]] = [[(" ", PLAIN_STYLE)] * self.columns for _ in range(self.height)]
        self.cursor = (0, 0)
        self.changed = True

    def write(self, data: str) -> None:
        """Read what Textual writes; it always writes whole sequences."""
        for found in _TOKEN.finditer(data):
            kind = found.lastgroup
            if kind == "text":
                self._text(found[0])
                self._text_goes_on = True
            elif kind == "sgr":
                self._style = style_after(found["sgr"], self._style, self._colours)
            elif kind == "column":
                self.cursor = (int(found["row"]) - 1, int(found["column"]) - 1)
                self.changed, self._text_goes_on = True, False
            elif kind == "line":
                self.cursor, self._text_goes_on = (self.cursor[0] + 1, 0), False
            elif kind == "other":
                self._control(found[0])

    def _text(self, text: str) -> None:
        y, x = self.cursor
        if self._text_goes_on and self._is_utf_8 and not text.isascii():
            marks, text = _divide_marks(text)
            self._add_marks(marks)
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

    def _add_marks(self, marks: str) -> None:
        """Put marks at the beginning of a text on the character before it, whatever its style."""
        y, x = self.cursor
        if marks and 0 <= y < self.height and 0 < x <= self.columns:
            row = self.rows[y]
            place = x - 2 if row[x - 1][0] == "" else x - 1
            row[place] = (drawn_as(row[place][0] + visible(marks)), row[place][1])
            self.changed = True

    def _cells(self, text: str) -> list[Cell]:
        """The cells of a text. Here, at the latest, what would act on a terminal is replaced."""
        style, blank = self._style, self._style.blank
        if is_plain(text) and (self._draws_all or text.isascii()):
            return [(char, blank if char == " " else style) for char in text]
        text = visible(text)
        cells: list[Cell] = []
        for start, end, width in column_spans(text):
            if width:
                cells += self._cells_of(text[start:end], width)
        return cells

    def _cells_of(self, part: str, width: int) -> list[Cell]:
        """The cells of a part of a text that has columns of its own."""
        style, blank = self._style, self._style.blank
        part = drawn_as(part)
        if self._ascii:
            part = part.translate(DRAWN_IN_ASCII)
        if not self._is_utf_8 and not part.isascii():
            part = part[0] if part[0].isascii() else "?"
        if columns(part) == width:
            return [(part, blank if part == " " else style), *[("", style)] * (width - 1)]
        return [(part, style), *[(" ", blank)] * (width - columns(part))]


def _divide_marks(text: str) -> tuple[str, str]:
    """The part of a text that stands on the character before it, and the rest."""
    _, end, width = column_spans(text)[0]
    return (text[:end], text[end:]) if not width else ("", text)
