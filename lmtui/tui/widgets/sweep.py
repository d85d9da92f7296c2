"""The sweep pane: what came of each temperature, as figures or as bars."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message

from lmtui.playground.bars import Band, banded_bar
from lmtui.playground.slider import position_of
from lmtui.playground.sweep_job import SweepJob, bars, none_if_nan
from lmtui.sampling.temperature import format_temperature
from lmtui.tui.number_text import interval_text
from lmtui.tui.theme import HEATS, heat_of
from lmtui.tui.widgets.drawing import LineWidget, Piece, fit

if TYPE_CHECKING:
    from lmtui.insight.sweep import SweepRow
    from lmtui.model.partial_ranking import Bounds

_HEAD = ("T", "perplexity", "distinct-1", "distinct-2", "distinct-3", "rank", "bits", "copied")
_WIDE = (5, 12, 11, 11, 11, 9, 8, 10)
_NARROW_HEAD = ("T", "perplexity", "distinct-1", "-2", "-3", "rank", "bits", "copied")
_NARROW = (4, 11, 11, 6, 6, 7, 6, 7)
_PLOTTED_FIGURES = ("perplexity", "distinct-2", "copied")
_PLOTTED = ("perplexity", "distinct_2", "copied")
_DIGITS = {
    "perplexity": 1,
    "distinct_1": 3,
    "distinct_2": 3,
    "distinct_3": 3,
    "mean_rank": 1,
    "mean_entropy_bits": 2,
    "copied": 3,
}
"""Digits after the point of each figure of a row, in the order of the columns."""

_FIGURE_COLUMNS = 11  # columns of a figure before its bar

LINES_AROUND_ROWS = 3
"""Lines that are no rows: what is swept, the head, the progress."""


def lines_of_row(job: SweepJob) -> int:
    """How many lines a temperature has among the figures: with several texts the standard errors have a line, too."""
    return 2 if job.runs > 1 else 1


class SweepPane(LineWidget):
    """Shows a sweep as it goes on; every temperature has its line from the beginning.

    Args:
        job: the sweep.

    Attributes:
        ended: how the sweep ended, such as "stopped"; "" while it goes on.
        plots: whether bars are shown instead of figures.
        waits: whether the sweep takes so long that it has not begun, until a person begins it.
    """

    COMPONENT_CLASSES = {
        "sweep--faint",
        "sweep--head",
        "sweep--figure",
        *(f"sweep--heat-{heat}" for heat in range(HEATS)),
        *(f"sweep--stripe-{heat}" for heat in range(HEATS)),
    }
    DEFAULT_CSS = """
    SweepPane {
        height: 1fr;
        & > .sweep--faint { color: $faint; }
        & > .sweep--head { color: $foreground; text-style: bold; }
        & > .sweep--figure { color: $foreground; }
        & > .sweep--heat-0 { color: $heat-0; }
        & > .sweep--heat-1 { color: $heat-1; }
        & > .sweep--heat-2 { color: $heat-2; }
        & > .sweep--heat-3 { color: $heat-3; }
        & > .sweep--heat-4 { color: $heat-4; }
        & > .sweep--stripe-0 { color: $stripe-0; }
        & > .sweep--stripe-1 { color: $stripe-1; }
        & > .sweep--stripe-2 { color: $stripe-2; }
        & > .sweep--stripe-3 { color: $stripe-3; }
        & > .sweep--stripe-4 { color: $stripe-4; }
        &:nocolor > .sweep--stripe-0 { text-style: dim; }
        &:nocolor > .sweep--stripe-1 { text-style: dim; }
        &:nocolor > .sweep--stripe-2 { text-style: dim; }
        &:nocolor > .sweep--stripe-3 { text-style: dim; }
        &:nocolor > .sweep--stripe-4 { text-style: dim; }
    }
    """

    @dataclass
    class Resized(Message):
        """There is room for more temperatures, or for fewer."""

        pane: SweepPane

        @property
        def control(self) -> SweepPane:
            """The pane."""
            return self.pane

    def __init__(self, job: SweepJob) -> None:
        super().__init__()
        self._job = job
        self._rows: list[SweepRow] = []
        self._bars: list[tuple[Band, Band, Band]] = []
        self.ended = ""
        self._top = 0
        self._follows = True
        self.plots = self.waits = False

    def show_job(self, job: SweepJob) -> None:
        """Show another sweep."""
        self._job, self._follows = job, True
        self.show()

    @property
    def capacity(self) -> int:
        """How many temperatures there is room for."""
        return max((self.size.height - LINES_AROUND_ROWS) // self._lines_each, 1)

    @property
    def _lines_each(self) -> int:
        """How many lines a temperature has: the figures, and their standard errors where there are any."""
        return 1 if self.plots else lines_of_row(self._job)

    def show(self, ended: str = "") -> None:
        """Show how far the job is, or how it ended."""
        self.ended = ended
        self._rows = list(self._job.rows)
        self._bars = bars(self._rows)
        latest = min(len(self._rows), len(self._job.temperatures) - 1)
        self._go_to(latest - self.capacity + 1 if self._follows else self._top)
        self.redraw()

    def resized(self) -> None:
        """Show what there is room for now."""
        super().resized()
        self.show(self.ended)
        self.post_message(self.Resized(self))

    def scroll_rows(self, lines: int) -> None:
        """Move the rows, where there are more than there is room for."""
        self._follows = False
        self._go_to(self._top + lines)
        self.redraw()

    def _go_to(self, top: int) -> None:
        self._top = max(min(top, len(self._job.temperatures) - self.capacity), 0)

    def line(self, y: int) -> Iterable[Piece]:
        if y == 0:
            return self._facts()
        if y == self.size.height - 1:
            return self._progress()
        if y == 1:
            return self._plot_head() if self.plots else self._cells(self._head, "sweep--head", "sweep--head")
        row, is_error = divmod(y - 2, self._lines_each)
        number = self._top + row
        if is_error:
            return self._errors(number) if number < len(self._rows) else ()
        return self._row(number) if number < len(self._job.temperatures) else ()

    def _facts(self) -> Iterable[Piece]:
        facts = [f"{self._job.tokens:,} tokens at each T", *self._job.shared_settings]
        if self._job.estimate:
            facts.append(self._job.estimate.partition(":")[0])
        text = f" {self.glyphs.dot} ".join(facts)
        name = fit(f" after {self._job.name}", max(self.size.width - cell_len(text) - 3, 0), self.glyphs)
        return (name, "sweep--head"), (f"  {text}", "sweep--faint")

    def _row(self, number: int) -> Iterable[Piece]:
        temperature = self._job.temperatures[number]
        heats = [heat_of(position_of(one)) for one in self._job.temperatures[: number + 1]]
        heat = f"sweep--heat-{heats[-1]}"
        if number >= len(self._rows):
            return self._cells([self._figure(temperature)], "sweep--faint", "sweep--faint")
        row = self._rows[number]
        if self.plots:
            alike = sum(1 for _ in takewhile(heats[-1].__eq__, reversed(heats)))
            bar = heat if alike % 2 else f"sweep--stripe-{heats[-1]}"
            return self._plotted(row, self._bars[number], heat, bar)
        figures = [self._figure(getattr(row, name), digits) for name, digits in _DIGITS.items()]
        return self._cells([self._figure(temperature), *figures], heat, "sweep--figure")

    def _errors(self, number: int) -> Iterable[Piece]:
        """The standard errors of the figures above."""
        errors = self._rows[number].errors
        return self._cells(
            ["", *(self._error(errors[name], digits) for name, digits in _DIGITS.items())],
            "sweep--faint",
            "sweep--faint",
        )

    def _error(self, value: float | None, digits: int) -> str:
        """A standard error in few columns, "" where none is known: `±.012`."""
        if none_if_nan(value) is None:
            return ""
        sign = "±" if self.glyphs.divides_cells else "+-"
        return sign + self._figure(value, digits).removeprefix("0")

    @property
    def _widths(self) -> tuple[int, ...]:
        return _WIDE if self.size.width > sum(_WIDE) else _NARROW

    @property
    def _head(self) -> tuple[str, ...]:
        return _HEAD if self._widths is _WIDE else _NARROW_HEAD

    def _cells(self, texts: Iterable[str], first: str, others: str) -> Iterable[Piece]:
        for number, (text, width) in enumerate(zip(texts, self._widths, strict=False)):
            yield text.rjust(width), others if number else first

    def _plot_head(self) -> Iterable[Piece]:
        yield "T".rjust(self._widths[0]), "sweep--head"
        for name in _PLOTTED_FIGURES:
            note = " log" if name == "perplexity" else ""
            yield name.rjust(_FIGURE_COLUMNS), "sweep--head"
            yield note.ljust(self._bar_width + 1), "sweep--faint"

    def _plotted(self, row: SweepRow, bands: tuple[Band, Band, Band], heat: str, bar: str) -> Iterable[Piece]:
        """Three bars, each after its figure, with the standard error where there is room.

        Args:
            row: the figures.
            bands: what the bars show.
            heat: the style of T.
            bar: the style of the bars: another one by turns, so that bars of one colour do not run together.
        """
        yield self._figure(row.temperature).rjust(self._widths[0]), heat
        for name, band in zip(_PLOTTED, bands, strict=True):
            figure = self._figure(getattr(row, name), _DIGITS[name])
            with_error = figure + self._error(row.errors.get(name), _DIGITS[name])
            figure = with_error if len(with_error) < _FIGURE_COLUMNS else figure
            yield f"{figure.rjust(_FIGURE_COLUMNS)} ", "sweep--figure"
            yield banded_bar(band, self._bar_width, self.glyphs.divides_cells).ljust(self._bar_width), bar

    @property
    def _bar_width(self) -> int:
        return max((self.size.width - self._widths[0] - 1) // len(_PLOTTED_FIGURES) - _FIGURE_COLUMNS - 1, 1)

    def _figure(self, value: float | Bounds | None, digits: int | None = None) -> str:
        """A figure for people, or its bounds; a temperature where no digits are asked for."""
        if isinstance(value, tuple):
            return interval_text(value, self._widths[-2] - 1, self.glyphs)
        value = none_if_nan(value)
        if value is None:
            return self.glyphs.missing
        if value == math.inf:
            return self.glyphs.infinity
        if digits is None:
            return format_temperature(value)
        return f"{value:.{digits}f}" if value < 1e4 else f"{value:.0f}" if value < 1e7 else f"{value:.3g}"

    def _progress(self) -> Iterable[Piece]:
        job, glyphs = self._job, self.glyphs
        if self.waits:
            return ((fit(f" this takes {job.estimate}", self.size.width, glyphs), "sweep--head"),)
        if self.ended:
            return ((f" {self.ended}: {len(self._rows)} of {len(job.temperatures)}", "sweep--head"),)
        text = f" {job.progress.stage}"
        if job.progress.stage == "sweeping":
            text += f" T = {self._figure(job.temperatures[min(len(self._rows), len(job.temperatures) - 1)])}"
        share = f" {job.progress.share}"
        room = max(self.size.width - cell_len(text) - len(share) - 3, 0)
        done = min(round(job.progress.fraction * room), room)
        return (
            (f"{text}  ", "sweep--head"),
            (glyphs.track_left * done, "sweep--heat-1"),
            (glyphs.track_right * (room - done), "sweep--faint"),
            (share, "sweep--head"),
        )
