"""What stands beside the text: the tree of branches, the curve, all lanes' tables; and the last line."""

from __future__ import annotations

import pytest
from support.mouse import trained
from support.player import Player, fables_session, mouse_session, playing

from lmtui.playground import snapshots
from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.playground.state import Playing
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.lane_table import LaneTable
from lmtui.tui.widgets.table import CandidateTable
from lmtui.tui.widgets.text_pane import TextPane
from lmtui.tui.widgets.tree import TreePane


async def with_branches(player: Player) -> Session:
    """Eight tokens, of which the sixth and then the fourth were taken by hand anew; the text has the keys."""
    session = player.session
    await player.press_ahead(*["f6"] * 8, "tab", "tab")
    for back in (3, 6):
        await player.press(*["left"] * back, "enter")
        assert isinstance(player.focus, CandidateTable)
        await player.press("home", "down", "down", "down", "enter", *["f6"] * 3, "shift+tab")
        assert isinstance(player.focus, TextPane)
    assert len(session.text.state.tree.branches) == 3
    return session


def tree_lines(player: Player) -> list[str]:
    pane = player.app._playground.query_one(TreePane)
    return [line.rstrip() for line in player.part(pane)[1 : 1 + len(snapshots.branches(player.session))]]


# The tree


async def test_the_tree_shows_every_branch_below_the_one_it_left() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        session = await with_branches(player)
        await player.press("a")
        assert isinstance(player.focus, TreePane)
        assert not player.table_pane.display
        views = snapshots.branches(session)
        shown = tree_lines(player)
        for line, view in zip(shown, views, strict=True):
            assert f"{view.line.place + 1} " in line
            assert line.endswith(f"{view.branch.length} tokens")
            assert line.startswith("▸" if view.current else " ")
            if view.line.last_at_fork:
                assert f" at {view.branch.fork + 1}, " in line
                assert view.token in line
        assert [view.line.place for view in views if view.current] == [session.text.state.tree.at]
        assert "from the prompt" in shown[0]


async def test_up_and_down_go_through_the_tree_and_the_text_follows() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        session = await with_branches(player)
        await player.press("a")
        places = [view.line.place for view in snapshots.branches(session)]
        seen: dict[int, str] = {}
        for key in ("down", "down", "down", "up", "up", "up"):
            before = places.index(session.text.state.tree.at)
            await player.press(key)
            at = session.text.state.tree.at
            assert places.index(at) == (before + (1 if key == "down" else -1)) % 3
            assert f"Branch {at + 1}/3" in player.text_note
            assert seen.setdefault(at, player.text) == player.text
            assert sum(line.startswith("▸") for line in tree_lines(player)) == 1
        assert len(set(seen.values())) == 3
        await player.press("u")
        assert session.text.state.tree.at == places[0] or len(session.text.state.tree.branches) == 3
        await player.press("enter")
        assert player.table_pane.display
        assert player.focus is player.text_pane


async def test_a_tree_that_is_larger_than_the_screen_keeps_the_current_branch_in_sight() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        session = player.session
        for _ in range(30):
            session.step()
        for position in range(29, 0, -1):
            session.look_at(position)
            session.choose_rank(position, 6 if session.text.tokens[position].drawn.rank != 6 else 5)
            session.go_to_branch(-1)
        await player.press("tab", "a")
        for _ in range(len(snapshots.branches(session))):
            await player.press("down")
            pane = player.app._playground.query_one(TreePane)
            current = next(view for view in snapshots.branches(session) if view.current)
            (line,) = [line for line in player.part(pane) if line.startswith("▸")]
            assert line.split()[1] == str(current.line.place + 1)


async def test_deep_branches_are_drawn_within_the_pane() -> None:
    async with playing(mouse_session(), prompt="the", size=(60, 16)) as player:
        session = player.session
        for position in range(40):
            session.step()
            session.look_at(position)
            session.choose_rank(position, 6 if session.text.tokens[position].drawn.rank != 6 else 5)
            session.step()
        assert len(snapshots.branches(session)[-1].line.last_at_fork) == 40
        await player.press("tab", "a")
        pane = player.app._playground.query_one(TreePane)
        for line in player.part(pane):
            assert line.rstrip().endswith(("tokens", "─", "━"))
        assert any("…" in line and "at 40, 41 tokens" in line for line in player.part(pane))


