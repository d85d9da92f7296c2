"""The table of all lanes: one rank a line, one lane a column."""

from __future__ import annotations

import pytest
from support.mouse import trained
from support.player import fables_session, playing

from lmtui.tui.widgets.lane_table import LaneTable


async def test_after_another_model_the_lanes_table_begins_at_the_first_rank_there_is() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("tab", "l", "v")
        pane = player.app._playground.query_one(LaneTable)
        while player.focus is not pane:
            await player.press("tab")
        await player.press(*["down"] * 30)
        assert pane.first == 31
        player.session.lane_models.use(trained())
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


async def test_the_lanes_are_compared_at_one_context_or_each_at_its_own() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press_ahead("tab", "l", "f6", "f6", "f6", "f6", "v")
        pane = player.app._playground.query_one(LaneTable)
        while player.focus is not pane:
            await player.press("tab")
        shown = player.part(pane)
        assert "after its own text" in shown[0]
        assert any(line.strip().startswith("TV ") and " KL " in line for line in shown)
        await player.press("m", "end")
        shown = player.part(pane)
        assert shown[0].split("After ")[1].split(" in every lane")[0] == " ".join(pane._comparison.contexts[1])
        await player.press("home")  # T = 0 gives no other token anything
        assert any("KL 0 " not in line and "TV" in line for line in player.part(pane))
        assert any("∞" in line for line in player.part(pane) if "TV " in line)
