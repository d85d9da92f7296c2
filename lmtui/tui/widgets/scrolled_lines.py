"""A widget that draws lines of its own, and scrolls where there are more than there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from textual.message import Message

from lmtui.tui.widgets.drawing import LineWidget, Piece, fit


class ScrolledLines(LineWidget):
    """Shows as many lines as there is room for, and moves through them.

    A subclass gives `all_lines`.

    Attributes:
        lines: all lines, for the width that they were made for.
        waiting: what is waited for, where there is nothing to show yet.
    """

    @dataclass
    class Resized(Message):
        """There is room for more lines or longer ones, or for fewer or shorter ones."""

        lines: ScrolledLines

        @property
        def control(self) -> ScrolledLines:
            """The widget."""
            return self.lines

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Iterable[Piece]] = ()
        self.waiting = ""
        self._top = 0

    def waiting_line(self, name: str) -> Iterable[Piece]:
        """The line that says what is waited for, in the style of a component class."""
        return [(fit(f" {self.waiting}", self.size.width, self.glyphs), name)]

    def all_lines(self) -> Sequence[Iterable[Piece]]:
        """All lines, for the width that the widget has."""
        return ()

    def show(self) -> None:
        """Make the lines anew, and draw those in sight."""
        self.lines = [list(line) for line in self.all_lines()]
        self.scroll_lines(0)

    @property
    def overflows(self) -> bool:
        """Whether there are more lines than there is room for."""
        return len(self.lines) > self.size.height

    def scroll_lines(self, lines: int) -> None:
        """Move so many lines down, as far as there are lines."""
        self._top = max(min(self._top + lines, len(self.lines) - self.size.height), 0)
        self.redraw()

    def scroll_to_top(self) -> None:
        """Show the first lines."""
        self.scroll_lines(-len(self.lines))

    def scroll_pages(self, pages: int) -> None:
        """Move by as many lines as are shown."""
        self.scroll_lines(pages * max(self.size.height - 1, 1))

    def line(self, y: int) -> Iterable[Piece]:
        number = self._top + y
        return self.lines[number] if number < len(self.lines) else ()

    def resized(self) -> None:
        """Lines may be longer now, or shorter."""
        super().resized()
        self.show()
        self.post_message(self.Resized(self))
