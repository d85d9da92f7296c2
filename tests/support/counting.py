"""The counts of n-grams on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lmtui.playground.session import Session
from support.player import Player, mouse_session, playing
from support.screen import inside_frame


@asynccontextmanager
async def counting(
    session: Session | None = None, size: tuple[int, int] = (80, 24), ascii_only: bool = False, plain: bool = False
) -> AsyncIterator[Player]:
    """Open the screen over the playground."""
    async with playing(session or mouse_session(), size=size, ascii_only=ascii_only, plain=plain) as player:
        await player.press("escape", "#")
        await player.until(lambda: player.shows("-grams: "), "the list")
        await player.settle()
        yield player


def cells_after(player: Player, context: str) -> str:
    """The cells of a row of the map."""
    line = next(line for line in inside_frame(player.screen()) if line.startswith(f" {context} "))
    return line[2 + max(map(len, ("<s>", "cheese"))) :].rstrip()
