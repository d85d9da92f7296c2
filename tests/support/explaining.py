"""The explanation of a probability on the screen."""

from __future__ import annotations

from support.player import Player


def inside(player: Player) -> list[str]:
    """The lines in the frame."""
    return [line.split("│")[1] for line in player.screen() if line.count("│") >= 2]


async def explained(player: Player) -> list[str]:
    await player.press("i")
    await player.until(lambda: any(" = " in line for line in inside(player)[:1]), "the explanation")
    await player.settle()
    return inside(player)
