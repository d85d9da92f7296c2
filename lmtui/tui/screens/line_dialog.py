"""A dialog in which one line is typed, with the keys below the line."""

from __future__ import annotations

from typing import TypeVar

from textual.widgets import Input

from lmtui.tui.action import Place
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.screens.base import BaseDialog
from lmtui.tui.widgets.lines import KeyLine

T = TypeVar("T")


class LineDialog(BaseDialog[T | None]):
    """Asks for one line; the result of the dialog is None where it was cancelled.

    A subclass gives `PLACE`, and composes a frame with its line and with `keys`.

    Attributes:
        keys: names the keys of the dialog.
    """

    DEFAULT_CSS = """
    LineDialog {
        & PromptInput { background: $raised; }
    }
    """
    PLACE: Place

    def __init__(self) -> None:
        super().__init__()
        self.keys = KeyLine()

    def on_mount(self) -> None:
        """Say which keys there are."""
        self.keys.show(KEY_LINES[self.PLACE])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed here from the screen below, which has a line of its own."""
        event.stop()

    def action_cancel(self) -> None:
        """Close, and change nothing."""
        self.dismiss(None)
