"""Text and table: where they stand, and what Enter in the text does."""

from __future__ import annotations

import pytest
from support.held_text import in_the_text, text_panes
from support.player import fables_session, playing


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


@pytest.mark.parametrize("back", [0, 2])
async def test_enter_in_the_text_chooses_and_never_discards(back: int) -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await in_the_text(player)
        tokens, state = player.session.text.tokens[:], player.session.text.state
        await player.press(*["left"] * back, "enter")
        assert player.focus is player.table_pane
        assert (player.session.text.tokens, player.session.text.state) == (tokens, state)
        assert player.session.position == 5 - back
        await player.press("down", "down", "enter")
        assert player.session.text.tokens[: 5 - back] == tokens[: 5 - back]
        assert player.session.text.tokens[5 - back].chosen
        assert len(player.session.text.tokens) == 6 - back


async def test_enter_in_a_running_text_holds_it() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        player.text_pane.focus()
        await player.press("space")
        await player.until(lambda: player.session.text.length > 3, "tokens")
        await player.press("enter")
        assert player.focus is player.table_pane
        assert "paused" in player.text_note
        assert player.session.text.length > 3


async def test_enter_in_a_text_beside_a_curve_or_all_lanes_tables_leads_to_the_table() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await in_the_text(player)
        await player.press("l")
        for key in ("g", "a", "v"):
            await player.press(key)
            text_panes(player)[1].focus()
            await player.settle()
            await player.press("enter")
            assert player.focus is player.table_pane
            assert player.table_pane.display
            assert player.session.text.length == 5
        assert not player.session.views.compares_lanes
