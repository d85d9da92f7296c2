"""The next-token table: every candidate with p, p_T and a bar of both, and the rest of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from lmtui.playground.slider import position_of
from lmtui.playground.table import TableRow, TableView
from lmtui.tui.theme import HEATS, heat_of
from lmtui.tui.widgets.drawing import Pane, Piece, fit

_FIXED = 23
"""Columns that neither the token nor the bar takes: mark 1, rank 4, p 6, p_T 6, order 1, and blanks between."""


class CandidateTable(Pane, can_focus=True):
    """Shows a `TableView`; scrolls over all ranks when it has the focus."""

    COMPONENT_CLASSES = {
        "table--head",
        "table--token",
        "table--chosen",
        "table--faint",
        "table--bar-model",
        *(f"table--{part}-{heat}" for part in ("bar", "both") for heat in range(HEATS)),
    }
    DEFAULT_CSS = """
    CandidateTable {
        & > .table--head { color: $faint; }
        & > .table--token { color: $foreground; }
        & > .table--chosen { color: $focus; text-style: bold; }
        & > .table--faint { color: $faint; }
        & > .table--bar-model { color: $model-bar; }
        & > .table--bar-0 { color: $heat-0; }
        & > .table--bar-1 { color: $heat-1; }
        & > .table--bar-2 { color: $heat-2; }
        & > .table--bar-3 { color: $heat-3; }
        & > .table--bar-4 { color: $heat-4; }
        & > .table--both-0 { color: $heat-0; background: $model-bar; }
        & > .table--both-1 { color: $heat-1; background: $model-bar; }
        & > .table--both-2 { color: $heat-2; background: $model-bar; }
        & > .table--both-3 { color: $heat-3; background: $model-bar; }
        & > .table--both-4 { color: $heat-4; background: $model-bar; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "scroll(1)", "down a rank"),
        Binding("up", "scroll(-1)", "up a rank"),
        Binding("pagedown", "scroll_page(1)", "down a page"),
        Binding("pageup", "scroll_page(-1)", "up a page"),
        Binding("home", "scroll_to(1)", "to rank 1"),
        Binding("end", "scroll_end", "to the last rank"),
    ]

    @dataclass
    class Scrolled(Message):
        """Other ranks are to be shown, from `first` on."""

        table: CandidateTable
        first: int

        @property
        def control(self) -> CandidateTable:
            """The table."""
            return self.table

    def __init__(self) -> None:
        super().__init__()
        self.view: TableView | None = None
        self.first = 1
        self.waiting = ""

    @property
    def capacity(self) -> int:
        """How many candidates there is room for."""
        return max(self.body_height - 3, 1)

    def show(self, view: TableView | None, waiting: str = "") -> None:
        """Show a distribution, or what is being waited for."""
        self.view, self.waiting = view, waiting
        if view is not None and view.rows:
            self.first = view.rows[0].rank
        self.redraw()

    def action_scroll(self, ranks: int) -> None:
        """Move by ranks."""
        self.action_scroll_to(self.first + ranks)

    def action_scroll_page(self, pages: int) -> None:
        """Move by as many ranks as are shown."""
        self.action_scroll(pages * (len(self.view.rows) if self.view else 0))

    def action_scroll_end(self) -> None:
        """Show the last ranks."""
        if self.view:
            self.action_scroll_to(self.view.support)

    def action_scroll_to(self, first: int) -> None:
        """Show ranks from one on."""
        if self.view:
            last = max(self.view.support - len(self.view.rows) + 1, 1)
            self.post_message(self.Scrolled(self, min(max(first, 1), last)))

    def title(self) -> tuple[str, str]:
        view = self.view
        if view is None:
            return "Next token", ""
        context = " ".join(view.context) or "anything"
        return f"Next after {context}", f"{view.entropy_bits:.2f} bits"

    def body(self, y: int) -> Iterable[Piece]:
        view = self.view
        if view is None:
            return ((f" {self.waiting}", "table--faint"),) if y == 1 else ()
        if y == 0:
            return self._head(view)
        if y <= len(view.rows):
            return self._row(view.rows[y - 1], view)
        if y == len(view.rows) + 1:
            return self._rest(view)
        return self._luck(view) if y == len(view.rows) + 2 else ()

    def _widths(self) -> tuple[int, int]:
        """Columns of the token and of the bar."""
        free = max(self.size.width - _FIXED, 4)
        bar = free * 9 // 20 if free >= 16 else 0
        return free - bar, bar

    def _head(self, view: TableView) -> Iterable[Piece]:
        token, bar = self._widths()
        head = f" {'#':>4} {fit('token', token, self.glyphs)} {'p':>6} {'p_T':>6} n "
        legend = fit(f"{self.glyphs.upper}p {self.glyphs.lower}p_T", bar, self.glyphs)
        return (
            (head, "table--head"),
            (legend[:3], "table--bar-model"),
            (legend[3:], f"table--bar-{_heat(view)}"),
        )

    def _row(self, row: TableRow, view: TableView) -> Iterable[Piece]:
        token_width, bar_width = self._widths()
        mark = self.glyphs.chosen if row.chosen else " "
        token = fit(row.token, token_width, self.glyphs)
        numbers = f"{probability(row.model_prob):>6} {probability(row.prob):>6}"
        base = "table--faint" if row.cut else "table--token"
        chosen = "table--chosen" if row.chosen else base
        return (
            (mark, chosen),
            (f"{compact(row.rank):>4} ", "table--faint"),
            (f"{token} ", chosen),
            (f"{numbers} {row.order} ", base),
            *self._bar(row, view, bar_width),
        )

    def _bar(self, row: TableRow, view: TableView, width: int) -> Iterable[Piece]:
        """Two bars in one line: p in the upper half of the cells, p_T in the lower."""
        model = _cells(row.model_prob, view.scale, width)
        annealed = _cells(row.prob, view.scale, width)
        glyphs, heat = self.glyphs, _heat(view)
        # Two colours fit in a cell as text and ground; where colours cannot be told apart one glyph stands for both.
        if self.app.native_ansi_color or not glyphs.two_colours:
            both, name = glyphs.both, f"table--bar-{heat}"
        else:
            both, name = glyphs.lower, f"table--both-{heat}"
        shared = min(model, annealed)
        yield both * shared, name
        yield glyphs.upper * (model - shared), "table--bar-model"
        yield glyphs.lower * (annealed - shared), f"table--bar-{heat}"

    def _rest(self, view: TableView) -> Iterable[Piece]:
        token_width, _ = self._widths()
        others = "nothing else" if not view.rest else f"{view.rest:,} other" + ("s" if view.rest > 1 else "")
        numbers = f"{probability(view.rest_model_prob):>6} {probability(view.rest_prob):>6}"
        return ((f" {fit(others, token_width + 5, self.glyphs)} {numbers}", "table--faint"),)

    def _luck(self, view: TableView) -> Iterable[Piece]:
        """The luck of this place, and what it decides on, wherever in the ranking that is."""
        chosen, mark = view.chosen, self.glyphs.chosen
        text = f"luck {view.luck:.3f} {mark} #{chosen.rank} {chosen.token}"
        return ((fit(f" {text}", self.size.width, self.glyphs), "table--faint"),)


def _heat(view: TableView) -> int:
    return heat_of(position_of(view.temperature))


def _cells(prob: float, scale: float, width: int) -> int:
    """The length of a bar; what fills half a cell is seen."""
    return min(round(prob / scale * width), width) if scale else 0


def probability(value: float) -> str:
    """A probability in at most six columns."""
    if value >= 0.00005:
        return f"{value:.4f}"
    return f"{value:.0e}".replace("e-0", "e-") if value >= 1e-99 else "0"


def compact(number: int) -> str:
    """A whole number in at most four columns."""
    if number < 10_000:
        return str(number)
    return f"{number // 1000}k" if number < 1_000_000 else f"{number // 1_000_000}M"
