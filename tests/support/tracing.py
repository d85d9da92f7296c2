"""Leads a player to the sources of a text."""

from __future__ import annotations

from support.player import Player
from support.screen import inside_frame


async def with_text(player: Player) -> None:
    """Twenty-five tokens, some of them copied."""
    player.session.set_temperature(0.5)
    for _ in range(25):
        player.session.playback.step()
    player.slider.focus()
    await player.settle()


async def sources_of(player: Player) -> list[str]:
    await player.press("f")
    await player.until(lambda: player.shows(" in the training text"), "the places")
    await player.settle()
    return inside_frame(player.screen())
