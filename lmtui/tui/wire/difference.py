"""The shortest way found from what the screen shows to what it is to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from lmtui.text.cells import bounds, columns, is_certain
from lmtui.tui.wire.looks import Look, transition
from lmtui.tui.wire.picture import Cell

Row = Sequence[Cell | None]
"""Cells; None where it is not known what the screen shows."""

_BRIDGED = 2  # unchanged cells that are sooner sent again than jumped over
_NEAR = 16  # runs of a look, down the screen, among which the nearest is sought


@dataclass
class Run:
    """Cells to send one after another, with one look.

    Attributes:
        solid: whether there is anything but blanks in it; otherwise every look of the same ground will do.
        spoilt: the column after the last one in which some terminal may have drawn.
    """

    y: int
    x: int
    look: Look
    solid: bool
    cells: list[str] = field(default_factory=list)
    spoilt: int = 0

    @property
    def next(self) -> int:
        """The column after its last cell."""
        return self.x + len(self.cells)

    def put(self, text: str) -> None:
        """Add a cell; what some terminals draw wider spoils the cells after it."""
        if text and not is_certain(text):
            self.spoilt = max(self.spoilt, self.next + bounds(text)[1])
        self.cells.append(text)

    def takes(self, cell: Cell) -> bool:
        """Add a cell, if its look allows."""
        text, look = cell
        if text == " ":
            if self.look.blank is not look:
                return False
        elif not self.solid and look.blank is self.look:
            self.look, self.solid = look, True
        elif not self.solid or look is not self.look:
            return False
        self.put(text)
        return True

    def end(self, columns: int) -> tuple[int, int] | None:
        """Where it leaves the cursor; None if terminals differ in that."""
        x = self.x + len(self.cells)
        last = next(filter(None, reversed(self.cells)), "")
        return (self.y, x) if x < columns and is_certain(last) else None


@dataclass
class Pen:
    """Where the terminal's cursor is (None: not known), and with what look it writes."""

    at: tuple[int, int] | None = None
    look: Look | None = None


def difference(shown: Sequence[Row], wanted: Sequence[Sequence[Cell]], pen: Pen, cursor: tuple[int, int]) -> str:
    """What must be sent to change `shown` into `wanted`, leaving the cursor at a place; the pen is moved on.

    Args:
        shown: rows of cells, of the same size as `wanted`.
    """
    runs = [run for y, row in enumerate(wanted) if row != shown[y] for run in _runs(y, shown[y], row)]
    columns = len(wanted[0])
    ways = (_send(order, pen, cursor, columns) for order in (runs, _by_look(runs, pen, columns)))
    sent, after = min(ways, key=lambda way: len(way[0]))
    pen.at, pen.look = after.at, after.look
    return sent


def _runs(y: int, shown: Row, wanted: Sequence[Cell]) -> Iterable[Run]:
    run: Run | None = None
    end = spoilt = 0  # one past the run's last cell; and past what terminals may have drawn wider
    for x, cell in enumerate(wanted):
        half = cell[0] == "" and run is not None and end == x  # it goes with the other
        if cell == shown[x] and not half and x >= spoilt:
            continue
        text, look = cell
        if text == "" and (not run or end != x):
            continue  # half of a wide character whose other half stays
        if not (run and x - end <= _BRIDGED and _bridge(run, wanted[end:x]) and run.takes(cell)):
            if run:
                yield run
            run = Run(y, x, look, text != " ")
            run.put(text)
        end, spoilt = x + 1, max(spoilt, run.spoilt)
    if run:
        yield run


def _bridge(run: Run, between: Sequence[Cell]) -> bool:
    """Send unchanged cells again if the run takes all of them."""
    taken = len(run.cells)
    look, solid, spoilt = run.look, run.solid, run.spoilt
    if all(cell[0] != "" and run.takes(cell) for cell in between):
        return True
    del run.cells[taken:]
    run.look, run.solid, run.spoilt = look, solid, spoilt
    return False


def _by_look(runs: Sequence[Run], pen: Pen, columns: int) -> Iterable[Run]:
    """Not down the screen, but look by look: each is chosen once, and its runs follow by the shortest jumps."""
    at, look = pen.at, pen.look
    left: dict[Look, list[Run]] = {}
    for run in runs:
        if all(map(is_certain, run.cells)):
            left.setdefault(run.look, []).append(run)
        else:  # what follows it in its row is to come later
            at, look = run.end(columns), run.look
            yield run
    while left:
        same = [one for one in (look, look and look.blank) if one in left]
        _, chosen, place = min(
            (
                (len(_move(at, (run.y, run.x))) + (0 if same else len(transition(look, one))), one, place)
                for one in same or left
                if one is not None
                for place, run in enumerate(left[one][:_NEAR])
            ),
            key=itemgetter(0),
        )
        run = left[chosen].pop(place)
        if not left[chosen]:
            del left[chosen]
        at, look = run.end(columns), look if same else chosen
        yield run


def _send(runs: Iterable[Run], pen: Pen, cursor: tuple[int, int], columns: int) -> tuple[str, Pen]:
    parts: list[str] = []
    at, look = pen.at, pen.look
    for run in runs:
        suits = look is not None and (look is run.look or (not run.solid and look.blank is run.look))
        if not suits:
            parts.append(transition(look, run.look))
            look = run.look
        parts.append(_move(at, (run.y, run.x)))
        sure = True
        for x, cell in enumerate(run.cells, run.x):
            if not sure and cell:
                parts.append(_move(None, (run.y, x)))  # terminals differ in how wide they drew what was before
            sure = is_certain(cell) if cell else sure
            parts.append(_over_blanks(cell) if cell and not sure else cell)
        at = run.end(columns)
    if at != cursor:
        parts.append(_move(at, cursor))
    return "".join(parts), Pen(cursor, look)


def _over_blanks(cell: str) -> str:
    """A cell whose columns are blanked first, where some terminal would leave one of them as it was."""
    width = columns(cell)
    return " " * width + "\b" * width + cell if bounds(cell)[0] < width else cell


def _move(at: tuple[int, int] | None, to: tuple[int, int]) -> str:
    """The shortest cursor movement.

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


def _steps(count: int, forwards: str, step: str, back: str, step_back: str) -> str:
    """So many steps, back if below 0: as one sequence, or step by step."""
    if not count:
        return ""
    many, one = (forwards, step) if count > 0 else (back, step_back)
    sequence = f"\x1b[{abs(count) if abs(count) > 1 else ''}{many}"
    return min(sequence, one * abs(count), key=len) if one else sequence
