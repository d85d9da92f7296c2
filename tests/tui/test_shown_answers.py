"""The panes beside the text show what is known, that an answer is coming, and ranks that there are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from support.answers import answer, slow_session
from support.mouse import MOUSE, RECIPES, session, trained
from support.themed_app import ThemedApp
from textual.app import ComposeResult

from lmtui.playground.session import Session
from lmtui.sampling.settings import Sampling
from lmtui.tui.shown_answers import show_candidates, show_curve, show_lane_table, show_temperatures
from lmtui.tui.widgets.candidate_table import CandidateTable
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.lane_table import LaneTable
from lmtui.tui.widgets.temperatures import TemperaturesPane

NO_MODEL = "there is no model"
ASKED = "asking the model ..."


class Panes(ThemedApp):
    """An app of the panes alone, each of some lines."""

    CSS = "CandidateTable, CurvePane, TemperaturesPane, LaneTable { height: 9; }"

    def compose(self) -> ComposeResult:
        self.table, self.curve, self.temperatures = CandidateTable(), CurvePane(), TemperaturesPane()
        self.lane_table = LaneTable()
        yield from (self.table, self.curve, self.temperatures, self.lane_table)


@asynccontextmanager
async def panes() -> AsyncIterator[Panes]:
    app = Panes()
    async with app.run_test(size=(80, 40)):
        yield app


async def test_until_there_is_a_model_every_pane_says_what_is_waited_for() -> None:
    async with panes() as app:
        unready = Session(MOUSE, Sampling(), "the")
        show_candidates(app.table, unready, NO_MODEL)
        show_curve(app.curve, unready, NO_MODEL)
        show_temperatures(app.temperatures, unready, NO_MODEL)
        assert [pane.waiting for pane in (app.table, app.curve, app.temperatures)] == [NO_MODEL] * 3


async def test_an_answer_that_is_coming_is_announced_and_the_last_one_stays_until_then() -> None:
    async with panes() as app:
        slow = slow_session()

        def show() -> None:
            show_candidates(app.table, slow, NO_MODEL)
            show_curve(app.curve, slow, NO_MODEL)
            show_temperatures(app.temperatures, slow, NO_MODEL)

        show()
        assert [pane.waiting for pane in (app.table, app.curve, app.temperatures)] == [ASKED] * 3
        answer(slow)
        show()
        before = app.table.view, app.curve.view, app.temperatures.view
        assert None not in before
        slow.set_prompt("the mouse")
        show()
        assert (app.table.view, app.curve.view, app.temperatures.view) == before
        assert (app.table.is_coming, app.curve.is_coming, app.temperatures.is_coming) == (True, True, True)
        answer(slow)
        show()
        assert app.table.view is not before[0]
        assert (app.table.is_coming, app.curve.is_coming, app.temperatures.is_coming) == (False, False, False)
        slow.playback.run()  # whose next token brings other answers soon
        slow.playback.advance()
        show()
        assert (app.table.is_coming, app.curve.is_coming, app.temperatures.is_coming) == (False, False, False)


async def test_the_table_stays_at_its_rank_while_the_context_is_the_same() -> None:
    async with panes() as app:
        made = session("the mouse", recipe=RECIPES[3])
        show_candidates(app.table, made, NO_MODEL)
        show_candidates(app.table, made, NO_MODEL, 3)
        app.table.picked = 4
        made.set_temperature(2.0)
        show_candidates(app.table, made, NO_MODEL)
        assert (app.table.first, app.table.picked) == (3, 4)
        made.playback.step()
        show_candidates(app.table, made, NO_MODEL)
        assert (app.table.first, app.table.picked) == (1, 1)
        show_candidates(app.table, made, NO_MODEL, 1000)  # there are no such ranks
        assert app.table.first == 1


async def test_the_table_gives_its_place_to_a_complete_sequence_and_to_words_that_are_begun() -> None:
    async with panes() as app:
        made = session("the mouse", whole=True, sequence_length=3)
        while not made.text.has_ended:
            made.playback.step()
        show_candidates(app.table, made, NO_MODEL)
        assert app.table.view is None
        assert app.table.waiting.startswith("All 3 tokens are there.")
        typed = session("the mou")
        typed.views.is_typing = True
        show_candidates(app.table, typed, NO_MODEL)
        assert app.table.view is not None
        assert [token for token, _ in app.table.view.completions] == ["mouse"]


async def test_panes_go_back_to_the_first_rank_where_another_model_has_fewer() -> None:
    async with panes() as app:
        made = session("the", recipe=RECIPES[3])
        made.add_lane(2.0)
        app.temperatures.first = app.lane_table.first = 8
        show_temperatures(app.temperatures, made, NO_MODEL)
        show_lane_table(app.lane_table, made)
        assert (app.temperatures.first, app.lane_table.first) == (8, 8)
        assert app.lane_table.has_tables
        made.lane_models.use(trained())
        show_temperatures(app.temperatures, made, NO_MODEL)
        show_lane_table(app.lane_table, made)
        assert (app.temperatures.first, app.lane_table.first) == (1, 1)
        assert app.temperatures.view is not None
        assert app.lane_table.has_tables
