"""Text and table side by side: what was generated, and what could come next."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from lmtui.errors import SettingError
from lmtui.playground import status
from lmtui.playground.colouring import Colouring
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

    @dataclass
    class Changed(Message):
        """The session was changed."""

        panes: Panes

    @dataclass
    class Refused(Message):
        """Something cannot be done."""

        panes: Panes
        reason: str

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._text = TextPane("Type a prompt, press Enter.")
        self._table = CandidateTable()
        self._waiting = ""
        self.colouring = Colouring.PROBABILITY

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
        session = self._session
        self._text.show(session.transcript, session.cursor, status.progress(session), self.colouring, self._level)

    def _level(self, index: int) -> int:
        return self.colouring.level(self._session.lane, index) if self._session.lane else 0

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

    def on_candidate_table_taken(self, event: CandidateTable.Taken) -> None:
        """A candidate is taken by hand."""
        event.stop()
        if self._session.lane:
            self._session.choose(self._session.lane.distribution(self._session.position).at(event.rank).token)
            self.post_message(self.Changed(self))

    def on_candidate_table_sought(self, event: CandidateTable.Sought) -> None:
        """The rank of a token is wanted."""
        event.stop()
        try:
            self._table.action_pick_rank(self._session.rank_of(event.token))
        except SettingError as error:
            self.post_message(self.Refused(self, str(error)))

    def on_text_pane_cursor_moved(self, event: TextPane.CursorMoved) -> None:
        """Another past token is looked at; a running generation holds."""
        event.stop()
        self._session.pause()
        self._session.look_at(event.index)
        self.show_text()
        self.show_table()
