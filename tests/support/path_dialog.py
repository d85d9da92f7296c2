"""The dialog that asks for the name of a file, worked with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

from lmtui.tui.screens.path import PathScreen
from support.player import Player
from support.screen import inside_frame, prose

DIALOGS = {"ctrl+s": "Save the session", "ctrl+o": "Open a session", "ctrl+e": "Export"}


def is_asked(player: Player) -> bool:
    return isinstance(player.app.screen, PathScreen)


async def ask(player: Player, key: str) -> None:
    """Open a dialog."""
    if key == "ctrl+e" and player.focus is player.prompt:
        await player.press("tab")  # in the prompt it goes to the end of the line
    await player.press(key)


async def give(player: Player, key: str, path: Path | str) -> None:
    """Open a dialog and give a path in place of the one that stands there."""
    await ask(player, key)
    assert is_asked(player)
    assert player.shows(DIALOGS[key])
    await player.press("end", "ctrl+u")
    await player.paste(str(path))
    await player.press("enter")


async def answer(player: Player, key: str, path: Path | str) -> None:
    """Open a dialog and give a path that will do."""
    await give(player, key, path)
    assert not is_asked(player)


def trouble(player: Player) -> str:
    """What an open dialog says below the name, as if it stood on one line."""
    assert is_asked(player)
    inside = inside_frame(player.screen())
    return prose(inside[1:])
