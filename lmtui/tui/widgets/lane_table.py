"""Every lane's distribution beside each other, for one position."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message

from lmtui.playground.lane_comparison import LaneComparison
from lmtui.playground.slider import position_of
from lmtui.playground.state import LaneSettings
from lmtui.playground.table import NoTable, TableRow, TableView
from lmtui.sampling.temperature import format_temperature
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.number_text import count_text, interval_text, number_text, probability_text
from lmtui.tui.theme import HEATS, heat_of
from lmtui.tui.whole_sequences import why_they_differ
from lmtui.tui.widgets.drawing import Piece, fit
from lmtui.tui.widgets.side_pane import SidePane

if TYPE_CHECKING:
    from lmtui.insight.bounded_divergence import BoundedDivergence
    from lmtui.insight.divergence import Divergence

_SPACIOUS = 7  # lines from which there is room for contexts and distances
_NUMBERS = 5  # columns of the rank
_FIXED = 9  # of a lane: mark 1, p_T 6, blanks


class LaneTable(SidePane, can_focus=True):
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
        &:nocolor > .lanes--faint { text-style: dim; }
        &:nocolor > .lanes--struck { text-style: dim strike; }
        & > .lanes--chosen { color: $focus; text-style: bold; }
        & > .lanes--0 { color: $heat-0; text-style: bold; }
        & > .lanes--1 { color: $heat-1; text-style: bold; }
        & > .lanes--2 { color: $heat-2; text-style: bold; }
        & > .lanes--3 { color: $heat-3; text-style: bold; }
        & > .lanes--4 { color: $heat-4; text-style: bold; }
    }
    """
    PLACE = Place.LANE_TABLE
    BINDINGS = bindings(PLACE)

    class OtherContextsWanted(Message):
        """The lanes are to be compared at one context, or each at its own."""

    class Scrolled(Message):
        """Other ranks are to be shown, from `first` on."""

    def __init__(self) -> None:
        super().__init__()
        self._views: Sequence[TableView | NoTable] = ()
        self._lanes: Sequence[LaneSettings] = ()
        self._comparison = LaneComparison(0, False, (), ())
        self._position = 0
        self.first = 1

    @property
    def capacity(self) -> int:
        """How many ranks there is room for."""
        return max(self.body_height - 2 - self._has_distances - self._names_contexts - self._has_whole, 1)

    @property
    def _has_distances(self) -> bool:
        """Whether a line says how far the lanes are from the active one."""
        return self.body_height >= _SPACIOUS

    @property
    def _names_contexts(self) -> bool:
        """Whether a line says what each lane is conditioned on; one context for all stands in the title."""
        return self._has_distances and not self._comparison.at_one_context

    @property
    def _has_whole(self) -> bool:
        """Whether T anneals the whole sequence in a lane; a line says then why lanes differ."""
        return any(lane.whole for lane in self._lanes)

    @property
    def has_tables(self) -> bool:
        """Whether a distribution is shown."""
        return any(isinstance(view, TableView) for view in self._views)

    def show(
        self,
        views: Sequence[TableView | NoTable],
        lanes: Sequence[LaneSettings],
        position: int,
        comparison: LaneComparison,
    ) -> None:
        """Show a view of each lane.

        Args:
            views: all of them from `first` on, or why a lane has none.
            lanes: the settings of each.
            position: that of all views, from 0.
            comparison: what the views are compared at, and how far they are from each other.
        """
        self._views, self._lanes, self._position = views, lanes, position
        self._comparison = comparison
        self.redraw()

    def resized(self) -> None:
        """There is room for other ranks."""
        super().resized()
        self.post_message(self.Scrolled())

    def action_scroll(self, ranks: int) -> None:
        """Move by ranks; the next `show` brings the ranks that come in sight."""
        most = max((view.support for view in self._views if isinstance(view, TableView)), default=1)
        self.first = min(max(self.first + ranks, 1), most)
        self.post_message(self.Scrolled())

    def action_switch_contexts(self) -> None:
        """Ask for all lanes at the context of the active one, or for each at its own."""
        self.post_message(self.OtherContextsWanted())

    def title(self) -> tuple[str, str]:
        compared = self._comparison
        note = f"p_T; KL from {compared.active + 1} and back, bits" if self._has_distances else "p_T"
        if not compared.at_one_context:
            return f"Token {self._position + 1} in every lane, after its own text", note
        context = " ".join(compared.contexts[compared.active]) if compared.contexts else ""
        return f"After {context or 'anything'} in every lane", note

    def body(self, y: int) -> Iterable[Piece]:
        width = (self.size.width - _NUMBERS) // max(len(self._views), 1)
        if y == 0:
            yield " " * _NUMBERS, ""
            for number in range(len(self._views)):
                yield self._heading(number, width)
        elif y == 1 and self._names_contexts:
            yield " " * _NUMBERS, ""
            for labels in self._comparison.contexts:
                yield from self._conditioned_on(labels, width)
        elif y <= self.capacity + self._names_contexts:
            y -= self._names_contexts
            yield f"{count_text(self.first + y - 1):>{_NUMBERS - 1}} ", "lanes--faint"
            for view in self._views:
                row = view.rows[y - 1] if isinstance(view, TableView) and y <= len(view.rows) else None
                nothing = (
                    f" {view.value}".translate(self.glyphs.prose) if isinstance(view, NoTable) and y == 1 else ""
                )
                yield from self._cell(row, width) if row else ((fit(nothing, width, self.glyphs), "lanes--faint"),)
        elif y == self.capacity + self._names_contexts + 2 and self._has_distances:
            yield " " * _NUMBERS, ""
            for number, found in enumerate(self._comparison.divergences):
                others = "other tokens" if self._comparison.have_other_tokens[number] else ""
                yield fit(f" {others or self._distance(found, width - 2)}", width, self.glyphs), "lanes--faint"
        elif y == self.capacity + self._names_contexts + 1 and self._views:
            yield " " * _NUMBERS, ""
            for view in self._views:
                row = (view.taken or view.chosen) if isinstance(view, TableView) else None
                if row:
                    row = replace(row, token=f"#{count_text(row.rank)} {row.token}")
                yield from self._cell(row, width) if row else ((" " * width, ""),)
        elif y == self.capacity + self._names_contexts + self._has_distances + 2 and self._has_whole:
            yield fit(f" {why_they_differ(self.size.width - 1)}", self.size.width, self.glyphs), "lanes--faint"

    def _conditioned_on(self, labels: Sequence[str], width: int) -> Iterable[Piece]:
        """The last tokens of a context that there is room for."""
        text = " ".join(labels)
        while len(labels) > 1 and cell_len(text) > width - 2:
            labels = labels[1:]
            text = " ".join((self.glyphs.ellipsis, *labels))
        yield fit(f" {text}", width, self.glyphs), "lanes--faint"

    def _distance(self, found: Divergence | BoundedDivergence | None, width: int) -> str:
        """Total variation, and KL from the active lane and back, with the digits that there is room for."""
        if found is None:
            return ""
        for digits in (6, 5, 4):
            variation, there, back = (
                number_text(value, digits, self.glyphs)
                for value in (found.total_variation, found.kl_bits, found.reverse_kl_bits)
            )
            text = f"TV {variation} KL {there} {back}"
            if cell_len(text) <= width:
                return text
        return f"TV {variation} KL {there}"

    def _heading(self, number: int, width: int) -> Piece:
        """A lane's number, model, T, what T anneals and the entropy, as far as there is room."""
        lane, view = self._lanes[number], self._views[number]
        whole = " whole" if lane.whole else ""
        model = f"{self._comparison.models[number]} " if any(self._comparison.models) else ""
        name = f" {number + 1}: {model}T {self.glyphs.named(format_temperature(lane.temperature))}{whole}"
        ways: tuple[str, ...] = ()
        if isinstance(view, TableView):
            bits = f"{view.entropy_bits:.2f}"
            if view.bounds:
                bits = interval_text(view.bounds.entropy_bits, 9, self.glyphs)
            ways = (f"{name} {self.glyphs.dot} {bits} bits", f"{name} {bits}")
        text = next((way for way in ways if cell_len(way) < width), name)
        return fit(text, width, self.glyphs), f"lanes--{heat_of(position_of(lane.temperature))}"

    def _cell(self, row: TableRow, width: int) -> Iterable[Piece]:
        mark = self.glyphs.chosen if row.chosen else self.glyphs.taken if row.taken else " "
        style = "lanes--chosen" if row.chosen or row.taken else "lanes--faint" if row.cut else "lanes--token"
        yield mark, "lanes--chosen"
        yield f"{fit(row.token, max(width - _FIXED, 1), self.glyphs)} ", style
        prob = interval_text(row.bounds, 6, self.glyphs) if row.bounds else probability_text(row.prob)
        yield f"{prob:>6}", "lanes--struck" if row.cut else style
        yield " ", ""
