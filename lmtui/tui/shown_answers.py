"""What the panes beside the text show of a session: the model's answers, or that an answer is still coming.

While a text runs, the answer to every token is soon another one; so an answer that is not known yet is not announced.
"""

from __future__ import annotations

from lmtui.playground import snapshots
from lmtui.playground.completions import completions
from lmtui.playground.lane_comparison import lane_comparison, looked_at
from lmtui.playground.session import Session
from lmtui.playground.state import Playing
from lmtui.playground.table import NoTable, TableView
from lmtui.playground.temperature_view import temperature_view
from lmtui.tui.whole_sequences import complete_lines
from lmtui.tui.widgets.candidate_table import CandidateTable
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.lane_table import LaneTable
from lmtui.tui.widgets.side_pane import AnswerPane, View
from lmtui.tui.widgets.temperatures import TemperaturesPane

_ASKED = "asking the model ..."


def show_candidates(table: CandidateTable, session: Session, waiting: str, first: int | None = None) -> None:
    """Show the distribution at the position looked at.

    Args:
        table: shows it.
        session: the session.
        waiting: what stands there while there is no model.
        first: the rank of the first row; None for the one that was first, as long as the context is the same.
    """
    before = table.view
    if complete := snapshots.complete_sequence(session):
        table.show(None, "\n".join(complete_lines(complete, table.glyphs)))
        return
    unknown = session.sampler is not None and session.sampler.model.facts.has_unknown
    capacity = table.capacity(session.text.state.lane, unknown)
    if completed := completions(session, capacity):
        table.first = table.picked = 1
        table.show(completed)
        return
    view = snapshots.table(session, first or table.first, capacity)
    if view is None and _takes_time(session):
        undecided = snapshots.undecided(session)
        if before is None or undecided:
            table.show(None, undecided or _ASKED)
        else:
            table.show_coming(session.text.sampling.temperature, marked=not _is_running(session))
        return
    moved = before is None or view is None or view.context != before.context
    if view is not None and (not view.rows or (first is None and moved)):
        view = snapshots.table(session, 1, capacity)
        table.picked = 1
    table.show(view, waiting)


def show_curve(pane: CurvePane, session: Session, waiting: str) -> None:
    """Show what T does as a curve; `waiting` stands there while there is no model."""
    _show_answer(pane, session, snapshots.curves(session), waiting)


def show_temperatures(pane: TemperaturesPane, session: Session, waiting: str) -> None:
    """Show what T does in columns; `waiting` stands there while there is no model."""
    view = temperature_view(session, pane.first, pane.capacity)
    if view is not None and not view.tokens:  # another model may have fewer ranks
        pane.first = 1
        view = temperature_view(session, 1, pane.capacity)
    _show_answer(pane, session, view if view is None or view.is_decided else None, waiting)


def show_lane_table(table: LaneTable, session: Session) -> None:
    """Show the distributions of all lanes beside each other."""
    views = snapshots.tables(session, table.first, table.capacity)
    if NoTable.COMING in views:
        if _is_running(session) and table.has_tables:
            return
    elif not any(isinstance(view, TableView) and view.rows for view in views):  # another model may have fewer ranks
        table.first = 1
        views = snapshots.tables(session, 1, table.capacity)
    table.show(views, session.text.state.lanes, looked_at(session), lane_comparison(session))


def _show_answer(pane: AnswerPane[View], session: Session, view: View | None, waiting: str) -> None:
    """Have a pane show an answer; where it is not known yet, that it is coming."""
    if view is not None or not _takes_time(session):
        pane.show(view, waiting)
    elif (undecided := snapshots.undecided(session)) or pane.view is None:
        pane.show(None, undecided or _ASKED)
    elif not _is_running(session):
        pane.show_coming()


def _takes_time(session: Session) -> bool:
    """Whether answers take time, so that what is not known yet is coming."""
    return any(lane.takes_time for lane in session.text.lanes)


def _is_running(session: Session) -> bool:
    """Whether a generation runs, whose next token brings another distribution soon."""
    return session.playback.playing is Playing.RUNNING
