"""Counts: a list of n-grams with bars, and the bigrams as a shaded table with a cursor."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from lmtui.playground.bars import bar
from lmtui.playground.counts_view import BigramWalk, NgramList, NgramRow
from lmtui.playground.shades import BLOCKS, DIGITS, shade
from lmtui.playground.slider import position_of
from lmtui.sampling.temperature import format_temperature
from lmtui.text.clusters import clusters
from lmtui.tui.number_text import probability_text
from lmtui.tui.theme import HEATS, heat_of
from lmtui.tui.widgets.drawing import LineWidget, Piece, fit
from lmtui.tui.widgets.scrolled_lines import ScrolledLines

_NUMBERS = 30  # columns of the numbers before an n-gram
_WIDEST_BAR = 30  # columns


class NgramLines(ScrolledLines):
    """Shows an `NgramList`."""

    COMPONENT_CLASSES = {"ngrams--faint", "ngrams--plain", "ngrams--bar", "ngrams--stripe"}
    DEFAULT_CSS = """
    NgramLines {
        height: 1fr;
        & > .ngrams--plain { color: $foreground; }
        & > .ngrams--faint { color: $faint; }
        & > .ngrams--bar { color: $heat-1; }
        & > .ngrams--stripe { color: $stripe-1; }
        &:nocolor > .ngrams--stripe { text-style: dim; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.view: NgramList | None = None

    def all_lines(self) -> Sequence[Iterable[Piece]]:
        if self.view is None:
            return [self.waiting_line("ngrams--faint")]
        return [self._row(row, number) for number, row in enumerate(self.view.rows)]

    def _row(self, row: NgramRow, number: int) -> Iterable[Piece]:
        """An n-gram; bars have two colours by turns, so that bars below each other do not run together."""
        room = max(self.size.width - _NUMBERS, 1)
        columns = min(room // 3, _WIDEST_BAR)
        yield f"{row.count:>10,}{row.context_count:>10,}", "ngrams--plain"
        yield f" {probability_text(row.prob):>7}  ", "ngrams--faint"
        yield f"{fit(row.ngram, room - columns - 1, self.glyphs)} ", "ngrams--plain"
        yield bar(row.share, columns, self.glyphs.divides_cells), ("ngrams--bar", "ngrams--stripe")[number % 2]


class NgramHead(LineWidget):
    """The names of the columns, and how many n-grams are listed."""

    COMPONENT_CLASSES = {"ngrams--head"}
    DEFAULT_CSS = """
    NgramHead { height: 1; & > .ngrams--head { color: $strong; text-style: bold; } }
    """

    def __init__(self) -> None:
        super().__init__()
        self.view: NgramList | None = None

    def line(self, y: int) -> Iterable[Piece]:
        if self.view is None:
            return ()
        shown, altogether = len(self.view.rows), self.view.altogether
        how_many = f"{altogether:,}" if shown == altogether else f"{shown:,} of {altogether:,}"
        text = f"{'c(hw)':>10}{'c(h)':>10} {'p(w|h)':>7}  {self.view.order}-grams: {how_many}"
        return ((fit(text, self.size.width, self.glyphs), "ngrams--head"),)


_LABEL = 12  # columns of a row's name at most
_CELL = 2  # columns
_CURSOR = "[]"  # in the place of a cell


class BigramMap(LineWidget):
    """Shows a `BigramWalk`: the names of columns from top to bottom, a line for each row, and the cell in words.

    A shade stands for the square root, so that the improbable can be told from the very improbable.
    """

    COMPONENT_CLASSES = {
        "map--head",
        "map--name",
        "map--here",
        "map--faint",
        *(f"map--heat-{heat}" for heat in range(HEATS)),
    }
    DEFAULT_CSS = """
    BigramMap {
        height: 1fr;
        & > .map--head { color: $strong; text-style: bold; }
        & > .map--name { color: $foreground; }
        & > .map--here { color: $focus; text-style: bold; }
        & > .map--faint { color: $faint; }
        & > .map--heat-0 { color: $heat-0; }
        & > .map--heat-1 { color: $heat-1; }
        & > .map--heat-2 { color: $heat-2; }
        & > .map--heat-3 { color: $heat-3; }
        & > .map--heat-4 { color: $heat-4; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.walk = None
        self.temperature = 1.0
        self._top = self._left = 0

    @property
    def walk(self) -> BigramWalk | None:
        """What is shown."""
        return self._walk

    @walk.setter
    def walk(self, walk: BigramWalk | None) -> None:
        self._walk = walk  # hundreds of names, which each line asks for
        self._letters = [list(clusters(name)) for name in walk.followers] if walk else []
        self._longest_follower = max(map(len, self._letters), default=0)
        self._widest_context = max(map(cell_len, walk.contexts), default=0) if walk else 0

    def show(self) -> None:
        """Draw the table, with the cell that is looked at in sight."""
        if walk := self.walk:
            self._top = _window(self._top, walk.row, self._rows)
            self._left = _window(self._left, walk.column, self._columns)
        self.redraw()

    def resized(self) -> None:
        """There is room for other cells."""
        super().resized()
        self.show()

    @property
    def _label(self) -> int:
        """Columns of the names of rows."""
        return min(self._widest_context, _LABEL)

    @property
    def _name_height(self) -> int:
        """Lines of the names of columns: a third of all at most."""
        return max(min(self._longest_follower, self.size.height // 3), 1)

    @property
    def page(self) -> int:
        """How many rows are shown."""
        return self._rows

    @property
    def _rows(self) -> int:
        return max(self.size.height - self._name_height - 2, 1)

    @property
    def _columns(self) -> int:
        return max((self.size.width - self._label - 2) // _CELL, 1)

    @property
    def _heat(self) -> int:
        return heat_of(position_of(self.temperature))

    def line(self, y: int) -> Iterable[Piece]:
        walk = self.walk
        if walk is None:
            return ()
        if y == 0:
            return self._legend(walk)
        if y <= self._name_height:
            return self._names(walk, y - 1)
        if y == self.size.height - 1:
            said = walk.cell(self.temperature).translate(self.glyphs.prose)
            return ((fit(f" {said}", self.size.width, self.glyphs), "map--head"),)
        row = self._top + y - 1 - self._name_height
        return self._cells(walk, row) if row < len(walk.contexts) else ()

    def _legend(self, walk: BigramWalk) -> Iterable[Piece]:
        at = self.glyphs.named(format_temperature(self.temperature))
        what = "the count" if walk.by_count else f"p_T at T = {at}"
        text = f" root of {what}, of column after row"
        yield fit(text, self.size.width - len(self._shades) - 1, self.glyphs), "map--faint"
        yield self._shades, f"map--heat-{self._heat}"

    @property
    def _shades(self) -> str:
        return BLOCKS if self.glyphs.divides_cells else DIGITS

    def _names(self, walk: BigramWalk, line: int) -> Iterator[Piece]:
        """A line of the names of columns, which end where the rows begin."""
        yield " " * (self._label + 2), ""
        for column in range(self._left, min(self._left + self._columns, len(walk.followers))):
            name = self._letters[column][: self._name_height]
            place = line - self._name_height + len(name)
            letter = name[place] if place >= 0 else ""
            style = "map--here" if column == walk.column and letter else "map--name"
            yield letter, style
            yield " " * (_CELL - cell_len(letter)), ""

    def _cells(self, walk: BigramWalk, row: int) -> Iterator[Piece]:
        """The name of a row, and its cells."""
        yield " ", ""
        yield fit(walk.contexts[row], self._label, self.glyphs), "map--here" if row == walk.row else "map--name"
        yield " ", ""
        shares = walk.shares(self.temperature)[row]
        for column in range(self._left, min(self._left + self._columns, len(shares))):
            if (row, column) == (walk.row, walk.column):
                yield _CURSOR, "map--here"
            else:
                yield shade(math.sqrt(shares[column]), self._shades) * _CELL, f"map--heat-{self._heat}"


def _window(first: int, wanted: int, size: int) -> int:
    """The first of so many lines that are shown, moved as little as brings a wanted one in sight."""
    return min(max(first, wanted - size + 1), wanted)
