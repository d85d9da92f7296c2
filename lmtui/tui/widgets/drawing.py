"""Widgets that draw lines of styled text (Textual's line API)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip

from lmtui.text.clusters import fitting_beginning
from lmtui.tui.glyphs import UNICODE, Glyphs
from lmtui.tui.textual_fixes.component_styles import StyledOnDemand

Piece = tuple[str, str]
"""(text, component class); the class "" stands for the widget's own style."""


def fit(text: str, width: int, glyphs: Glyphs, right: bool = False) -> str:
    """A text in exactly so many columns: filled with blanks, or cut with an ellipsis."""
    taken = cell_len(text)
    if taken > width:
        if not width:
            return ""
        kept = fitting_beginning(text, width - 1)
        return kept + glyphs.ellipsis + " " * (width - 1 - cell_len(kept))
    blank = " " * (width - taken)
    return blank + text if right else text + blank


def glyphs_of(app: App[Any]) -> Glyphs:
    """The characters that an app draws with: its attribute `glyphs`; the Unicode ones where it has none."""
    glyphs: Glyphs = getattr(app, "glyphs", UNICODE)
    return glyphs


class LineWidget(StyledOnDemand):
    """A widget that draws itself line by line, and sends only the lines that changed.

    It has no part that scrolls, so that no layout is made anew for the size of its contents.

    A subclass gives `line`, and calls `redraw` when something may look different; `resized` where more depends on the
    size than the lines.

    Attributes:
        drawn_for: the size of the widget that its lines were last drawn for.
    """

    virtual_size = Reactive(Size(0, 0))
    _size_drawn: Size | None = None

    def __init__(self) -> None:
        super().__init__()
        self._strips: list[Strip] = []
        self._styles: dict[str, Style] = {}
        self.drawn_for = Size(0, 0)

    @property
    def size(self) -> Size:
        """The size of the widget; while lines are drawn it is looked up but once."""
        return self._size_drawn or super().size

    @property
    def glyphs(self) -> Glyphs:
        """The characters that the app draws with."""
        return glyphs_of(self.app)

    def line(self, y: int) -> Iterable[Piece]:
        """The pieces of line y, which together are no wider than the widget."""
        return ()

    def redraw(self) -> None:
        """Draw all lines anew, and refresh those that came out different."""
        fresh = self.draw()
        old, self._strips = self._strips, fresh
        width = self.size.width
        changed = [Region(0, y, width, 1) for y, strip in enumerate(fresh) if y >= len(old) or strip != old[y]]
        if changed:
            self.refresh(*changed)

    def render_line(self, y: int) -> Strip:
        """The strip of a line, for Textual."""
        if y >= len(self._strips) or self._strips[y].cell_length != self.size.width:
            self._strips = self.draw()  # a new size may be drawn before its message has come
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def notify_style_update(self) -> None:
        """A new style changes every line."""
        super().notify_style_update()
        self._strips = []
        self.restyled()

    def restyled(self) -> None:
        """Styles are looked up once, until focus, theme or classes change them."""
        self._styles = {}

    def on_resize(self) -> None:
        """Draw for the size that Textual tells of, or anew where the widget is seen again."""
        self.drawn_for = self.size
        self.resized()

    def see_size(self) -> None:
        """Draw for the size that the widget has, if Textual has not told of it."""
        if self.size != self.drawn_for:
            self.on_resize()

    def resized(self) -> None:
        """A new size changes every line."""
        self._strips = []
        self.refresh()

    def draw(self) -> list[Strip]:
        """Draw all lines as they are now."""
        self._size_drawn = super().size
        try:
            return [self._strip(y) for y in range(self._size_drawn.height)]
        finally:
            self._size_drawn = None

    def _strip(self, y: int) -> Strip:
        segments = [Segment(text, self.style_of(name)) for text, name in self.line(y) if text]
        return Strip(segments).adjust_cell_length(self.size.width, self.style_of(""))

    def style_of(self, name: str) -> Style:
        """The style of pieces with a name, as `find_style` has it."""
        if name not in self._styles:
            self._styles[name] = self.find_style(name)
        return self._styles[name]

    def find_style(self, name: str) -> Style:
        """The style of a component class, or of several with blanks between; "" is the widget.

        A subclass may know other names.
        """
        return self.get_component_rich_style(*name.split()) if name else self.rich_style


class Pane(LineWidget):
    """A widget whose first line is a rule with its title; the rule is heavy while the pane has the focus.

    A subclass gives `title` and `body`.
    """

    COMPONENT_CLASSES = {"pane--rule", "pane--title", "pane--note"}
    DEFAULT_CSS = """
    Pane {
        & > .pane--rule { color: $line; }
        & > .pane--title { color: $foreground; }
        & > .pane--note { color: $foreground; }
        &:focus > .pane--rule { color: $focus; }
        &:focus > .pane--title { color: $focus; text-style: bold; }
    }
    """

    def title(self) -> tuple[str, str]:
        """The title, and a note for the right end of its line."""
        return "", ""

    def coming(self, title: str) -> tuple[str, str]:
        """A title, and in place of its note a mark: what is to be shown next is still coming."""
        room = max(self.size.width - 11, 0)  # a longer title leaves none for a mark
        return fit(title, min(cell_len(title), room), self.glyphs), self.glyphs.ellipsis

    def body(self, y: int) -> Iterable[Piece]:
        """The pieces of line y below the title."""
        return ()

    @property
    def body_height(self) -> int:
        """Lines below the title."""
        return max(self.size.height - 1, 0)

    def line(self, y: int) -> Iterable[Piece]:
        return self.body(y - 1) if y else self._title_line()

    def _title_line(self) -> Iterable[Piece]:
        rule = self.glyphs.focused_rule if self.has_focus else self.glyphs.rule
        title, note = self.title()
        width = self.size.width
        title = fit(title, min(cell_len(title), max(width - 5, 0)), self.glyphs)
        note = f" {note} " if note and cell_len(title) + cell_len(note) + 8 <= width else ""
        filled = width - cell_len(title) - cell_len(note) - 5
        return (
            (rule * 2, "pane--rule"),
            (f" {title} ", "pane--title"),
            (rule * max(filled, 0), "pane--rule"),
            (note, "pane--note"),
            (rule, "pane--rule"),
        )

    def on_focus(self) -> None:
        """Draw the heavy rule."""
        self.redraw()

    def on_blur(self) -> None:
        """Draw the light rule."""
        self.redraw()
