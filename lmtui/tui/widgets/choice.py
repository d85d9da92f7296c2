"""One of several values, changed with left and right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message

from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.widgets.drawing import LineWidget, Piece, fit

_ALIGNED = 18
"""Columns of a value at least: descriptions below each other begin in the same column."""


class Choice(LineWidget, can_focus=True):
    """A field that holds one of several values, and describes it.

    Args:
        options: the values, each with its description.
        value: the value that is chosen at first.
    """

    COMPONENT_CLASSES = {"choice--value", "choice--what"}
    DEFAULT_CSS = """
    Choice {
        width: 1fr;
        height: 1;
        & > .choice--value { color: $strong; }
        & > .choice--what { color: $faint; }
        &:focus > .choice--value { color: $focus; text-style: bold reverse; }
    }
    """
    PLACE = Place.CHOICE
    BINDINGS = bindings(PLACE)

    @dataclass
    class Changed(Message):
        """Another value is chosen."""

        choice: Choice

        @property
        def control(self) -> Choice:
            """The field."""
            return self.choice

    def __init__(self, options: Sequence[tuple[str, str]], value: str) -> None:
        super().__init__()
        self._options = list(options)
        self._index = [option for option, _ in options].index(value)

    @property
    def value(self) -> str:
        """The chosen value."""
        return self._options[self._index][0]

    @property
    def what(self) -> str:
        """What describes the chosen value."""
        return self._options[self._index][1]

    @property
    def hidden(self) -> str:
        """The chosen value and its description, where there is no room for all of this; else ""."""
        return f"{self.value}: {self.what}" if self._parts()[1].strip() != self.what else ""

    def action_choose(self, steps: int) -> None:
        """Go to another value."""
        self._go_to((self._index + steps) % len(self._options))

    def _go_to(self, index: int) -> None:
        self._index = index
        self.redraw()
        self.post_message(self.Changed(self))

    def on_key(self, event: events.Key) -> None:
        """A character goes to the next value that begins with it."""
        for step in range(1, len(self._options) + 1):
            index = (self._index + step) % len(self._options)
            if event.character and self._options[index][0].startswith(event.character):
                self._go_to(index)
                event.stop()
                return

    def on_focus(self) -> None:
        """Show that keys come here."""
        self.redraw()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.redraw()

    def line(self, y: int) -> Iterable[Piece]:
        shown, what = self._parts()
        return ((shown, "choice--value"), (what, "choice--what"))

    def _parts(self) -> tuple[str, str]:
        """The chosen value, and blanks and as much of its description as there is room for."""
        what, room = self.what, self.size.width
        shown = f"{self.glyphs.choose_left} {self.value} {self.glyphs.choose_right}"
        shown = fit(shown, min(cell_len(shown), room), self.glyphs)
        room -= cell_len(shown)
        gap = max(_ALIGNED, *(cell_len(option) + 4 for option, _ in self._options)) - cell_len(shown) + 2
        if gap + cell_len(_whole_clauses(what, room - gap)) > room:
            gap = 2
        return shown, fit(" " * gap + _whole_clauses(what, room - gap), room, self.glyphs)


def _whole_clauses(what: str, room: int) -> str:
    """As many of a description's clauses as there is room for."""
    ends = [clause.start() for clause in _CLAUSE.finditer(what)]
    return next((what[:end] for end in reversed([*ends, len(what)]) if cell_len(what[:end]) <= room), what)


_CLAUSE = re.compile("[:;,] | that | of ")
