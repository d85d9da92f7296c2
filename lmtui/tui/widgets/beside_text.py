"""What stands beside the text: the table, or what takes its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from lmtui.errors import SettingError
from lmtui.playground import snapshots
from lmtui.playground.session import Session
from lmtui.tui.key_names import key_names
from lmtui.tui.shown_answers import show_candidates, show_curve, show_lane_table, show_temperatures
from lmtui.tui.widgets.branch_tree import BranchTree
from lmtui.tui.widgets.candidate_table import CandidateTable
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.drawing import Pane
from lmtui.tui.widgets.lane_table import LaneTable
from lmtui.tui.widgets.session_messages import SessionChanged, SessionRefused
from lmtui.tui.widgets.side_pane import SidePane
from lmtui.tui.widgets.temperatures import TemperaturesPane

if TYPE_CHECKING:
    from lmtui.playground.requests import ModelRequests


class BesideText(Container):
    """Shows one of five panes for the position looked at: table, lanes' table, temperatures, curve or tree.

    Args:
        session: the session; its views say which pane is shown.
    """

    DEFAULT_CSS = """
    BesideText {
        & > CandidateTable, & > SidePane { width: 1fr; height: 1fr; }
        & > SidePane { display: none; }
    }
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._table = CandidateTable()
        self._lane_table = LaneTable()
        self._curve = CurvePane()
        self._temperatures = TemperaturesPane()
        self._tree = BranchTree()
        self._waiting = ""
        self._asked: ModelRequests | None = None  # the model whose answers were shown last
        self._left: Widget | None = None  # what had the focus before the curve or the tree had it

    def compose(self) -> ComposeResult:
        yield self._table
        yield self._lane_table
        yield self._curve
        yield self._temperatures
        yield self._tree

    # Which pane is shown

    @property
    def _over_table(self) -> SidePane | None:
        """What stands in the place of the table, of one lane or of all."""
        over = self._session.views.over_table
        panes: dict[str, SidePane] = {"curve": self._curve, "temperatures": self._temperatures, "tree": self._tree}
        return None if over is None else panes[over]

    @property
    def _shown(self) -> Pane:
        """The pane that is shown."""
        compares = self._session.views.compares_lanes and len(self._session.text.state.lanes) > 1
        return self._over_table or (self._lane_table if compares else self._table)

    @property
    def _side_panes(self) -> tuple[SidePane, ...]:
        return self._lane_table, self._temperatures, self._curve, self._tree

    def arrange_panes(self) -> None:
        """Show one pane alone, and give it the focus if another of the panes had the focus."""
        panes: tuple[Pane, ...] = (self._table, *self._side_panes)
        focused = any(pane.has_focus for pane in panes)
        for pane in panes:
            if pane.display != (pane is self._shown):
                pane.display = not pane.display
        if focused and not self._shown.has_focus:
            self.screen.set_focus(self._shown)

    def compare(self) -> None:
        """Show every lane's distribution beside each other, or that of the active one again."""
        views = self._session.views
        views.compares_lanes = views.over_table is not None or not views.compares_lanes
        self._put_over_table(None)

    def draw(self, what: Literal["curve", "temperatures", "tree"]) -> None:
        """Show what the temperature does as a curve or in columns, or the branches as a tree; or the table again."""
        self._put_over_table(None if self._session.views.over_table == what else what)

    def go_to_table(self) -> None:
        """Show the table of one lane, and give it the focus."""
        self._session.views.compares_lanes = False
        self._put_over_table(None)
        self.screen.set_focus(self._table)

    def close_focused(self) -> bool:
        """Show the table again, if the keys go to what stands in its place. Returns True if they did."""
        pane = next((pane for pane in self._side_panes if pane.has_focus), None)
        if pane:
            self._close(pane)
        return pane is not None

    def on_side_pane_closed(self, event: SidePane.Closed) -> None:
        """The table is wanted again."""
        event.stop()
        self._close(event.pane)

    def _close(self, pane: SidePane) -> None:
        if pane is self._lane_table:
            self.compare()
        else:
            self._put_over_table(None)

    def _put_over_table(self, what: Literal["curve", "temperatures", "tree"] | None) -> None:
        before, over = self.screen.focused, self._over_table
        if what and not over:
            self._left = before
        taken = over is not None and before is over
        self._session.views.over_table = what
        self.arrange_panes()
        if self._over_table:
            self.screen.set_focus(self._over_table)
        elif taken and self._left and self._left.is_attached and self._left.display:
            self.screen.set_focus(self._left)
        self.call_after_refresh(self.show_distribution)

    # What the pane shows

    def show(self, waiting: str) -> None:
        """Show the distribution at the position looked at.

        Args:
            waiting: what stands there while there is no model.
        """
        self._waiting = waiting
        if self._session.requests is not self._asked:
            self._asked = self._session.requests
            self._table.view = self._curve.view = self._temperatures.view = None  # nothing of another model stays
        self.show_distribution()

    def show_distribution(self, first: int | None = None) -> None:
        """Show the distribution from a rank on: from the one that was first, as long as the context is the same."""
        if self._shown is self._curve:
            self._show_curve()
        elif self._shown is self._temperatures:
            self._show_temperatures()
        elif self._shown is self._tree:
            self._tree.show(snapshots.branches(self._session))
        elif self._shown is self._lane_table:
            self._show_lane_table()
        else:
            show_candidates(self._table, self._session, self._waiting, first)

    def _show_curve(self) -> None:
        show_curve(self._curve, self._session, self._waiting)

    def _show_temperatures(self) -> None:
        show_temperatures(self._temperatures, self._session, self._waiting)

    def _show_lane_table(self) -> None:
        show_lane_table(self._lane_table, self._session)

    # What the panes ask for

    @property
    def is_typing(self) -> bool:
        """Whether a rank or a token is being typed in the table."""
        return bool(self._table.typed)

    def picked(self) -> int | None:
        """The rank that is picked in the table; None where the keys do not go to the table."""
        return self._table.picked if self._table.has_focus else None

    def cancel_typing(self) -> bool:
        """Forget what was typed in the table. Returns True if there was anything."""
        return self._table.cancel_typing()

    def on_candidate_table_scrolled(self, event: CandidateTable.Scrolled) -> None:
        """Other ranks are to be shown."""
        event.stop()
        self.show_distribution(event.first)

    def on_candidate_table_taken(self, event: CandidateTable.Taken) -> None:
        """A candidate is taken by hand."""
        event.stop()
        try:
            if self._table.is_coming:
                raise SettingError(snapshots.why_no_distribution(self._session))
            if not self._session.choose_rank(event.position, event.rank):
                reason = key_names(self).fill("the text ends here; {toggle-stop} lets it go on")
                self.post_message(SessionRefused(self, reason))
        except SettingError as error:
            self.post_message(SessionRefused(self, str(error)))
        self.post_message(SessionChanged(self))

    def on_candidate_table_sought(self, event: CandidateTable.Sought) -> None:
        """The rank of a token is wanted."""
        event.stop()
        try:
            self._table.action_pick_rank(snapshots.rank_of(self._session, event.token))
        except SettingError as error:
            self.post_message(SessionRefused(self, str(error)))

    def on_lane_table_other_contexts_wanted(self, event: LaneTable.OtherContextsWanted) -> None:
        """The lanes are to be compared at one context, or each at its own again."""
        event.stop()
        self._session.views.at_one_context = not self._session.views.at_one_context
        self.post_message(SessionChanged(self))  # another model may have to be asked

    def on_lane_table_scrolled(self, event: LaneTable.Scrolled) -> None:
        """Other ranks are to be shown."""
        event.stop()
        self._show_lane_table()

    def on_temperatures_pane_scrolled(self, event: TemperaturesPane.Scrolled) -> None:
        """Other ranks are to be shown."""
        event.stop()
        self._show_temperatures()

    def on_curve_pane_next_measure_wanted(self, event: CurvePane.NextMeasureWanted) -> None:
        """Another measure is wanted."""
        event.stop()
        self._session.views.curves.next_measure()
        self._show_curve()

    def on_curve_pane_compare_wanted(self, event: CurvePane.CompareWanted) -> None:
        """The curve is to be compared with others."""
        event.stop()
        context = snapshots.context_looked_at(self._session)
        if context:
            self._session.views.curves.compare(context)
        self._show_curve()

    def on_curve_pane_forget_wanted(self, event: CurvePane.ForgetWanted) -> None:
        """The other curves are not wanted any more."""
        event.stop()
        self._session.views.curves.forget()
        self._show_curve()

    def on_branch_tree_other_branch(self, event: BranchTree.OtherBranch) -> None:
        """Another branch is to be shown."""
        event.stop()
        self._session.go_to_branch(event.lines)
        self.post_message(SessionChanged(self))
