"""The shortest sequences found that change what a terminal shows into what it is to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from lmtui.text.cells import column_bounds, columns, is_certain
from lmtui.tui.wire.cell_grid import Cell
from lmtui.tui.wire.cell_style import PLAIN_STYLE, CellStyle, transition

ERASE = "\x1b[m\x1b[2J"
"""Makes every cell a plain blank, and the style plain; the cursor stays somewhere (ECMA-48 8.3.117, ED: 8.3.39)."""

_BRIDGED = 2  # unchanged cells that are sooner sent again than jumped over
_NEAR = 16  # runs of one style, from the top down, among which the nearest is sought


@dataclass
class Run:
    """Cells of one line to send one after another, in one style.

    Attributes:
        y, x: the line and the column of its first cell, from 0.
        style: the style of its cells.
        solid: whether any cell is not blank; a run of blanks takes any style with the same ground.
        cells: their texts.
        spoilt: the column after the last one in which some terminal may have drawn.
    """

    y: int
    x: int
    style: CellStyle
    solid: bool
    cells: list[str] = field(default_factory=list)
    spoilt: int = 0

    @property
    def next(self) -> int:
        """The column after its last cell."""
        return self.x + len(self.cells)

    @property
    def certain(self) -> bool:
        """Whether terminals agree on the columns of all its cells."""
        return not self.spoilt

    def put(self, text: str) -> None:
        """Add a cell. Where some terminals draw it wider, the cells after it are spoilt: they must be sent, too."""
        if text and not is_certain(text):
            self.spoilt = max(self.spoilt, self.next + (column_bounds(text)[1] or 1))
        self.cells.append(text)

    def takes(self, cell: Cell) -> bool:
        """Add a cell if its style is that of the run. Returns True if it was added."""
        text, style = cell
        if text == " ":
            if self.style.blank is not style:
                return False
        elif not self.solid and style.blank is self.style:
            self.style, self.solid = style, True
        elif not self.solid or style is not self.style:
            return False
        self.put(text)
        return True

    def end(self, columns: int) -> tuple[int, int] | None:
        """The place where the run leaves the cursor; None where terminals differ in that."""
        x = self.x + len(self.cells)
        last = next(filter(None, reversed(self.cells)), "")
        return (self.y, x) if x < columns and is_certain(last) else None


@dataclass
class Pen:
    """The terminal's cursor, (line, column) from 0, None where that is not known; and the style it writes with."""

    at: tuple[int, int] | None = None
    style: CellStyle = PLAIN_STYLE


def difference(
    shown: Sequence[Sequence[Cell]], wanted: Sequence[Sequence[Cell]], pen: Pen, cursor: tuple[int, int]
) -> str:
    """The text to send that changes `shown` into `wanted` and leaves the cursor at a place.

    Args:
        shown: lines of cells, as the terminal shows them.
        wanted: lines of cells, of the same size.
        pen: the terminal's before that; it is set to what it is afterwards.
        cursor: (line, column) where the cursor is to be, from 0.
    """
    runs = [run for y, row in enumerate(wanted) if row != shown[y] for run in _runs(y, shown[y], row)]
    columns = len(wanted[0])
    ways = (_send(order, pen, cursor, columns) for order in (runs, _by_style(runs, pen, columns)))
    sent, after = min(ways, key=lambda way: len(way[0]))
    pen.at, pen.style = after.at, after.style
    return sent


def _runs(y: int, shown: Sequence[Cell], wanted: Sequence[Cell]) -> Iterable[Run]:
    run: Run | None = None
    end = spoilt = 0  # one past the run's last cell; and past what terminals may have drawn wider
    for x, cell in enumerate(wanted):
        text, style = cell
        if not text:  # half of a wide character goes with the other, or stays with it
            if not run or end != x:
                continue
        elif cell == shown[x] and x >= spoilt:
            continue
        joins = run and x - end <= _BRIDGED and (x == end or _bridge(run, wanted[end:x]))
        if not (run and joins and run.takes(cell)):
            if run:
                yield run
            run = Run(y, x, style, text != " ")
            run.put(text)
        end, spoilt = x + 1, max(spoilt, run.spoilt)
    if run:
        yield run


