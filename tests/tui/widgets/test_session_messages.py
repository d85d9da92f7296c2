"""Widgets that show a session tell the screen what became of it, and which widget tells it."""

from __future__ import annotations

from support.mouse import session as ready_session
from support.themed_app import ThemedApp
from textual.app import ComposeResult
from textual.widget import Widget

from lmtui.playground.session import Session
from lmtui.tui.widgets.beside_text import BesideText
from lmtui.tui.widgets.candidate_table import CandidateTable
from lmtui.tui.widgets.lane_texts import LaneTexts
from lmtui.tui.widgets.session_messages import SessionChanged, SessionRefused
from lmtui.tui.widgets.text_pane import TextPane


class TwoWidgets(ThemedApp):
    """An app of a text and what stands beside it.

    Attributes:
        changed: the widgets that told of a change.
        refused: the widgets that told why something cannot be done, and the reasons.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.lane_texts, self.beside_text = LaneTexts(session), BesideText(session)
        self.changed: list[Widget] = []
        self.refused: list[tuple[Widget, str]] = []

    def compose(self) -> ComposeResult:
        yield self.lane_texts
        yield self.beside_text

    def on_session_changed(self, event: SessionChanged) -> None:
        self.changed.append(event.control)

    def on_session_refused(self, event: SessionRefused) -> None:
        self.refused.append((event.control, event.reason))


async def test_another_token_that_is_looked_at_is_a_change() -> None:
    session = ready_session("the")
    session.playback.step()
    app = TwoWidgets(session)
    async with app.run_test(size=(100, 30)) as pilot:
        app.lane_texts.show()
        pane = app.query_one(TextPane)
        app.set_focus(pane)
        await pilot.press("left")
        assert session.views.cursor == 0
        assert app.changed == [app.lane_texts]


async def test_a_candidate_that_is_taken_is_a_change() -> None:
    session = ready_session("the")
    app = TwoWidgets(session)
    async with app.run_test(size=(100, 30)) as pilot:
        app.beside_text.show("")
        app.set_focus(app.query_one(CandidateTable))
        await pilot.press("down", "enter")
        assert [token.drawn.rank for token in session.text.tokens] == [2]
        assert (app.changed, app.refused) == ([app.beside_text], [])


async def test_a_token_that_is_not_in_the_vocabulary_is_refused_with_the_reason() -> None:
    session = ready_session("the")
    app = TwoWidgets(session)
    async with app.run_test(size=(100, 30)) as pilot:
        app.beside_text.show("")
        app.set_focus(app.query_one(CandidateTable))
        await pilot.press("slash", *"zyzzyva", "enter")
        ((widget, reason),) = app.refused
        assert widget is app.beside_text
        assert "'zyzzyva' is not in the vocabulary" in reason
        assert app.changed == []
