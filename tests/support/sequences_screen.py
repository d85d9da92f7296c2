"""The sequences' screen over the playground."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lmtui.playground.session import Session
from lmtui.tui.screens.sequences import SequencesScreen
from support.player import Player, mouse_session, playing


@asynccontextmanager
async def telling(
    session: Session | None = None,
    prompt: str = "the mouse",
    size: tuple[int, int] = (80, 24),
    plain: bool = False,
    ascii_only: bool = False,
    table: bool = True,
) -> AsyncIterator[Player]:
    """Open the screen over the playground."""
    async with playing(
        session or mouse_session(), prompt, size=size, plain=plain, ascii_only=ascii_only, ready=table
    ) as player:
        await player.press("f10")
        assert isinstance(player.app.screen, SequencesScreen)
        await answered(player)
        yield player


async def answered(player: Player) -> None:
    """Wait for the answer."""
    screen = player.app.screen
    assert isinstance(screen, SequencesScreen)
    await player.until(lambda: screen._runner.current is None, "an answer")
    await player.settle()


def inside(player: Player) -> list[str]:
    """The lines in the frame."""
    return [line[1:-1] for line in player.screen()[1:-1]]
