"""Text and table side by side: what was generated, and what could come next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget

from lmtui.errors import SettingError
from lmtui.playground import status
from lmtui.playground.colouring import Colouring
from lmtui.playground.curves import Curves
from lmtui.playground.session import Session
from lmtui.tui.key_names import key_names
from lmtui.tui.widgets.aside import Aside
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.drawing import Pane
from lmtui.tui.widgets.lane_table import LaneTable
from lmtui.tui.widgets.table import CandidateTable
from lmtui.tui.widgets.text_pane import TextPane
from lmtui.tui.widgets.tree import TreePane

_HINT = "Type a prompt, press {restart}."


class Panes(Horizontal):
    """Shows a session's transcript and the distribution at its cursor; moving in either is its own affair."""

    DEFAULT_CSS = """
    Panes {
        height: 1fr;
        & > #lanes { width: 6fr; }
        & #lanes > TextPane { width: 1fr; }
        & > CandidateTable, & > Aside { width: 7fr; margin-left: 1; }
        & > Aside { display: none; }
        &.-lanes {
            layout: vertical;
            & > #lanes { width: 1fr; height: 1fr; }
            & > CandidateTable, & > Aside { width: 1fr; height: 1fr; margin-left: 0; }
        }
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
        self._tree = TreePane()
        self._curves = Curves()
        self._waiting = ""
        self._comparing = False
        self._over: CurvePane | TreePane | None = None  # what stands over the table of one lane or of all
        self._left: Widget | None = None  # what had the focus before that
        self.colouring = Colouring.PROBABILITY

    def compose(self) -> ComposeResult:
        yield self._row
        yield self._table
        yield self._lane_table
        yield self._curve
        yield self._tree

    def on_mount(self) -> None:
        """Whatever leads the keys to a lane's text makes that lane the active one."""
        self.watch(self.screen, "focused", self._focus_moved, init=False)

    def _focus_moved(self, focused: Widget | None) -> None:
        active = self._session.state.active
        if isinstance(focused, TextPane) and focused in self._texts and self._texts.index(focused) != active:
            self._session.go_to_lane(self._texts.index(focused) - active)
            self.post_message(self.Changed(self))

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
        legend = (self.colouring.value, *self.colouring.legend(session.order))
        several = len(session.lanes) > 1
        for number, (pane, lane) in enumerate(zip(self._texts, session.lanes, strict=True)):
            active = number == session.state.active
            departs = lane.departs(session.lanes[0]) if number else None
            cursor = session.cursor if session.cursor is None or session.cursor < len(lane.tokens) else None
            level = partial(self.colouring.level, lane)
            name = self._texts[0].glyphs.named(status.lane(session, number)) if several else status.branch(session)
            facts = status.progress(session) if active else []
            pane.show(name, lane.transcript, cursor, facts, legend, level, departs)
            pane.set_class(several and active, "-active")

    def _have(self, lanes: int) -> None:
        """Have so many text panes."""
        while len(self._texts) < lanes:
            self._texts.append(TextPane(_HINT))
            self._row.mount(self._texts[-1])
        surplus = self._texts[lanes:]
        del self._texts[lanes:]
        self._follow_lane()
        for pane in surplus:
            pane.remove()
        self.set_class(lanes > 1, "-lanes")
        self._arrange()

    @property
    def _aside(self) -> Pane:
        """What stands beside the text."""
        return self._over or (self._lane_table if self._comparing and len(self._texts) > 1 else self._table)

    def _arrange(self) -> None:
        """Have what stands beside the text there alone, and the focus with it if the focus was there."""
        sides: tuple[Pane, ...] = (self._table, self._lane_table, self._curve, self._tree)
        focused = any(side.has_focus for side in sides)
        for side in sides:
            if side.display != (side is self._aside):
                side.display = not side.display
        if focused and not self._aside.has_focus:
            self.screen.set_focus(self._aside)

    def _follow_lane(self) -> None:
        """Have the keys go to the text of the active lane, if they go to one."""
        if self.is_attached and isinstance(self.screen.focused, TextPane):
            self.screen.set_focus(self._texts[self._session.state.active])

    def close_aside(self) -> bool:
        """Have the table again, if the keys go to what stands in its place; whether they did."""
        aside = next((pane for pane in (self._lane_table, self._curve, self._tree) if pane.has_focus), None)
        if aside:
            self._close(aside)
        return aside is not None

    def compare(self) -> None:
        """Show every lane's distribution beside each other, or that of the active one again."""
        self._comparing = self._over is not None or not self._comparing
        self._put_over(None)

    def draw(self, what: Literal["curve", "tree"]) -> None:
        """Show what the temperature does as a curve, or the branches as a tree; or the table again."""
        pane = self._curve if what == "curve" else self._tree
        self._put_over(None if self._over is pane else pane)

    def _put_over(self, pane: CurvePane | TreePane | None) -> None:
        before = self.screen.focused
        if pane and not self._over:
            self._left = before
        taken = self._over is not None and before is self._over
        self._over = pane
        self._arrange()
        if pane:
            self.screen.set_focus(pane)
        elif taken and self._left and self._left.is_attached and self._left.display:
            self.screen.set_focus(self._left)
        self.call_after_refresh(self.show_table)

    def show_table(self, first: int | None = None) -> None:
        """Show the distribution from a rank on: from the one that was first, as long as the context is the same."""
        if self._aside is self._curve:
            self._show_curve()
        elif self._aside is self._tree:
            self._tree.show(self._session.branches)
        elif self._aside is self._lane_table:
            self._show_lane_table()
        else:
            self._show_candidates(first)

    def _show_candidates(self, first: int | None) -> None:
        session, before = self._session, self._table.view
        unknown = session.sampler is not None and session.sampler.model.facts.has_unknown
        capacity = self._table.capacity(session.sampling.cuts, unknown)
        view = self._session.table(first or self._table.first, capacity)
        moved = before is None or view is None or view.context != before.context
        if view is not None and (not view.rows or (first is None and moved)):
            view = self._session.table(1, capacity)
            self._table.picked = 1
        self._table.show(view, self._waiting)

    @property
    def is_typing(self) -> bool:
        """Whether a rank or a token is being typed in the table."""
        return bool(self._table.typed)

    def cancel_typing(self) -> bool:
        """Forget what was typed in the table; whether there was anything."""
        return self._table.cancel_typing()

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
        views = session.tables(table.first, table.capacity)
        if not any(view and view.rows for view in views):  # another model may have fewer ranks
            table.first = 1
            views = session.tables(1, table.capacity)
        temperatures = [sampling.temperature for sampling in session.state.samplings]
        table.show(views, temperatures, session.length if session.cursor is None else session.cursor)

    def on_aside_closed(self, event: Aside.Closed) -> None:
        """The table is wanted again."""
        event.stop()
        self._close(event.aside)

    def _close(self, aside: Aside) -> None:
        if aside is self._lane_table:
            self.compare()
        else:
            self._put_over(None)

    def on_tree_pane_went(self, event: TreePane.Went) -> None:
        """Another branch is to be shown."""
        event.stop()
        self._session.go_to_branch(event.lines)
        self.post_message(self.Changed(self))

    def on_text_pane_chosen(self, event: TextPane.Chosen) -> None:
        """A token is to be taken where the cursor is, or at the end; a running generation holds."""
        event.stop()
        self._session.pause()
        self._comparing = False
        self._put_over(None)
        self.screen.set_focus(self._table)
        self.post_message(self.Changed(self))

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
        try:
            if not self._session.choose_rank(event.position, event.rank):
                reason = key_names(self).fill("the text ends here; {toggle-stop} lets it go on")
                self.post_message(self.Refused(self, reason))
        except SettingError as error:
            self.post_message(self.Refused(self, str(error)))
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
        self._session.look_into(self._texts.index(event.pane), event.index)
        self.post_message(self.Changed(self))
