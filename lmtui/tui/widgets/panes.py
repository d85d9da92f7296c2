"""Text and table side by side: what was generated, and what could come next."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from lmtui.playground import status
from lmtui.playground.session import Session
from lmtui.tui.widgets.table import CandidateTable
from lmtui.tui.widgets.text_pane import TextPane


class Panes(Horizontal):
    """Shows a session's transcript and the distribution at its cursor; moving in either is its own affair."""

    DEFAULT_CSS = """
    Panes {
        height: 1fr;
        & > TextPane { width: 6fr; }
        & > CandidateTable { width: 7fr; margin-left: 1; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._text = TextPane("Type a prompt, press Enter.")
        self._table = CandidateTable()
        self._waiting = ""

    def compose(self) -> ComposeResult:
        yield self._text
        yield self._table

    def show(self, waiting: str) -> None:
        """Show the session as it is now; `waiting` stands in the table while there is no model."""
        self._waiting = waiting
        self.show_text()
        self.show_table()

    def show_text(self) -> None:
        """Show the transcript and how the generation goes."""
        note = f" {self._text.glyphs.dot} ".join(status.progress(self._session))
        self._text.show(self._session.transcript, self._session.cursor, note)

    def show_table(self, first: int = 1) -> None:
        """Show the distribution from a rank on."""
        self._table.show(self._session.table(first, self._table.capacity), self._waiting)

    def on_candidate_table_scrolled(self, event: CandidateTable.Scrolled) -> None:
        """Other ranks are to be shown."""
        event.stop()
        self.show_table(event.first)

    def on_text_pane_cursor_moved(self, event: TextPane.CursorMoved) -> None:
        """Another past token is looked at; a running generation holds."""
        event.stop()
        self._session.pause()
        self._session.look_at(event.index)
        self.show_text()
        self.show_table()
