"""Tokens come at the speed that is asked for, and the keys act meanwhile."""

from __future__ import annotations

import math

from support.player import fables_session, playing
from support.running_text import grown, still


async def test_a_generation_as_fast_as_it_goes_keeps_to_the_keys_and_stops() -> None:
    async with playing(fables_session(speed=math.inf), prompt="The fox") as player:
        await player.press("enter")
        await grown(player, 500)
        await player.press("tab", "right")
        assert player.temperature == "1.04"
        await grown(player, 200)
        assert "running" in player.text_note
        await player.press("f2")
        await player.until(lambda: player.shows("Settings"), "the settings")
        await player.press("escape")
        await player.press("space")
        assert "paused" in player.text_note
        await still(player)
        await player.press("space")
        await grown(player, 200)
        await player.press("s")
        assert "stopped" in player.text_note
        await still(player)


async def test_plus_and_minus_change_the_speed_that_is_shown() -> None:
    async with playing(fables_session(speed=10), prompt="The") as player:
        assert "10/s" in player.text_note
        await player.press("tab", "+")
        assert "20/s" in player.text_note
        await player.press("-", "-", "-")
        assert "2/s" in player.text_note
        await player.press(*"-----")
        assert "1/s" in player.text_note
        await player.press(*"++++++++++")
        assert "max" in player.text_note
        assert player.session.playback.pace.speed == math.inf
