"""A pane in the place of the table gives the place back."""

from __future__ import annotations

import pytest
from support.held_text import with_branches
from support.player import fables_session, playing

from lmtui.playground.state import Playing
from lmtui.tui.widgets.branch_tree import BranchTree
from lmtui.tui.widgets.curve import CurvePane
from lmtui.tui.widgets.lane_table import LaneTable


@pytest.mark.parametrize("key", ["a", "g", "v"])
async def test_enter_beside_the_text_goes_back_to_the_table_and_leaves_the_text(key: str) -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        session = await with_branches(player)
        await player.press("l")
        tree, text = session.text.state.tree, player.session.text.tokens[:]
        await player.press(key)
        while not isinstance(player.focus, BranchTree | CurvePane | LaneTable):
            await player.press("tab")
        await player.press("enter")
        assert player.table_pane.display
        assert (session.text.state.tree, session.text.tokens) == (tree, text)
        assert session.playback.playing is not Playing.RUNNING
