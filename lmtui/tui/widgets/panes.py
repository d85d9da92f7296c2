"""Text and table side by side: what was generated, and what could come next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget

from lmtui.errors import SettingError
from lmtui.playground import status
from lmtui.playground.colouring import Colouring
from lmtui.playground.curves import Curves
from lmtui.playground.session import Session
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.lane_table import LaneTable
from lmtui.tui.widgets.table import CandidateTable
from lmtui.tui.widgets.text_pane import TextPane

_HINT = "Type a prompt, press Enter."


class Panes(Horizontal):
    """Shows a session's transcript and the distribution at its cursor; moving in either is its own affair."""

    DEFAULT_CSS = """
    Panes {
        height: 1fr;
        & > #lanes { width: 6fr; }
        & #lanes > TextPane { width: 1fr; }
        & > CandidateTable { width: 7fr; margin-left: 1; }
        & > LaneTable { display: none; width: 1fr; }
        & > CurvePane { display: none; width: 7fr; margin-left: 1; }
        &.-lanes {
            layout: vertical;
            & > #lanes { width: 1fr; height: 3fr; }
            & > CandidateTable, & > LaneTable, & > CurvePane { width: 1fr; height: 2fr; margin-left: 0; }
        }
        &.-compared > CandidateTable { display: none; }
        &.-compared > LaneTable { display: block; }
        &.-curved > CandidateTable, &.-curved > LaneTable { display: none; }
        &.-curved > CurvePane { display: block; }
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
        self._texts = [TextPane(_HINT)]
        self._row = Horizontal(*self._texts, id="lanes")
        self._table = CandidateTable()
        self._lane_table = LaneTable()
        self._curve = CurvePane()
        self._curves = Curves()
        self._waiting = ""
        self._comparing = False
        self._left_for_curve: Widget | None = None  # what had the focus before
        self.colouring = Colouring.PROBABILITY

    def compose(self) -> ComposeResult:
        yield self._row
        yield self._table
        yield self._lane_table
        yield self._curve

    def show(self, waiting: str) -> None:
        """Show the session as it is now; `waiting` stands in the table while there is no model."""
        self._waiting = waiting
        self.show_text()
        self.show_table()

    def show_text(self) -> None:
        """Show the transcript and how the generation goes."""
        session = self._session
        self._have(len(session.state.samplings))
        if not session.lanes:
            self._texts[0].show("Text", session.transcript, None, status.progress(session), (), lambda _: 0)
            return
        legend = (self.colouring.value, *self.colouring.legend(session.lanes[0].order))
        several = len(session.lanes) > 1
        for number, (pane, lane) in enumerate(zip(self._texts, session.lanes, strict=True)):
            active = number == session.state.active
            departs = lane.departs(session.lanes[0]) if number else None
            cursor = session.cursor if session.cursor is None or session.cursor < len(lane.tokens) else None
            level = partial(self.colouring.level, lane)
            name = status.lane(session, number) if several else "Text"
            facts = status.progress(session) if active else []
            pane.show(name, lane.transcript, cursor, facts, legend, level, departs)
            pane.set_class(several and active, "-active")

    def _have(self, lanes: int) -> None:
        """Have so many text panes."""
        while len(self._texts) < lanes:
            self._texts.append(TextPane(_HINT))
            self._row.mount(self._texts[-1])
        while len(self._texts) > lanes:
            self._texts.pop().remove()
        focused = self._aside.has_focus
        self.set_class(lanes > 1, "-lanes")
        self.set_class(lanes > 1 and self._comparing, "-compared")
        if focused:
            self._aside.focus()

    def compare(self) -> None:
        """Show every lane's distribution beside each other, or that of the active one again."""
        if self.has_class("-curved"):
            self.draw_curve()
        self._comparing = not self._comparing
        self._have(len(self._texts))
        self.call_after_refresh(self.show_table)

    def show_table(self, first: int | None = None) -> None:
        """Show the distribution from a rank on: from the one that was first, as long as the context is the same."""
        if self.has_class("-curved"):
            self._show_curve()
            return
        if self.has_class("-compared"):
            self._show_lane_table()
            return
        before, capacity = self._table.view, self._table.capacity(self._session.sampling.cuts)
        view = self._session.table(first or self._table.first, capacity)
        moved = before is None or view is None or view.context != before.context
        if view is not None and (not view.rows or (first is None and moved)):
            view = self._session.table(1, capacity)
            self._table.picked = 1
        self._table.show(view, self._waiting)

    def cancel_typing(self) -> bool:
        """Forget what was typed in the table; whether there was anything."""
        return self._table.cancel_typing()

    def draw_curve(self) -> None:
        """Show what the temperature does to the distribution, as a curve, or the table again."""
        before = self.screen.focused
        self.toggle_class("-curved")
        if self.has_class("-curved"):
            self._left_for_curve = before
            self._curve.focus()
        elif before is self._curve:
            left = self._left_for_curve
            tables = self._table, self._lane_table
            (self._aside if left is None or left in tables or not left.is_attached else left).focus()
        self.call_after_refresh(self.show_table)

    @property
    def _aside(self) -> Widget:
        """The table of one lane or of all."""
        return self._lane_table if self.has_class("-compared") else self._table

    def _show_curve(self) -> None:
        session = self._session
        if session.sampler and session.lane:
            self._curves.look(session.sampler, session.lane.context(session.position), session.sampling.cuts)
        self._curve.show(self._curves.view(session.sampling.temperature), self._waiting)

    def on_curve_pane_turned(self, event: CurvePane.Turned) -> None:
        """Another measure is wanted."""
        event.stop()
        self._curves.turn()
        self._show_curve()

    def on_curve_pane_kept(self, event: CurvePane.Kept) -> None:
        """This curve is to be compared with others."""
        event.stop()
        self._curves.keep()
        self._show_curve()

    def on_curve_pane_forgotten(self, event: CurvePane.Forgotten) -> None:
        """The kept curves are not wanted any more."""
        event.stop()
        self._curves.forget()
        self._show_curve()

    def _show_lane_table(self) -> None:
        session, table = self._session, self._lane_table
        position = session.length if session.cursor is None else session.cursor
        views = [lane.table(min(position, len(lane.tokens)), table.first, table.capacity) for lane in session.lanes]
        table.show(views, position)

    def on_lane_table_scrolled(self, event: LaneTable.Scrolled) -> None:
        """Other ranks are to be shown."""
        event.stop()
        self._show_lane_table()

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
        self._session.go_to_lane(self._texts.index(event.pane) - self._session.state.active)
        self._session.look_at(event.index)
        self.post_message(self.Changed(self))
