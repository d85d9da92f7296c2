"""Which probability is explained, and that the n-grams of a model are counted once."""

from __future__ import annotations

import pytest
from support.explained import explained
from support.player import mouse_session, playing

from lmtui.playground.counting_job import CountingJob
from lmtui.tui.screens.playground import PlaygroundScreen


async def test_of_the_token_at_the_cursor_of_the_luck_and_of_the_picked_candidate() -> None:
    async with playing(mouse_session(), "the mouse ate") as player:
        await player.press("escape")
        assert (await explained(player))[0].startswith(" p(the | mouse ate) = 0.690398")
        await player.press("escape", "f6", "f6")
        player.text_pane.focus()
        await player.press("left")
        token = player.session.text.tokens[1]
        assert f" = {token.drawn.model_prob:.6g}" in (await explained(player))[0]
        await player.press("i")
        player.table_pane.focus()
        await player.press("home", "down", "down")
        row = player.the_table().rows[2]
        assert (await explained(player))[0].startswith(f" p({row.token} | ")
        await player.press("enter")
        assert isinstance(player.app.screen, PlaygroundScreen)
        assert player.focus is player.table_pane


async def test_the_second_explanation_does_not_count_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with playing(mouse_session(), "the") as player:
        await player.press("escape")
        lines = await explained(player)
        monkeypatch.setattr(CountingJob, "run", None)
        await player.press("escape")
        assert await explained(player) == lines
