"""Asks for the notes on a session."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from lmtui.tui.action import Place
from lmtui.tui.actions import bindings
from lmtui.tui.screens.line_dialog import LineDialog
from lmtui.tui.widgets.prompt import PromptInput


class NotesScreen(LineDialog[str]):
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
    }
    """
    PLACE = Place.NOTES
    BINDINGS = bindings(PLACE)

    def __init__(self, notes: str) -> None:
        super().__init__()
        self._notes = PromptInput(notes, "what is to be remembered: it is saved with the session")

    def compose(self) -> ComposeResult:
        with Vertical() as frame:
            frame.border_title = "Notes on this session"
            yield self._notes
            yield self.keys

    def action_take(self) -> None:
        """Close with what is written."""
        self.dismiss(self._notes.value.strip())
