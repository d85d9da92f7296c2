"""Curves drawn in characters over the slider's axis: in braille dots, or with an ASCII character for each curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

from rich.cells import cell_len

from lmtui.playground import slider
from lmtui.playground.curve_scale import CurveScale
from lmtui.playground.curves import CurvesView, CurveView, Measure
from lmtui.tui.glyphs import Glyphs
from lmtui.tui.number_text import count_text
from lmtui.tui.theme import heat_of
from lmtui.tui.widgets.drawing import Piece

_BRAILLE = 0x2800  # + the sum of the dots: Unicode 15, chapter 21.1
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))  # of a cell's left and right column, from the top down
_FAR_APART = 8  # dots; curves that are farther apart than this are as easily told apart anywhere


class Plot:
    """Draws curves with their y axis, and the scale of T below them.

    Args:
        view: the curves.
        glyphs: the characters to draw with.
        width: columns, with the labels of the y axis.
        height: lines, without the scale of T.
    """

    def __init__(self, view: CurvesView, glyphs: Glyphs, width: int, height: int) -> None:
        self._view, self._glyphs, self._height = view, glyphs, height
        self._scale = CurveScale(view)
        self._dots_across = len(_DOTS) if glyphs.divides_cells else 1  # of a cell
        self._dots_down = len(_DOTS[0]) if glyphs.divides_cells else 1
        self._labels = self._labels_by_line()
        self._margin = max(map(len, self._labels.values())) + 2
        self._width = max(width - self._margin, 2)
        self._now_column = self._column(view.temperature)

    def lines(self) -> list[list[Piece]]:
        """The lines of the plot, from the top down."""
        cells = self._cells()
        return [[*self._axis_pieces(y), *_joined(cells[y])] for y in range(self._height)]

    def scale(self) -> list[Piece]:
        """The labels of temperatures below their places, the present temperature set off; no two touch."""
        end = self._margin + self._width
        last = end - cell_len(self._glyphs.named(slider.TICKS[-1][1]))
        pieces: list[Piece] = []
        taken = 0
        for temperature, label in slider.TICKS:
            name = self._glyphs.named(label)
            place = last if temperature == math.inf else self._margin + self._column(temperature)
            if temperature < math.inf and (place < taken + bool(taken) or place + cell_len(name) >= last):
                continue
            pieces.append((" " * (place - taken), ""))
            pieces.append((name, "curve--number" if temperature == self._view.temperature else "curve--faint"))
            taken = place + cell_len(name)
        return pieces

    def lanes(self) -> list[Piece]:
        """The numbers of the lanes below their T, joined where there is no room between them; those at T set off."""
        end, placed = self._margin + self._width, list[tuple[int, str, bool]]()
        for number, temperature in sorted(enumerate(self._view.lanes, 1), key=itemgetter(1)):
            text, place = f"L{number}", self._margin + self._column(temperature)
            is_now = temperature == self._view.temperature
            while placed and min(place, end - len(text)) <= placed[-1][0] + len(placed[-1][1]):
                place, before, was_now = placed.pop()
                text, is_now = f"{before},{text.removeprefix('L')}", is_now or was_now
            placed.append((min(place, end - len(text)), text, is_now))
        pieces: list[Piece] = []
        taken = 0
        for place, text, is_now in placed:
            pieces += [(" " * (place - taken), ""), (text, "curve--number" if is_now else "curve--faint")]
            taken = place + len(text)
        return pieces

    def _column(self, temperature: float) -> int:
        return round(slider.position_of(temperature) * (self._width - 1))

    def _line(self, height: float) -> int:
        """The line that a height of 0 to 1 falls in."""
        return self._height - 1 - self._dot(height) // self._dots_down

    def _dot(self, height: float) -> int:
        """The dot of a height, from the bottom up."""
        return round(height * (self._height * self._dots_down - 1))

    def _labels_by_line(self) -> dict[int, str]:
        """The labels of the y axis, by the number of their line."""
        whole = self._view.measure is Measure.CHOICES
        ticks = self._scale.ticks(max(self._height // 2, 1))
        return {self._line(height): count_text(int(value)) if whole else f"{value:g}" for height, value in ticks}

    def _axis_pieces(self, y: int) -> list[Piece]:
        label = self._labels.get(y, "")
        glyph = self._glyphs.tick if label else self._glyphs.axis
        return [(label.rjust(self._margin - 1), "curve--faint"), (glyph, "curve--axis")]

    def _cells(self) -> list[list[Piece]]:
        """All cells with their component classes. The line at T lies below all curves, the live curve above all."""
        heat = heat_of(slider.position_of(self._view.temperature))
        cells = [[(" ", "")] * self._width for _ in range(self._height)]
        for row in cells:
            row[self._now_column] = (self._glyphs.now, f"curve--now-{heat}")
        self._put_limit(cells)
        traces = {curve.mark: self._band(curve) for curve in self._view.curves}
        dots: dict[tuple[int, int], int] = {}
        for mark in sorted(traces, reverse=True):
            for x, (low, high) in enumerate(traces[mark]):
                for dot in range(low, high + 1):
                    y, column = self._height - 1 - dot // self._dots_down, x // self._dots_across
                    below = self._dots_down - 1 - dot % self._dots_down
                    dots[y, column] = dots.get((y, column), 0) | _DOTS[x % self._dots_across][below]
                    glyph = (
                        chr(_BRAILLE + dots[y, column]) if self._glyphs.divides_cells else self._glyphs.curves[mark]
                    )
                    cells[y][column] = (glyph, f"curve--line-{mark}")
        self._put_marks(cells, traces)
        return cells

    def _put_limit(self, cells: list[list[Piece]]) -> None:
        """Draw a line at log₂ V behind curves of entropy, named at the left, where entropies are mostly low."""
        if self._view.measure is not Measure.ENTROPY:
            return
        bits = self._view.uniform_bits
        row = cells[self._line(self._scale.height_of(bits))]
        names = (*(f" {name} ".translate(self._glyphs.prose) for name in (f"log₂ V = {bits:.2f}", "log₂ V")), "")
        name = next(name for name in names if len(name) + 2 <= self._width)
        line = [self._glyphs.limit, *name, *self._glyphs.limit * self._width]
        for x in range(self._width):
            if x != self._now_column or x <= len(name):
                row[x] = (line[x], "curve--faint" if 0 < x <= len(name) else "curve--axis")

    def _band(self, curve: CurveView) -> list[tuple[int, int]]:
        """As `_trace`; where a curve lies between two, all from the lower to the upper one."""
        if curve.upper is None:
            return self._trace(curve)
        both = zip(self._trace(curve), self._trace(curve.upper), strict=True)
        return [(min(low, other), max(high, another)) for (low, high), (other, another) in both]

    def _trace(self, curve: CurveView) -> list[tuple[int, int]]:
        """For each column of dots the lowest and the highest that a curve takes, so that it has no gaps.

        A gap is left where the curve jumps: at T = 0 or T = ∞, where the limit is another value.
        """
        height = self._scale.height
        steps = [height(curve.start), *map(height, curve.points[1:-1]), height(curve.end)]
        columns = self._width * self._dots_across
        dots = []
        for x in range(columns):
            place = x / (columns - 1) * slider.STEPS
            step = min(int(place), slider.STEPS - 1)
            dots.append(self._dot(steps[step] + (steps[step + 1] - steps[step]) * (place - step)))
        rises = [(min(dot, before + 1), max(dot, before - 1)) for before, dot in pairwise(dots)]
        traced = [(dots[0], dots[0]), *rises]
        for x, point, limit in ((0, curve.points[0], curve.start), (-1, curve.points[-1], curve.end)):
            if height(point) != height(limit):
                traced[x] = (self._dot(height(point)),) * 2
        return traced

    def _put_marks(self, cells: list[list[Piece]], traces: dict[int, list[tuple[int, int]]]) -> None:
        """Put each compared curve's letter where it is farthest from the others, the live curve's mark at T."""
        marks = self._glyphs.curves
        for mark in traces:
            if mark and self._glyphs.divides_cells:
                x = self._clearest(mark, traces)
                y = self._height - 1 - traces[mark][x][1] // self._dots_down
                cells[y][x // self._dots_across] = (marks[mark], f"curve--line-{mark}")
        live = self._view.curves[0]
        cells[self._line(self._scale.height(live.now))][self._now_column] = (marks[0], "curve--line-0")

    def _clearest(self, mark: int, traces: dict[int, list[tuple[int, int]]]) -> int:
        """The column of dots where a curve is best told from the others; equal curves have different columns."""
        own = len(traces[mark]) * mark // len(self._glyphs.curves)

        def clearness(x: int) -> tuple[int, int]:
            others = (abs(traces[mark][x][1] - trace[x][1]) for other, trace in traces.items() if other != mark)
            return min(_FAR_APART, *others), -abs(x - own)

        free = (x for x in range(len(traces[mark])) if x // self._dots_across != self._now_column)
        return max(free, key=clearness)


def _joined(cells: Sequence[Piece]) -> list[Piece]:
    """The pieces, with neighbours of the same class joined."""
    pieces: list[Piece] = []
    for text, name in cells:
        if pieces and pieces[-1][1] == name:
            pieces[-1] = (pieces[-1][0] + text, name)
        else:
            pieces.append((text, name))
    return pieces