def _bridge(run: Run, between: Sequence[Cell]) -> bool:
    """Add unchanged cells to a run if it takes all of them. Returns True if they were added."""
    taken = len(run.cells)
    style, solid, spoilt = run.style, run.solid, run.spoilt
    if all(cell[0] != "" and run.takes(cell) for cell in between):
        return True
    del run.cells[taken:]
    run.style, run.solid, run.spoilt = style, solid, spoilt
    return False


def _by_style(runs: Sequence[Run], pen: Pen, columns: int) -> Iterable[Run]:
    """Order runs by style, not from the top down: each style is chosen once; its runs follow by short jumps."""
    at, style = pen.at, pen.style
    left: dict[CellStyle, list[Run]] = {}
    for run in runs:
        if run.certain:
            left.setdefault(run.style, []).append(run)
        else:  # what follows it in its row is to come later
            at, style = run.end(columns), run.style
            yield run
    while left:
        same = [one for one in (style, style.blank) if one in left]
        _, chosen, place = min(
            (
                (len(_move(at, (run.y, run.x))) + (0 if same else len(transition(style, one))), one, place)
                for one in same or left
                for place, run in enumerate(left[one][:_NEAR])
            ),
            key=itemgetter(0),
        )
        run = left[chosen].pop(place)
        if not left[chosen]:
            del left[chosen]
        at, style = run.end(columns), style if same else chosen
        yield run


def _send(runs: Iterable[Run], pen: Pen, cursor: tuple[int, int], columns: int) -> tuple[str, Pen]:
    parts: list[str] = []
    at, style = pen.at, pen.style
    for run in runs:
        suits = style is run.style or (not run.solid and style.blank is run.style)
        if not suits:
            parts.append(transition(style, run.style))
            style = run.style
        parts.append(_move(at, (run.y, run.x)))
        parts += run.cells if run.certain else _placed(run)
        at = run.end(columns)
    if at != cursor:
        parts.append(_move(at, cursor))
    return "".join(parts), Pen(cursor, style)


def _placed(run: Run) -> Iterable[str]:
    """The texts of a run's cells, each at its place though terminals differ in how wide they draw the one before."""
    sure = True
    for x, cell in enumerate(run.cells, run.x):
        if not sure and cell:
            yield _move(None, (run.y, x))
        sure = is_certain(cell) if cell else sure
        yield _over_blanks(cell) if cell and not sure else cell


def _over_blanks(cell: str) -> str:
    """The text of a cell; its columns are blanked first where some terminal would leave one of them as it was."""
    width = columns(cell)
    return " " * width + "\b" * width + cell if column_bounds(cell)[0] < width else cell


def _move(at: tuple[int, int] | None, to: tuple[int, int]) -> str:
    """The shortest sequence that moves the cursor; the place `at` is None where it is not known.

    ECMA-48: CUP, CUF, CUB, CUU, CUD, carriage return, backspace; VT100: a line feed goes straight down (the driver
    has the terminal take it as it is), ESC M straight up.
    """
    if at == to:
        return ""
    row, column = to
    anywhere = f"\x1b[{row + 1}H" if not column else f"\x1b[{row + 1};{column + 1}H"
    if at is None:
        return anywhere
    along = _steps(column - at[1], "C", "", "D", "\b")
    if not column and len(along) > 1:
        along = "\r"
    return min(anywhere, _steps(row - at[0], "B", "\n", "A", "\x1bM") + along, key=len)


@lru_cache(4096)
def _steps(count: int, forwards: str, step: str, back: str, step_back: str) -> str:
    """The shorter text for so many steps (back if below 0): one sequence, or step by step."""
    if not count:
        return ""
    many, one = (forwards, step) if count > 0 else (back, step_back)
    sequence = f"\x1b[{abs(count) if abs(count) > 1 else ''}{many}"
    return min(sequence, one * abs(count), key=len) if one else sequence
