"""Asks on the screen where a probability comes from."""

from __future__ import annotations

from support.player import Player
from support.screen import inside_frame


async def explained(player: Player) -> list[str]:
    """Open the explanation, and read the lines in its frame."""
    await player.press("i")
    await player.until(lambda: any(" = " in line for line in inside_frame(player.screen())[:1]), "the explanation")
    await player.settle()
    return inside_frame(player.screen())
