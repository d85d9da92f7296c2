"""The tree of branches: every branch below the one that it left, and the current one in sight."""

from __future__ import annotations

from support.held_text import with_branches
from support.player import Player, fables_session, mouse_session, playing

from lmtui.playground import snapshots
from lmtui.tui.widgets.branch_tree import BranchTree


def tree_lines(player: Player) -> list[str]:
    pane = player.app._playground.query_one(BranchTree)
    return [line.rstrip() for line in player.part(pane)[1 : 1 + len(snapshots.branches(player.session))]]


async def test_the_tree_shows_every_branch_below_the_one_it_left() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        session = await with_branches(player)
        await player.press("a")
        assert isinstance(player.focus, BranchTree)
        assert not player.table_pane.display
        views = snapshots.branches(session)
        shown = tree_lines(player)
        for line, view in zip(shown, views, strict=True):
            assert f"{view.line.place + 1} " in line
            assert view.logprob is not None
            assert line.endswith(f" ln p {view.logprob:>6.1f}")
            assert line.startswith("▸" if view.current else " ")
            if view.line.last_at_fork:
                assert f" {view.token}{view.words}"[:12] in line
        assert [view.line.place for view in views if view.current] == [session.text.state.tree.at]
        assert views[0].words.strip()[:12] in shown[0]


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
            session.playback.step()
        for position in range(29, 0, -1):
            session.look_at(position)
            session.choose_rank(position, 6 if session.text.tokens[position].drawn.rank != 6 else 5)
            session.go_to_branch(-1)
        await player.press("tab", "a")
        for _ in range(len(snapshots.branches(session))):
            await player.press("down")
            pane = player.app._playground.query_one(BranchTree)
            current = next(view for view in snapshots.branches(session) if view.current)
            (line,) = [line for line in player.part(pane) if line.startswith("▸")]
            assert line.split()[1] == str(current.line.place + 1)


async def test_deep_branches_are_drawn_within_the_pane() -> None:
    async with playing(mouse_session(), prompt="the", size=(60, 16)) as player:
        session = player.session
        for position in range(40):
            session.playback.step()
            session.look_at(position)
            session.choose_rank(position, 6 if session.text.tokens[position].drawn.rank != 6 else 5)
            session.playback.step()
        assert len(snapshots.branches(session)[-1].line.last_at_fork) == 40
        await player.press("tab", "a")
        pane = player.app._playground.query_one(BranchTree)
        for line in player.part(pane):
            assert line.rstrip().endswith(tuple("0123456789─━"))
        assert any("…" in line and "ln p" in line for line in player.part(pane))
