"""The shortest way found from what the screen shows to what it is to show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lmtui.tui.wire.looks import Look, transition
from lmtui.tui.wire.picture import Cell

Row = Sequence[Cell | None]
"""Cells; None where it is not known what the screen shows."""

_BRIDGED = 4  # unchanged cells that are sooner sent again than jumped over


@dataclass
class Run:
    """Cells to send one after another, with one look.

    Attributes:
        solid: whether there is anything but blanks in it; otherwise every look of the same ground will do.
    """

    y: int
    x: int
    look: Look
    solid: bool
    cells: list[str] = field(default_factory=list)

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
        self.cells.append(text)
        return True


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
    # Either down the screen, or look by look: then every look is chosen once, at the price of more jumps.
    first: dict[Look, int] = {}
    for run in runs:
        first.setdefault(run.look, len(first))
    by_look = sorted(runs, key=lambda run: first[run.look])
    sent, after = min(
        (_send(order, pen, cursor, len(wanted[0])) for order in (runs, by_look)), key=lambda way: len(way[0])
    )
    pen.at, pen.look = after.at, after.look
    return sent


def _runs(y: int, shown: Row, wanted: Sequence[Cell]) -> Iterable[Run]:
    run: Run | None = None
    end = 0  # one past the run's last cell
    for x, cell in enumerate(wanted):
        if cell == shown[x] and not (run and end == x and cell[0] == ""):
            continue
        text, look = cell
        if text == "" and (not run or end != x):
            continue  # half of a wide character whose other half stays
        if run and x - end <= _BRIDGED and _bridge(run, wanted[end:x]) and run.takes(cell):
            end = x + 1
            continue
        if run:
            yield run
        run, end = Run(y, x, look, text != " ", [text]), x + 1
    if run:
        yield run


def _bridge(run: Run, between: Sequence[Cell]) -> bool:
    """Send unchanged cells again if the run takes all of them."""
    taken = len(run.cells)
    look, solid = run.look, run.solid
    if all(cell[0] != "" and run.takes(cell) for cell in between):
        return True
    del run.cells[taken:]
    run.look, run.solid = look, solid
    return False


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
            sure = _certain(cell) if cell else sure
            parts.append(cell)
        end = run.x + len(run.cells)
        at = (run.y, end) if sure and end < columns else None
    if at != cursor:
        parts.append(_move(at, cursor))
    return "".join(parts), Pen(cursor, look)


def _certain(cell: str) -> bool:
    """Whether all terminals agree on how wide it is: Latin, Greek, Cyrillic, box drawing and block elements."""
    return (
        cell.isascii()
        if len(cell) != 1
        else (code := ord(cell)) < 0x300 or 0x370 <= code < 0x483 or 0x2500 <= code < 0x2600
    )


def _move(at: tuple[int, int] | None, to: tuple[int, int]) -> str:
    """The shortest cursor movement (ECMA-48: CUP, CUF, CUB, CUU, CUD, and carriage return)."""
    if at == to:
        return ""
    row, column = to
    ways = [f"\x1b[{row + 1}H" if not column else f"\x1b[{row + 1};{column + 1}H"]
    if at is not None:
        down, right = row - at[0], column - at[1]
        if not down:
            ways.append(f"\x1b[{abs(right) if abs(right) > 1 else ''}{'C' if right > 0 else 'D'}")
            if not column:
                ways.append("\r")
        elif not right:
            ways.append(f"\x1b[{abs(down) if abs(down) > 1 else ''}{'B' if down > 0 else 'A'}")
    return min(ways, key=len)
