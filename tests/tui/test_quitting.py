"""Ctrl+C stops, Ctrl+Q leaves."""

from __future__ import annotations

import pytest
from support.player import Player, fables_session, mouse_session, playing


def gone(player: Player) -> bool:
    return player.app._exit


async def test_control_c_stops_a_generation_and_leaves_the_program_open() -> None:
    async with playing(fables_session(), prompt="The") as player:
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) > 3, "tokens")
        await player.press("ctrl+c")
        assert "stopped" in player.text_note
        assert not gone(player)
        made = len(player.session.text.tokens)
        await player.pilot.pause(0.1)
        assert len(player.session.text.tokens) == made


async def test_control_c_says_that_a_second_one_quits_and_it_does() -> None:
    async with playing(mouse_session()) as player:
        await player.press("ctrl+c")
        assert not gone(player)
        assert player.said("again")
        await player.press("ctrl+c")
        await player.until(lambda: gone(player), "the end")
        assert player.app.return_code == 0


async def test_stopping_a_generation_does_not_count_as_the_first_of_two() -> None:
    async with playing(fables_session(), prompt="The") as player:
        await player.press("ctrl+c", "enter")
        await player.until(lambda: len(player.session.text.tokens) > 3, "tokens")
        await player.press("ctrl+c", "ctrl+c")
        assert not gone(player)
        await player.press("ctrl+c")
        await player.until(lambda: gone(player), "the end")


@pytest.mark.parametrize("keys", [[], ["tab"], ["f1"], ["f2"], ["enter"]])
async def test_control_q_quits_with_0_from_everywhere(keys: list[str]) -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press(*keys, "ctrl+q")
        await player.until(lambda: gone(player), "the end")
        assert player.app.return_code == 0
