"""Fields below each other, in groups, with their names before them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from lmtui.tui.widgets.drawing import LineWidget, Piece, fit

_NAME = 13  # columns


class FieldNames(LineWidget):
    """The names of fields, and before the first field of each group the name of the group, if there is room for both.

    Args:
        rows: for each field the name of its group, and its own.
    """

    COMPONENT_CLASSES = {"names--group", "names--field"}
    DEFAULT_CSS = """
    FieldNames {
        & > .names--group { color: $focus; }
        & > .names--field { color: $foreground; }
    }
    """

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._rows = rows
        self.styles.height = len(rows)

    def line(self, y: int) -> Iterable[Piece]:
        """The names that stand before a field."""
        group, name = self._rows[y]
        begins = not y or group != self._rows[y - 1][0]
        room = max(self.size.width - _NAME, 0)
        yield fit(group if begins else "", room, self.glyphs), "names--group"
        yield fit(name, self.size.width - room, self.glyphs), "names--field"


class NamedFields(Horizontal):
    """Fields with their names. Where there is no room for all, they scroll; the one with the focus stays in sight.

    All names are one widget: a widget for each would take the program three times as long to show.

    Args:
        rows: the fields, each with the name of its group and its own.

    Attributes:
        rows: the same.
    """

    DEFAULT_CSS = """
    NamedFields {
        height: auto;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-color: $line;
        scrollbar-color-hover: $line;
        scrollbar-color-active: $line;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        & > FieldNames { width: 21; }
        &.-narrow > FieldNames { width: 13; }
        & > Vertical { height: auto; }
    }
    """

    def __init__(self, rows: Sequence[tuple[str, str, Widget]]) -> None:
        super().__init__()
        self.rows = rows

    def compose(self) -> ComposeResult:
        yield FieldNames([(group, name) for group, name, _ in self.rows])
        with Vertical():
            yield from (field for _, _, field in self.rows)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the field that gets the focus in sight."""
        self.call_after_refresh(event.widget.scroll_visible, animate=False)

    def on_resize(self) -> None:
        """Bring the field with the focus in sight again."""
        focused = self.screen.focused
        if focused:
            focused.scroll_visible(animate=False)
