"""What temperature does, in one picture: one context at several T, a column of bars for each over the same tokens."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message

from lmtui.playground.bars import bar
from lmtui.playground.slider import TICKS, position_of
from lmtui.playground.temperature_view import TemperatureView
from lmtui.sampling.temperature import format_temperature
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.number_text import count_text, figure_of_logarithm, figure_text, interval_text, number_text
from lmtui.tui.theme import HEATS, heat_of
from lmtui.tui.widgets.drawing import Piece, fit
from lmtui.tui.widgets.side_pane import AnswerPane

if TYPE_CHECKING:
    from lmtui.insight.temperature_columns import TemperatureColumn
    from lmtui.model.partial_ranking import Bounds

_RANK = 5  # columns of the rank
_RANKED = 42  # columns from which there is room for ranks
_TOKEN = (6, 12)  # the least and the most columns of a token
_BOTH = 13  # columns of a column from which it has a figure and a bar
_FIGURE = 6  # columns of a figure beside a bar
_LABELS = dict(TICKS)
_LARGEST_LOG = 700.0  # whose power is a float


class TemperaturesPane(AnswerPane[TemperatureView], can_focus=True):
    """Shows a `TemperatureView`: a row for each token, then the others, Z_T and the entropy, on one scale."""

    COMPONENT_CLASSES = {
        "temperatures--faint",
        "temperatures--token",
        "temperatures--now",
        "temperatures--chosen",
        *(f"temperatures--{heat}" for heat in range(HEATS)),
        *(f"temperatures--stripe-{heat}" for heat in range(HEATS)),
    }
    DEFAULT_CSS = """
    TemperaturesPane {
        & > .temperatures--faint { color: $faint; }
        & > .temperatures--token { color: $foreground; }
        & > .temperatures--now { text-style: bold underline; }
        & > .temperatures--chosen { color: $focus; text-style: bold; }
        & > .temperatures--0 { color: $heat-0; }
        & > .temperatures--1 { color: $heat-1; }
        & > .temperatures--2 { color: $heat-2; }
        & > .temperatures--3 { color: $heat-3; }
        & > .temperatures--4 { color: $heat-4; }
        & > .temperatures--stripe-0 { color: $stripe-0; }
        & > .temperatures--stripe-1 { color: $stripe-1; }
        & > .temperatures--stripe-2 { color: $stripe-2; }
        & > .temperatures--stripe-3 { color: $stripe-3; }
        & > .temperatures--stripe-4 { color: $stripe-4; }
        &:nocolor > .temperatures--stripe-0 { text-style: dim; }
        &:nocolor > .temperatures--stripe-1 { text-style: dim; }
        &:nocolor > .temperatures--stripe-2 { text-style: dim; }
        &:nocolor > .temperatures--stripe-3 { text-style: dim; }
        &:nocolor > .temperatures--stripe-4 { text-style: dim; }
    }
    """
    PLACE = Place.TEMPERATURES
    BINDINGS = bindings(PLACE)

    class Scrolled(Message):
        """Other ranks are to be shown, from `first` on."""

    def __init__(self) -> None:
        super().__init__()
        self.first = 1
        self._figures = False

    @property
    def capacity(self) -> int:
        """How many tokens there is room for: a head and five lines stand around them."""
        return max(self.body_height - 6, 1)

    def resized(self) -> None:
        """There is room for other ranks."""
        super().resized()
        self.post_message(self.Scrolled())

    def action_scroll(self, ranks: int) -> None:
        """Move by ranks; the next `show` brings the ranks that come in sight."""
        most = self.view.support if self.view else 1
        self.first = min(max(self.first + ranks, 1), most)
        self.post_message(self.Scrolled())

    def action_toggle_figures(self) -> None:
        """Show figures, or bars; both where there is room."""
        self._figures = not self._figures
        self.redraw()

    def title(self) -> tuple[str, str]:
        if self.view is None:
            return "At several T", ""
        title = f"At several T after {' '.join(self.view.context) or 'anything'}"
        title += ", T annealing each token" if self.view.whole else ""
        return self.coming(title) if self.is_coming else (title, "a full bar is 1")

    def body(self, y: int) -> Iterable[Piece]:
        view = self.view
        if view is None:
            return ((self.waiting_line(y), "temperatures--faint"),)
        if y == 0:
            return self._head(view)
        if y <= len(view.tokens):
            return self._row(view, y - 1)
        below = [self._others(view), self._normalisers(view), self._entropies(view)]
        if view.has_cuts:
            kept = [self.glyphs.missing if one.kept is None else count_text(one.kept) for one in view.columns]
            below.append(self._numbers("kept", kept, view))
        below.append(self._luck(view))
        place = y - len(view.tokens) - 1
        return below[place] if place < len(below) else ()

    # Where things stand

    @property
    def _rank_width(self) -> int:
        return _RANK if self.size.width >= _RANKED else 0

    def _token_width(self, view: TemperatureView) -> int:
        least, most = _TOKEN
        return min(max(least, *map(cell_len, view.tokens)), most if self.size.width >= 2 * _RANKED else 8)

    def _column_width(self, view: TemperatureView) -> int:
        """Columns of a temperature, the first of which is blank or has the mark."""
        return max((self.size.width - self._rank_width - self._token_width(view)) // len(view.columns), 2)

    def _named(self, name: str, view: TemperatureView) -> Piece:
        """The beginning of a line without a rank."""
        width = self._rank_width + self._token_width(view)
        return fit(f" {name}" if self._rank_width else name, width, self.glyphs), "temperatures--faint"

    # Lines

    def _head(self, view: TemperatureView) -> Iterable[Piece]:
        width = self._column_width(view) - 1
        yield self._named("T =", view)
        for column in view.columns:
            named = format_temperature(column.temperature)
            named = f"now {named}" if column is view.present else _LABELS.get(column.temperature, named)
            named = named if len(named) <= width else named.removeprefix("now ")
            text = self.glyphs.named(named if len(named) <= width else figure_text(column.temperature, width))
            style = f"temperatures--{heat_of(position_of(column.temperature))}"
            yield " ", ""
            text = fit(text, min(cell_len(text), width), self.glyphs)
            yield text, f"{style} temperatures--now" if column is view.present else style
            yield " " * (width - cell_len(text)), ""

    def _row(self, view: TemperatureView, row: int) -> Iterable[Piece]:
        rank = view.first + row
        if self._rank_width:
            yield f"{count_text(rank):>{_RANK - 1}} ", "temperatures--faint"
        yield fit(view.tokens[row], self._token_width(view), self.glyphs), "temperatures--token"
        for column in view.columns:
            yield self.glyphs.chosen if column.chosen == rank else " ", "temperatures--chosen"
            yield from self._cell(column, column.probs[row], self._column_width(view) - 1, rank % 2 == 0)

    def _others(self, view: TemperatureView) -> Iterable[Piece]:
        width, others = self._rank_width + self._token_width(view), "other" + "s" * (view.rest != 1)
        counted = (f" {view.rest:,} {others}", f"{view.rest:,} {others}") if view.rest is not None else ()
        ways = (*counted, f" {others}", others)
        yield (
            fit(next((way for way in ways if cell_len(way) <= width), others), width, self.glyphs),
            "temperatures--faint",
        )
        for column in view.columns:
            outside = column.chosen is not None and not 0 <= column.chosen - view.first < len(view.tokens)
            yield self.glyphs.chosen if outside else " ", "temperatures--chosen"
            yield from self._cell(column, column.rest_prob, self._column_width(view) - 1)

    def _cell(
        self, column: TemperatureColumn, prob: float | Bounds | None, width: int, striped: bool = False
    ) -> Iterable[Piece]:
        """A probability in so many columns: a figure, a bar, or both; bars have two colours by turns.

        Of bounds the bar shows the lower one. Where nothing is known, there is a dash.
        """
        heat = heat_of(position_of(column.temperature))
        style = f"temperatures--{heat}"
        has_both = width >= _BOTH
        figure = _FIGURE if has_both else width * self._figures
        if figure:
            text = self._number(prob, min(figure, _FIGURE)).rjust(figure)
            yield text, style if prob else "temperatures--faint"
        if width > figure:
            yield " " * has_both, ""
            room = width - figure - has_both
            least = prob.low if isinstance(prob, tuple) else prob or 0.0
            drawn = bar(min(least, 1.0), room, self.glyphs.divides_cells)
            drawn = drawn if prob is not None or has_both else self.glyphs.missing
            yield drawn.ljust(room), f"temperatures--stripe-{heat}" if striped else style

    def _numbers(self, name: str, texts: list[str], view: TemperatureView) -> Iterable[Piece]:
        width = self._column_width(view) - 1
        figure = _FIGURE if width >= _BOTH else width
        yield self._named(name, view)
        for column, text in zip(view.columns, texts, strict=True):
            style = "temperatures--now" if column is view.present else ""
            yield f" {'':{figure - min(cell_len(text), figure)}}", ""
            yield fit(text, min(cell_len(text), figure), self.glyphs), style
            yield " " * (width - figure), ""

    def _normalisers(self, view: TemperatureView) -> Iterable[Piece]:
        width = min(self._column_width(view) - 1, _FIGURE)
        return self._numbers("Z_T", [self._normaliser(column.log_normaliser, width) for column in view.columns], view)

    def _normaliser(self, log: float | Bounds | None, width: int) -> str:
        """Z_T, given its logarithm or bounds of that."""
        if log is None:
            return self.glyphs.missing
        if not isinstance(log, tuple):
            return figure_of_logarithm(log / math.log(10), width)
        return interval_text(type(log)(_exp(log.low), _exp(log.high)), width, self.glyphs)

    def _number(self, value: float | Bounds | None, width: int) -> str:
        """A number, or its bounds; a dash where it is not known."""
        return self.glyphs.missing if value is None else number_text(value, width, self.glyphs)

    def _entropies(self, view: TemperatureView) -> Iterable[Piece]:
        width = min(self._column_width(view) - 1, _FIGURE)
        return self._numbers("bits", [self._number(column.entropy_bits, width) for column in view.columns], view)

    def _luck(self, view: TemperatureView) -> Iterable[Piece]:
        text = f" {self.glyphs.chosen} luck {view.luck:.3f} takes"
        ways: tuple[str, ...] = (f"{text} at each T; p_T = p^(1/T) / Z_T", f"{text}; p_T = p^(1/T) / Z_T", text)
        if not all(column.is_decided for column in view.columns):
            undecided = f" {self.glyphs.missing} the first {view.support:,} ranks do not decide"
            ways = (f"{text};{undecided}", undecided)
        shown = next((way for way in ways if cell_len(way) <= self.size.width), ways[-1])
        return ((fit(shown, self.size.width, self.glyphs), "temperatures--faint"),)


def _exp(log: float) -> float:
    return math.exp(log) if log < _LARGEST_LOG else math.inf
