"""The next-token table: every candidate with p, p_T and a bar of both, and the rest of the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from lmtui.playground.slider import position_of
from lmtui.playground.table import TableRow, TableView
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.tui.theme import HEATS, heat_of
from lmtui.tui.widgets.drawing import Pane, Piece, fit

_FIXED = 23
"""Columns that neither the token nor the bar takes: mark 1, rank 4, p 6, p_T 6, order 1, and blanks between."""


_AIRY = 14  # lines
_LONGEST = 60  # characters of a typed rank or token


class CandidateTable(Pane, can_focus=True):
    """Shows a `TableView`; scrolls over all ranks when it has the focus."""

    COMPONENT_CLASSES = {
        "table--head",
        "table--token",
        "table--chosen",
        "table--picked",
        "table--struck",
        "table--cut",
        "table--faint",
        "table--bar-model",
        *(f"table--bar-{heat}" for heat in range(HEATS)),
    }
    DEFAULT_CSS = """
    CandidateTable {
        & > .table--head { color: $faint; }
        & > .table--token { color: $foreground; }
        & > .table--chosen { color: $focus; text-style: bold; }
        & > .table--picked { color: $strong; text-style: bold reverse; }
        & > .table--struck { color: $faint; text-style: strike; }
        & > .table--cut { color: $warning; }
        & > .table--faint { color: $faint; }
        & > .table--bar-model { color: $model-bar; }
        & > .table--bar-0 { color: $heat-0; }
        & > .table--bar-1 { color: $heat-1; }
        & > .table--bar-2 { color: $heat-2; }
        & > .table--bar-3 { color: $heat-3; }
        & > .table--bar-4 { color: $heat-4; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "pick(1)", "the next candidate"),
        Binding("up", "pick(-1)", "the candidate before"),
        Binding("pagedown", "pick_page(1)", "down a page"),
        Binding("pageup", "pick_page(-1)", "up a page"),
        Binding("home", "pick_rank(1)", "rank 1"),
        Binding("end", "pick_last", "the last rank"),
        Binding("enter", "take", "take the candidate, or go to the typed one"),
        Binding("slash", "type_name", "type a token (a digit begins a rank)"),
        Binding("backspace", "erase", "take back a character"),
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

    @dataclass
    class Taken(Message):
        """The candidate of a rank is taken by hand."""

        table: CandidateTable
        rank: int

        @property
        def control(self) -> CandidateTable:
            """The table."""
            return self.table

    @dataclass
    class Sought(Message):
        """A token was typed; its rank is wanted."""

        table: CandidateTable
        token: str

        @property
        def control(self) -> CandidateTable:
            """The table."""
            return self.table

    def __init__(self) -> None:
        super().__init__()
        self.view: TableView | None = None
        self.first = self.picked = 1
        self.typed = ""
        self.waiting = ""

    def capacity(self, cuts: Cuts) -> int:
        """How many candidates there is room for, where a line says what the cuts take away."""
        return max(self.body_height - 3 - 3 * self._airy - (cuts != NO_CUTS), 1)

    @property
    def _airy(self) -> bool:
        """Whether there is room for blank lines around the rest, and for a line about the keys."""
        return self.body_height >= _AIRY

    def show(self, view: TableView | None, waiting: str = "") -> None:
        """Show a distribution, or what is being waited for."""
        self.view, self.waiting = view, waiting
        if view is not None and view.rows:
            self.first = view.rows[0].rank
            self.picked = min(max(self.picked, self.first), view.rows[-1].rank)
        self.redraw()

    def action_pick(self, ranks: int) -> None:
        """Move by ranks."""
        self.action_pick_rank(self.picked + ranks)

    def action_pick_page(self, pages: int) -> None:
        """Move by as many ranks as are shown."""
        if self.view:
            ranks = pages * len(self.view.rows)
            self._show_from(self.first + ranks)
            self.action_pick_rank(self.picked + ranks)

    def action_pick_last(self) -> None:
        """Go to the last rank."""
        if self.view:
            self.action_pick_rank(self.view.support)

    def action_pick_rank(self, rank: int) -> None:
        """Go to a rank, and have it in sight."""
        if self.view:
            self.picked = min(max(rank, 1), self.view.support)
            last = self.first + len(self.view.rows) - 1
            if not self.first <= self.picked <= last:
                self._show_from(self.picked if self.picked < self.first else self.picked - len(self.view.rows) + 1)
            self.redraw()

    def _show_from(self, first: int) -> None:
        if self.view:
            last = max(self.view.support - len(self.view.rows) + 1, 1)
            self.first = min(max(first, 1), last)
            self.post_message(self.Scrolled(self, self.first))

    def action_take(self) -> None:
        """Take the candidate by hand, or go to the one that was typed."""
        typed, self.typed = self.typed, ""
        if typed.startswith("/"):
            self.post_message(self.Sought(self, typed[1:]))
        elif typed:
            self.action_pick_rank(int(typed))
        elif self.view:
            self.post_message(self.Taken(self, self.picked))
        self.redraw()

    def action_type_name(self) -> None:
        """Begin to type a token."""
        self.typed = "/"
        self.redraw()

    def action_erase(self) -> None:
        """Take back the last typed character."""
        self.typed = self.typed[:-1]
        self.redraw()

    def cancel_typing(self) -> bool:
        """Forget what was typed; whether there was anything."""
        typing, self.typed = bool(self.typed), ""
        self.redraw()
        return typing

    def on_key(self, event: events.Key) -> None:
        """Digits type a rank, after a slash all characters a token."""
        character = event.character or ""
        if not character.isprintable() or not character:
            return
        if self.typed.startswith("/") or (character.isascii() and character.isdigit()):
            event.stop()
            event.prevent_default()
            self._type(character)

    def _type(self, character: str) -> None:
        self.typed = (self.typed + character)[:_LONGEST]
        self.redraw()

    def on_resize(self) -> None:
        """There is room for other ranks."""
        super().on_resize()
        self.post_message(self.Scrolled(self, self.first))

    def on_blur(self) -> None:
        """What was half typed is forgotten."""
        self.typed = ""
        super().on_blur()

    def title(self) -> tuple[str, str]:
        view = self.view
        if self.typed:
            what = "token" if self.typed.startswith("/") else "rank"
            return f"{what} {self.typed.removeprefix('/')}{self.glyphs.cursor}", "Enter goes there"
        if view is None:
            return "Next token", ""
        context = " ".join(view.context) or "anything"
        return f"Next after {context}", f"{view.entropy_bits:.2f} bits"

    def body(self, y: int) -> Iterable[Piece]:
        view = self.view
        if view is None:
            return ((f" {self.waiting}", "table--faint"),) if y == 1 else ()
        air: list[Iterable[Piece]] = [()] * self._airy
        rows = [self._row(row, view) for row in view.rows]  # drawn when asked for: the others cost nothing
        keys = [self._keys()] * self._airy
        lines = [self._head(view), *rows, *air, self._rest(view), *air, self._luck(view), *keys]
        if view.cuts != NO_CUTS:
            lines.insert(1 + sum(not row.cut for row in view.rows), self._cut_line(view))
        return lines[y] if y < len(lines) else ()

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
        mark = self.glyphs.chosen if row.chosen else self.glyphs.taken if row.taken else " "
        token = fit(row.token, token_width, self.glyphs)
        base = "table--faint" if row.cut else "table--token"
        chosen = "table--chosen" if row.chosen or row.taken else base
        if self.has_focus and row.rank == self.picked:
            chosen = "table--picked"
        model_prob, prob = f" {probability(row.model_prob):>6} ", f"{probability(row.prob):>6}"
        yield mark, "table--chosen"
        yield f"{compact(row.rank):>4} ", "table--faint"
        yield token, chosen
        if row.cut:
            yield from ((model_prob, base), (prob, "table--struck"), (f" {row.order} ", base))
        else:
            yield f"{model_prob}{prob} {row.order} ", base
        yield from self._bar(row, view, bar_width)

    def _cut_line(self, view: TableView) -> Iterable[Piece]:
        """What is lost, where the ranking is cut, and by what."""
        cuts, rule, room = view.cuts, self.glyphs.rule, self.size.width
        values = cuts.top_k, cuts.top_p if cuts.top_p < 1 else None, cuts.min_p or None
        text = f"{probability(view.cut_prob)} cut after #{view.kept}" if view.cut_prob else "nothing is cut"
        named = [(name, f"{value:g}") for name, value in zip(("k", "p", "min"), values, strict=True) if value]
        long = ", ".join(f"{'min-p' if name == 'min' else f'top-{name}'} {value}" for name, value in named)
        short = " ".join(f"{name} {value.lstrip('0')}" for name, value in named)
        text = f"{rule * 2} {text}: "
        text += long if cell_len(text) + len(long) <= room else short
        text = fit(text, min(cell_len(text), room), self.glyphs)
        filled = room - cell_len(text)
        yield text + (" " + rule * (filled - 1) if filled else ""), "table--cut"

    def _bar(self, row: TableRow, view: TableView, width: int) -> Iterable[Piece]:
        """Two bars in one line: p in the upper half of the cells, p_T in the lower."""
        model = _cells(row.model_prob, view.scale, width)
        annealed = _cells(row.prob, view.scale, width)
        glyphs, heat = self.glyphs, f"table--bar-{_heat(view)}"
        shared = min(model, annealed)
        yield glyphs.both * shared, heat
        yield glyphs.upper * (model - shared), "table--bar-model"
        yield glyphs.lower * (annealed - shared), heat

    def _rest(self, view: TableView) -> Iterable[Piece]:
        token_width, _ = self._widths()
        others = "nothing else" if not view.rest else f"{view.rest:,} other" + ("s" if view.rest > 1 else "")
        numbers = f"{probability(view.rest_model_prob):>6} {probability(view.rest_prob):>6}"
        return ((f" {fit(others, token_width + 5, self.glyphs)} {numbers}", "table--faint"),)

    def _luck(self, view: TableView) -> Iterable[Piece]:
        """The luck of this place, and what it decides on or was taken instead, wherever in the ranking that is."""
        before, row = f" luck {view.luck:.3f} {self.glyphs.chosen} #{view.chosen.rank} ", view.chosen
        if view.taken:
            before, row = f"{before}{self.glyphs.taken} #{view.taken.rank} ", view.taken
        after = f" {probability(row.prob)}"
        room = max(self.size.width - cell_len(before) - len(after), 0)
        yield f"{before}{fit(row.token, min(cell_len(row.token), room), self.glyphs)}{after}", "table--faint"

    def _keys(self) -> Iterable[Piece]:
        """How to take a candidate by hand."""
        keys = (
            "↑ ↓, a rank, or / and a token; Enter takes"
            if self.has_focus
            else "Tab, then ↑ ↓ and Enter, takes another"
        )
        return ((fit(f" {keys}".translate(self.glyphs.prose), self.size.width, self.glyphs), "table--faint"),)


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
