"""A list of rows below an input, of which one is picked with keys while the input has the focus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from lmtui.tui.widgets.drawing import LineWidget, Piece, fit


@dataclass(frozen=True)
class Row:
    """A row of the list.

    Attributes:
        name: stands in the first column.
        what: stands behind the names.
        note: stands at the right end of the row.
    """

    name: str
    what: str = ""
    note: str = ""


class PickList(LineWidget):
    """Shows as many rows as there is room for, the picked one among them.

    Attributes:
        picked: the place of the picked row, counted from 0; None where none is.
    """

    COMPONENT_CLASSES = {"pick--name", "pick--what", "pick--note", "pick--picked"}
    DEFAULT_CSS = """
    PickList {
        & > .pick--name { color: $strong; }
        & > .pick--what { color: $foreground; }
        & > .pick--note { color: $accent; }
        & > .pick--picked { color: $focus; background: $picked; text-style: bold; }
    }
    """

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._empty = empty  # stands where there are no rows
        self._rows: Sequence[Row] = ()
        self._top = 0
        self.picked: int | None = None

    def show(self, rows: Sequence[Row], picked: int | None) -> None:
        """Show rows, of which one may be picked."""
        self._rows, self.picked, self._top = rows, picked, 0
        self.pick(0)

    def pick(self, steps: int) -> None:
        """Pick the row so many rows further down, the first where none is picked, or the last that there is."""
        if steps and self._rows:
            place = -1 if self.picked is None and steps > 0 else self.picked or 0
            self.picked = max(min(place + steps, len(self._rows) - 1), 0)
        height, place = max(self.size.height, 1), self.picked or 0
        self._top = max(min(self._top, place, len(self._rows) - 1), place - height + 1, 0)
        self.redraw()

    def pick_page(self, pages: int) -> None:
        """Pick a row further down by as many rows as are shown."""
        self.pick(pages * max(self.size.height - 1, 1))

    def resized(self) -> None:
        """The picked row stays in sight."""
        super().resized()
        self.pick(0)

    def line(self, y: int) -> Iterable[Piece]:
        place = self._top + y
        if place >= len(self._rows):
            return (
                ((fit(self._empty, self.size.width, self.glyphs), "pick--what"),) if not self._rows and not y else ()
            )
        row, width = self._rows[place], self.size.width - 2
        names = max(cell_len(row.name) for row in self._rows) if row.what else width - cell_len(row.note) - 1
        texts = [(fit(row.name, min(names, width), self.glyphs), "pick--name")]
        room = width - names - cell_len(row.note) - (2 if row.note else 1)
        if row.what and room > 0:
            texts += [(" " + fit(row.what, room, self.glyphs), "pick--what")]
        if row.note:
            texts += [(" " + row.note, "pick--note")]
        if place == self.picked:
            return (
                (
                    fit(f"{self.glyphs.chosen} " + "".join(text for text, _ in texts), width + 2, self.glyphs),
                    "pick--picked",
                ),
            )
        return (("  ", "pick--what"), *texts)
