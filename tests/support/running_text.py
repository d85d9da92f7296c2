"""Waits for a generation that goes on, or sees that it does not."""

from __future__ import annotations

from support.player import Player


async def grown(player: Player, more: int = 3) -> None:
    """See a generation go on."""
    before = len(player.session.text.tokens)
    await player.until(lambda: len(player.session.text.tokens) >= before + more, f"{more} more tokens")


async def still(player: Player) -> None:
    """See that a generation does not go on: for longer than it takes for some tokens."""
    before = player.screen()
    await player.pilot.pause(0.1)
    assert player.screen() == before
