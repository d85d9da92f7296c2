"""Dialogs open over the playground, and leave it as it was."""

from __future__ import annotations

from support.held_text import HELD_PROMPT
from support.player import fables_session, mouse_session, playing

from lmtui.playground.state import Playing
from lmtui.tui.screens.sweep import SweepScreen


async def test_the_sweep_opens_ends_and_leaves_everything_as_it_was() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press("f6", "f6", "tab")
        before = player.screen()
        await player.press("f4")
        assert isinstance(player.app.screen, SweepScreen)
        await player.until(lambda: player.shows("done: "), "the end of the sweep")
        assert player.shows("perplexity")
        await player.press("escape")
        assert not isinstance(player.app.screen, SweepScreen)
        assert player.screen() == before


async def test_escape_stops_a_sweep_and_closes_it_and_the_generation_is_held() -> None:
    async with playing(fables_session(), prompt=HELD_PROMPT) as player:
        await player.press("enter", "f4")
        assert player.shows("Sweep ─")
        await player.press("escape", "escape")
        await player.until(lambda: not player.shows("Sweep ─"), "the playground")
        assert player.session.playback.playing is Playing.PAUSED
        assert "paused" in player.text_note
        assert player.text == player.spelled(HELD_PROMPT, len(player.session.text.tokens))
