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
        self._text.show(self._session.transcript, self._session.cursor, status.progress(self._session))

    def show_table(self, first: int | None = None) -> None:
        """Show the distribution from a rank on: from the one that was first, as long as the context is the same."""
        before, capacity = self._table.view, self._table.capacity
        view = self._session.table(first or self._table.first, capacity)
        moved = before is None or view is None or view.context != before.context
        if view is not None and (not view.rows or (first is None and moved)):
            view = self._session.table(1, capacity)
        self._table.show(view, self._waiting)

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
