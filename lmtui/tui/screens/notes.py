"""Asks for the notes on a session."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.screens.base import BaseDialog
from lmtui.tui.widgets.lines import KeyLine
from lmtui.tui.widgets.prompt import PromptInput


class NotesScreen(BaseDialog[str | None]):
    """Has the notes written on one line; the result is the line, or None where nothing is to change.

    Args:
        notes: those there are.
    """

    DEFAULT_CSS = """
    NotesScreen {
        & > Vertical {
            height: auto;
            padding: 0 1;
        }
        & PromptInput { background: $raised; }
    }
    """
    PLACE = Place.NOTES
    BINDINGS = bindings(PLACE)

    def __init__(self, notes: str) -> None:
        super().__init__()
        self._notes = PromptInput(notes, "what is to be remembered: it is saved with the session")
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Notes on this session"
            yield self._notes
            yield self._keys

    def on_mount(self) -> None:
        """Say which keys there are."""
        self._keys.show(KEY_LINES[self.PLACE])

    def on_input_changed(self, event: Input.Changed) -> None:
        """The screen below has nothing to do with it."""
        event.stop()

    def action_take(self) -> None:
        """Close with what is written."""
        self.dismiss(self._notes.value.strip())

    def action_cancel(self) -> None:
        """Close and change nothing."""
        self.dismiss(None)
