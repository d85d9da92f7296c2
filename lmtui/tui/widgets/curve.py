"""The curve pane: entropy, choices or the favourite's probability over all temperatures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual.message import Message

from lmtui.playground.curves import CurvesView, CurveView, Measure
from lmtui.sampling.temperature import format_temperature
from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.number_text import interval_text, probability_text
from lmtui.tui.plot import Plot
from lmtui.tui.theme import HEATS
from lmtui.tui.widgets.drawing import Piece, fit
from lmtui.tui.widgets.side_pane import AnswerPane

_WIDE = 76  # columns from which the names stand beside the plot
_BESIDE = 30  # columns of the names there
_LEAST = 3  # lines of a plot
_NOTED = 14  # lines from which there is room for a note below the plot
_ZEROS = ("p = 0 stays 0 at every T", "below ∞; it counts at ∞", "alone (0^0 = 1)")
_TITLES = {Measure.ENTROPY: "Entropy", Measure.CHOICES: "Choices", Measure.FAVOURITE: "Favourite"}
_WHAT = {Measure.ENTROPY: "entropy, bits", Measure.CHOICES: "choices", Measure.FAVOURITE: "favourite"}


class CurvePane(AnswerPane[CurvesView], can_focus=True):
    """Shows a `CurvesView`: the curves over the slider's axis, and at the present T their numbers."""

    COMPONENT_CLASSES = {
        "curve--axis",
        "curve--faint",
        "curve--number",
        *(f"curve--line-{mark}" for mark in range(4)),
        *(f"curve--now-{heat}" for heat in range(HEATS)),
    }
    DEFAULT_CSS = """
    CurvePane {
        & > .curve--axis { color: $line; }
        & > .curve--faint { color: $faint; }
        & > .curve--number { color: $foreground; text-style: bold; }
        & > .curve--line-0 { color: $foreground; text-style: bold; }
        & > .curve--line-1 { color: $curve-1; }
        & > .curve--line-2 { color: $curve-2; }
        & > .curve--line-3 { color: $curve-3; }
        & > .curve--now-0 { color: $heat-0; }
        & > .curve--now-1 { color: $heat-1; }
        & > .curve--now-2 { color: $heat-2; }
        & > .curve--now-3 { color: $heat-3; }
        & > .curve--now-4 { color: $heat-4; }
    }
    """
    PLACE = Place.CURVE
    BINDINGS = bindings(PLACE)

    @dataclass
    class NextMeasureWanted(Message):
        """The next measure is to be drawn."""

        pane: CurvePane

        @property
        def control(self) -> CurvePane:
            """The pane."""
            return self.pane

    @dataclass
    class CompareWanted(Message):
        """Later curves are to be compared with the live curve."""

        pane: CurvePane

        @property
        def control(self) -> CurvePane:
            """The pane."""
            return self.pane

    @dataclass
    class ForgetWanted(Message):
        """The curves that the live one is compared with are to be forgotten."""

        pane: CurvePane

        @property
        def control(self) -> CurvePane:
            """The pane."""
            return self.pane

    def __init__(self) -> None:
        super().__init__()
        self._plot: list[list[Piece]] = []

    def lay_out(self) -> None:
        """Plot the curves."""
        self._plot = self._drawn()

    def resized(self) -> None:
        """A new size needs a new plot."""
        super().resized()
        self.lay_out()
        self.redraw()

    def action_next_measure(self) -> None:
        """Ask for the next measure."""
        self.post_message(self.NextMeasureWanted(self))

    def action_compare(self) -> None:
        """Ask that later curves be compared with the live curve."""
        self.post_message(self.CompareWanted(self))

    def action_forget(self) -> None:
        """Ask that the compared curves be forgotten."""
        self.post_message(self.ForgetWanted(self))

    def title(self) -> tuple[str, str]:
        if self.view is None:
            return "Curve", ""
        title = f"{_TITLES[self.view.measure]} after {self.view.curves[0].name}"
        title += ", T annealing each token" if self.view.whole else ""
        return self.coming(title) if self.is_coming else (title, f"T {self._temperature(self.view)}")

    def body(self, y: int) -> Iterable[Piece]:
        view = self.view
        if view is None:
            return ((self.waiting_line(y), "curve--faint"),)
        plot = self._plot[y - self._above] if 0 <= y - self._above < len(self._plot) else []
        if self._wide:
            used = sum(cell_len(text) for text, _ in plot)
            return (*plot, (" " * (self.size.width - _BESIDE - used), ""), *self._beside(view, y))
        if y < self._above:
            return self._numbers(view)
        if plot:
            return plot
        below = self._below[y - self._above - len(self._plot) :]
        return self._named(view, below[0]) if below else self._note(y)

    # Where things stand: numbers, plot and names below one another, or the plot at the left of all else.

    @property
    def _wide(self) -> bool:
        return self.size.width >= _WIDE

    @property
    def _above(self) -> int:
        """Lines above the plot."""
        return 0 if self._wide else 1

    @property
    def _below(self) -> tuple[CurveView, ...]:
        """The curves named below the plot, if there are several: those there is room for, the live one last."""
        curves = self.view.curves if self.view else ()
        room = max(self.body_height - self._above - 1 - self._has_lanes - self._noted - _LEAST, 0)
        if self._wide or len(curves) < 2:
            return ()
        return curves if len(curves) <= room else curves[1 : room + 1]

    @property
    def _has_lanes(self) -> bool:
        """Whether a line below the scale of T says where the lanes are: several, and with room for it."""
        lanes = self.view.lanes if self.view else ()
        return len(lanes) > 1 and self.body_height > self._above + 1 + _LEAST

    @property
    def _noted(self) -> bool:
        """Whether a note stands in the last line, below all else."""
        return self.view is not None and self.view.zeros and not self._wide and self.body_height >= _NOTED

    def _note(self, y: int) -> Iterable[Piece]:
        """Why the curve jumps at T = ∞."""
        if not self._noted or y != self.body_height - 1:
            return ()
        note = " p = 0 counts at ∞ alone (0^0 = 1)".translate(self.glyphs.prose)
        return ((fit(note, self.size.width - 1, self.glyphs), "curve--faint"),)

    def _drawn(self) -> list[list[Piece]]:
        """The lines of the plot, with the scale of T and the lanes on it."""
        height = self.body_height - self._above - len(self._below) - 1 - self._has_lanes - self._noted
        if self.view is None or height < 1:
            return []
        plot = Plot(self.view, self.glyphs, self.size.width - 1 - (_BESIDE if self._wide else 0), height)
        return [*plot.lines(), plot.scale(), *([plot.lanes()] if self._has_lanes else [])]

    # What is written

    def _temperature(self, view: CurvesView) -> str:
        return self.glyphs.named(format_temperature(view.temperature))

    def _figures(self, view: CurvesView) -> list[tuple[Measure, str, str]]:
        """The live curve's three numbers at T, each with its name."""
        figures = ((Measure.ENTROPY, "H"), (Measure.CHOICES, "2^H"), (Measure.FAVOURITE, "p"))
        return [(measure, name, self._figure(measure, view.curves[0])) for measure, name in figures]

    def _figure(self, measure: Measure, curve: CurveView) -> str:
        """A curve's measure at T, or its bounds, in at most six columns."""
        low = figure(measure, measure.of(curve.now))
        if curve.upper is None or low == figure(measure, measure.of(curve.upper.now)):
            return low
        return interval_text((measure.of(curve.now), measure.of(curve.upper.now)), 6, self.glyphs)

    def _numbers(self, view: CurvesView) -> Iterable[Piece]:
        """The three numbers in one line, the one that is drawn set off; as much around them as there is room for."""
        figures = self._figures(view)
        taken = sum(len(name) + len(text) + 1 for _, name, text in figures) + 1
        dotted = taken + 6 <= self.size.width
        separator = f" {self.glyphs.dot} " if dotted else " "
        for number, (measure, name, text) in enumerate(figures):
            yield (separator if number else " ") + f"{name} ", "curve--faint"
            yield text, "curve--number" if measure is view.measure else ""
            if measure is Measure.ENTROPY and dotted and taken + 11 <= self.size.width:
                yield " bits", "curve--faint"

    def _beside(self, view: CurvesView, y: int) -> Iterable[Piece]:
        """What stands at the right of a wide plot: the numbers, then the names."""
        figures = self._figures(view)
        if y < len(figures):
            measure, name, text = figures[y]
            named = f"  {_WHAT[measure]}"
            yield fit(named, _BESIDE - 8 - len(name), self.glyphs), "curve--faint"
            yield f"{name} ", "curve--faint"
            yield f"{text:>6}", "curve--number" if measure is view.measure else ""
        elif y - len(figures) < len(view.curves):
            yield " ", ""
            yield from self._named(view, view.curves[y - len(figures)], _BESIDE - 2)
        elif view.zeros and 0 < y - len(figures) - len(view.curves) <= len(_ZEROS):
            note = _ZEROS[y - len(figures) - len(view.curves) - 1].translate(self.glyphs.prose)
            yield fit(f"  {note}", _BESIDE, self.glyphs), "curve--faint"

    def _named(self, view: CurvesView, curve: CurveView, width: int | None = None) -> Iterable[Piece]:
        """A curve's mark, its name, and its measure at T."""
        width = width or self.size.width - 1
        value = self._figure(view.measure, curve)
        line = f"curve--line-{curve.mark}"
        yield f" {self.glyphs.curves[curve.mark]} ", line
        yield fit(curve.name, max(width - 3 - 7, 0), self.glyphs), line
        yield f" {value:>6}", "curve--number" if not curve.mark else ""


def figure(measure: Measure, value: float) -> str:
    """A number in at most six columns."""
    if measure is Measure.ENTROPY:
        return f"{value:.3f}" if value < 9.9995 else f"{value:.2f}"
    if measure is Measure.FAVOURITE:
        return probability_text(value)
    return f"{value:.2f}" if value < 99.995 else f"{value:.1f}" if value < 999.95 else f"{value:.0f}"
