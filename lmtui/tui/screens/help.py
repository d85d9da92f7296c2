"""The help: the signs on the screen and the ideas behind them, and every key, from the table of actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.help_lines import TWO_COLUMNS, help_lines
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.key_names import key_names
from lmtui.tui.screens.base import BaseDialog
from lmtui.tui.widgets.drawing import Piece
from lmtui.tui.widgets.lines import KeyLine
from lmtui.tui.widgets.scrolled_lines import ScrolledLines

_AROUND = 6  # columns of the frame, and of the blanks within


class HelpText(ScrolledLines):
    """Shows the help.

    Args:
        place: where the keys went when the help was asked for.
    """

    COMPONENT_CLASSES = {"help--head", "help--key", "help--plain"}
    DEFAULT_CSS = """
    HelpText {
        height: 1fr;
        & > .help--head { color: $focus; text-style: bold; }
        & > .help--key { color: $accent; }
        & > .help--plain { color: $foreground; }
    }
    """

    def __init__(self, place: Place | None) -> None:
        super().__init__()
        self._place = place

    def all_lines(self) -> Sequence[Iterable[Piece]]:
        return list(help_lines(self.size.width, key_names(self), self.glyphs, self._place))


class HelpScreen(BaseDialog[None]):
    """Shows the help until it is closed.

    Args:
        place: where the keys went when the help was asked for.
    """

    DEFAULT_CSS = """
    HelpScreen {
        & > Vertical {
            height: 100%;
            padding: 0 2;
        }
    }
    """
    PLACE = Place.HELP
    BINDINGS = bindings(PLACE)

    def __init__(self, place: Place | None = None) -> None:
        super().__init__()
        self._frame, self._text, self._keys = Vertical(), HelpText(place), KeyLine()

    def compose(self) -> ComposeResult:
        self._frame.border_title = "Help"
        with self._frame:
            yield self._text
            yield self._keys

    def on_mount(self) -> None:
        """Say which keys there are."""
        self._keys.show(KEY_LINES[self.PLACE])

    def columns(self, room: int) -> int:
        """Those of a help in two columns, where there is room."""
        return TWO_COLUMNS + _AROUND if room >= TWO_COLUMNS + _AROUND else self.COLUMNS

    def action_scroll_lines(self, lines: int) -> None:
        """Show the lines above or below."""
        self._text.scroll_lines(lines)

    def action_scroll_pages(self, pages: int) -> None:
        """Show other lines, as many as are shown."""
        self._text.scroll_pages(pages)
