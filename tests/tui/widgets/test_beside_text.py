"""What stands beside the text: which pane is shown, where the focus goes, which candidate is taken."""

from __future__ import annotations

from support.held_text import HELD_TOKENS, go_to, picked, text_panes, with_text, words
from support.player import fables_session, mouse_session, playing
from textual.widget import Widget

from lmtui.playground import snapshots
from lmtui.playground.settings import Pace
from lmtui.playground.state import Playing
from lmtui.playground.table import NoTable, TableView
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.lane_table import LaneTable


async def test_keys_typed_right_after_the_curve_was_asked_for_act_where_they_belong() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("escape")
        await player.press_ahead("f3", "t", "9", "enter")
        assert player.temperature == "9"
        assert player.session.playback.playing is Playing.STOPPED


# All lanes' tables


async def test_a_lane_that_has_ended_shows_nothing_where_it_does_not_come() -> None:
    session = mouse_session(seed=5)
    session.playback.pace = Pace(60, stop=True)
    async with playing(session, prompt="the") as player:
        await player.press("tab", "L", "t", "0", "enter")
        for _ in range(30):
            session.playback.step()
        lengths = [len(lane.tokens) for lane in session.text.lanes]
        assert lengths[0] != lengths[1]
        shorter = lengths.index(min(lengths))
        await player.press("v")
        views = snapshots.tables(session, 1, 5)
        assert views == [NoTable.ENDED] * 2
        session.look_at(min(lengths))
        await player.press("v", "v")
        session.look_into(1 - shorter, min(lengths))
        views = snapshots.tables(session, 1, 5)
        assert views[shorter] is NoTable.ENDED
        there = views[1 - shorter]
        assert isinstance(there, TableView)
        assert there.position == min(lengths)
        await player.press("v", "v")
        assert player.shows(f"Token {min(lengths) + 1} in every lane")
        assert player.shows("(its text has ended)")


# Candidates that are taken by hand


async def test_enter_takes_the_picked_candidate_at_the_end_and_the_text_goes_on_with_it() -> None:
    async with with_text() as player:
        before = words(player)
        await go_to(player, player.table_pane)
        await player.press("down", "down", "down", "up")
        assert picked(player) == 3
        token = player.the_table().rows[2].token
        await player.press("enter")
        assert words(player) == [*before, token]
        assert player.text.endswith(token)
        assert "branch" not in player.text_note
        assert f" {HELD_TOKENS + 1} · 60/s · paused" in player.text_note
        assert player.after.rstrip("━ ").split(" ━")[0].endswith(f"{before[-1]} {token}")
        assert picked(player) == 1
        await player.press("f6")
        assert words(player)[:-1] == [*before, token]


async def test_the_token_that_is_there_already_is_no_new_branch() -> None:
    async with with_text() as player:
        before = words(player)
        await go_to(player, player.text_pane)
        await player.press("left", "left", "left")
        rank = player.session.text.tokens[-3].drawn.rank
        await go_to(player, player.table_pane)
        await player.press(*str(rank), "enter", "enter")
        assert words(player) == before
        assert "branch" not in player.text_note
        assert player.session.views.cursor == HELD_TOKENS - 2


async def test_a_name_that_is_no_token_is_said_and_nothing_changes() -> None:
    async with with_text() as player:
        await go_to(player, player.table_pane)
        await player.press("down", "down")
        state, rows = player.session.text.state, player.part(player.table_pane)[1:11]
        await player.press("/", *"zyzzyva", "enter")
        assert player.said("'zyzzyva' is not in the vocabulary")
        assert player.session.text.state == state
        assert player.part(player.table_pane)[1:11] == rows  # below them stands what is said
        assert picked(player) == 3


async def test_after_the_end_of_a_text_nothing_can_be_taken_and_that_is_said() -> None:
    session = mouse_session(seed=5)
    session.playback.pace = Pace(60, stop=True)
    async with playing(session, prompt="the") as player:
        await player.press("f6", "escape")
        while not session.text.lanes[0].ended(stop=True):
            await player.press("n")
        length = len(session.text.tokens)
        await go_to(player, player.table_pane)
        await player.press("down", "enter")
        assert player.said("the text ends here; e lets it go on")
        assert len(session.text.tokens) == length
        await player.press("e", "enter")
        assert len(session.text.tokens) == length + 1


async def test_a_candidate_is_taken_where_the_table_was_shown_for() -> None:
    async with with_text() as player:
        await go_to(player, player.table_pane)
        shown = player.table_pane.view
        assert shown is not None
        third = player.the_table().rows[2].token
        player.session.playback.step()  # the text has gone on; the table has not been shown anew
        player.table_pane.picked = 3
        player.table_pane.action_take()
        await player.settle()
        assert words(player)[shown.position] == third
        assert len(words(player)) == shown.position + 1


# The table, and what stands in its place


async def test_the_focus_comes_back_from_the_curve() -> None:
    async with with_text() as player:
        parts: tuple[Widget, ...] = (player.prompt, player.slider, player.text_pane, player.table_pane)
        for widget in parts:
            await go_to(player, widget)
            await player.press("f3")
            assert isinstance(player.focus, CurvePane), widget
            await player.press("f3")
            assert player.focus is widget


async def test_the_focus_goes_from_one_table_to_the_other_and_from_a_vanished_one_to_what_there_is() -> None:
    async with with_text() as player:
        lanes: Widget = player.app._playground.query_one(LaneTable)
        await player.press("l")
        await go_to(player, player.table_pane)
        await player.press("v")
        assert player.focus is lanes
        await player.press("f3", "u", "f3")
        assert player.focus is player.table_pane
        await player.press("l")
        second: Widget = text_panes(player)[1]
        second.focus()
        await player.press("v")
        assert player.focus is second


async def test_the_curve_is_shown_and_the_table_again() -> None:
    async with with_text() as player:
        before = player.screen()
        table = player.the_table()
        assert player.table_pane.view is not None
        bits = player.table_pane.view.entropy_bits
        for key in ("g", "f3"):
            await player.press(key)
            curve = player.app._playground.query_one(CurvePane)
            assert curve.display, key
            assert player.focus is curve, key
            await player.until(lambda: player.table is None, "the curve alone")
            assert "Entropy" in player.part(curve)[0]
            assert f"{bits:.3f}" in "\n".join(player.part(curve))
            await player.press("up")  # T, also from here
            assert player.table_pane.view.temperature == 1, key
            await player.press("=", key)
            assert not curve.display, key
            await player.until(lambda: player.table == table, "the table again")
            while player.focus is not player.slider:
                await player.press("tab")
            assert player.screen() == before, key