# Enter beside the text


@pytest.mark.parametrize("key", ["a", "g", "v"])
async def test_enter_beside_the_text_goes_back_to_the_table_and_leaves_the_text(key: str) -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        session = await with_branches(player)
        await player.press("l")
        tree, text = session.text.state.tree, player.session.text.tokens[:]
        await player.press(key)
        while not isinstance(player.focus, TreePane | CurvePane | LaneTable):
            await player.press("tab")
        await player.press("enter")
        assert player.table_pane.display
        assert (session.text.state.tree, session.text.tokens) == (tree, text)
        assert session.playing is not Playing.RUNNING


async def test_enter_on_a_past_token_goes_to_the_table_of_that_token() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press(*["f6"] * 6, "tab", "tab", "left", "left", "g")
        for _ in range(9):
            if player.focus is not player.text_pane:
                await player.press("tab")
        tokens = player.session.text.tokens[:]
        await player.press("enter")
        assert player.focus is player.table_pane
        assert player.table_pane.display
        assert player.session.views.cursor == 4
        assert player.session.text.tokens == tokens


async def test_a_run_from_the_prompt_says_that_branches_come_back_with_undo() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        session = await with_branches(player)
        tree = session.text.state.tree
        await player.press("shift+tab", "enter")
        assert player.said("u brings the branches back")
        await player.press("s", "u")
        assert session.text.state.tree == tree


async def test_keys_typed_right_after_the_curve_was_asked_for_act_where_they_belong() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("escape")
        await player.press_ahead("f3", "t", "9", "enter")
        assert player.temperature == "9"
        assert player.session.playing is Playing.STOPPED


# All lanes' tables


async def test_a_lane_that_has_ended_shows_nothing_where_it_does_not_come() -> None:
    session = mouse_session(seed=5)
    session.pace = Pace(60, stop=True)
    async with playing(session, prompt="the") as player:
        await player.press("tab", "L", "t", "0", "enter")
        for _ in range(30):
            session.step()
        lengths = [len(lane.tokens) for lane in session.text.lanes]
        assert lengths[0] != lengths[1]
        shorter = lengths.index(min(lengths))
        await player.press("v")
        views = snapshots.tables(session, 1, 5)
        assert views == [None, None]
        session.look_at(min(lengths))
        await player.press("v", "v")
        session.look_into(1 - shorter, min(lengths))
        views = snapshots.tables(session, 1, 5)
        assert views[shorter] is None
        there = views[1 - shorter]
        assert there is not None
        assert there.position == min(lengths)
        await player.press("v", "v")
        assert player.shows(f"Token {min(lengths) + 1} in every lane")
        assert player.shows("(its text has ended)")


async def test_after_another_model_the_lanes_table_begins_at_the_first_rank_there_is() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("tab", "l", "v")
        pane = player.app._playground.query_one(LaneTable)
        while player.focus is not pane:
            await player.press("tab")
        await player.press(*["down"] * 30)
        assert pane.first == 31
        player.session.use(trained())
        await player.press("v", "v")
        assert pane.first == 1
        assert player.shows("   1 ")


@pytest.mark.parametrize("lanes", [3, 4])
async def test_every_lane_has_its_number_and_temperature_at_80_columns(lanes: int) -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("tab", *["l"] * (lanes - 1), "v")
        head = player.part(player.app._playground.query_one(LaneTable))[1]
        for number in range(1, lanes + 1):
            assert f" {number}: T " in head


# The last line


async def test_the_last_line_names_the_keys_of_what_has_the_focus() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("f6", "f6")
        seen = []
        for key in ("", "tab", "tab", "tab"):
            await player.press(*[key] if key else [])
            seen.append(player.screen()[-1])
            assert seen[-1].startswith(" F1 Help  ")
        prompt, slider, text, table = seen
        assert "F2 Settings" in prompt
        assert "r Luck" in slider
        assert "Del Rewind" in text
        assert "/ Token" in table
        for key, words in (("g", "m Measure"), ("a", "↑↓ Branch")):
            await player.press(key)
            assert words in player.screen()[-1]
            await player.press(key)
        assert player.screen()[-1] == table
