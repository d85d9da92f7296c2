"""Every lane's distribution beside each other, for one position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.message import Message

from lmtui.playground.slider import position_of
from lmtui.playground.table import TableRow, TableView
from lmtui.sampling.temperature import format_temperature
from lmtui.tui.theme import HEATS, heat_of
from lmtui.tui.widgets.drawing import Pane, Piece, fit
from lmtui.tui.widgets.table import compact, probability

_NUMBERS = 5  # columns of the rank
_FIXED = 9  # of a lane: mark 1, p_T 6, blanks


class LaneTable(Pane, can_focus=True):
    """A row is a rank; a column is a lane, with the token that has that rank there and its p_T."""

    COMPONENT_CLASSES = {
        "lanes--faint",
        "lanes--token",
        "lanes--struck",
        "lanes--chosen",
        *(f"lanes--{heat}" for heat in range(HEATS)),
    }
    DEFAULT_CSS = """
    LaneTable {
        & > .lanes--faint { color: $faint; }
        & > .lanes--token { color: $foreground; }
        & > .lanes--struck { color: $faint; text-style: strike; }
        & > .lanes--chosen { color: $focus; text-style: bold; }
        & > .lanes--0 { color: $heat-0; text-style: bold; }
        & > .lanes--1 { color: $heat-1; text-style: bold; }
        & > .lanes--2 { color: $heat-2; text-style: bold; }
        & > .lanes--3 { color: $heat-3; text-style: bold; }
        & > .lanes--4 { color: $heat-4; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", "down a rank"),
        Binding("up", "scroll(-1)", "up a rank"),
    ]

    class Scrolled(Message):
        """Other ranks are to be shown, from `first` on."""

    def __init__(self) -> None:
        super().__init__()
        self._views: Sequence[TableView] = ()
        self._position = 0
        self.first = 1

    @property
    def capacity(self) -> int:
        """How many ranks there is room for."""
        return max(self.body_height - 2, 1)

    def show(self, views: Sequence[TableView], position: int) -> None:
        """Show one view a lane, all of them from `first` on, of a position counted from 0."""
        self._views, self._position = views, position
        self.redraw()

    def on_resize(self) -> None:
        """There is room for other ranks."""
        super().on_resize()
        self.post_message(self.Scrolled())

    def action_scroll(self, ranks: int) -> None:
        """Move by ranks; they are there with the next `show`."""
        most = max((view.support for view in self._views), default=1)
        self.first = min(max(self.first + ranks, 1), most)
        self.post_message(self.Scrolled())

    def title(self) -> tuple[str, str]:
        return f"Token {self._position + 1} in every lane", "p_T"

    def body(self, y: int) -> Iterable[Piece]:
        width = (self.size.width - _NUMBERS) // max(len(self._views), 1)
        if y == 0:
            yield " " * _NUMBERS, ""
            for number, view in enumerate(self._views, 1):
                temperature = f"T {format_temperature(view.temperature)}".replace("∞", self.glyphs.infinity)
                bits = f"{view.entropy_bits:.2f}"
                ways = (f" {number}: {temperature} {self.glyphs.dot} {bits} bits", f" {number}: {temperature} {bits}")
                text = next((way for way in ways if cell_len(way) < width), f" {temperature} {bits}")
                yield fit(text, width, self.glyphs), f"lanes--{heat_of(position_of(view.temperature))}"
        elif y <= self.capacity:
            yield f"{compact(self.first + y - 1):>{_NUMBERS - 1}} ", "lanes--faint"
            for view in self._views:
                row = view.rows[y - 1] if y <= len(view.rows) else None
                yield from self._cell(row, width) if row else ((" " * width, ""),)
        elif y == self.capacity + 1 and self._views:
            yield " " * _NUMBERS, ""
            for view in self._views:
                row = view.taken or view.chosen
                rank = f"#{compact(row.rank)} "
                yield from self._cell(replace(row, token=f"{rank}{row.token}"), width)

    def _cell(self, row: TableRow, width: int) -> Iterable[Piece]:
        mark = self.glyphs.chosen if row.chosen else self.glyphs.taken if row.taken else " "
        style = "lanes--chosen" if row.chosen or row.taken else "lanes--faint" if row.cut else "lanes--token"
        yield mark, "lanes--chosen"
        yield f"{fit(row.token, max(width - _FIXED, 1), self.glyphs)} ", style
        yield f"{probability(row.prob):>6}", "lanes--struck" if row.cut else style
        yield " ", ""
