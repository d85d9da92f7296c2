"""A few letters find what to do, and keys typed ahead act on what they have found."""

from __future__ import annotations

from support.player import mouse_session, playing
from support.screen import inside_frame

from lmtui.tui.screens.palette import Command, PaletteScreen, found
from lmtui.tui.screens.sweep import SweepScreen
from lmtui.tui.widgets.pick_list import Row


def nothing() -> None:
    """What a command of these tests does."""


COMMANDS = [Command(Row(name, what), nothing) for name, what in [("sweep", "plot"), ("run", "sweep"), ("undo", "go")]]


def names(typed: str) -> list[str]:
    return [command.row.name for command in found(COMMANDS, typed)]


def test_names_come_before_what_they_mean() -> None:
    assert names("") == names(" ") == ["sweep", "run", "undo"]
    assert names("swe") == ["sweep", "run"]
    assert set(names("UN")) == {"undo", "run"}
    assert names("xyz") == []


async def test_the_palette_finds_picks_and_does() -> None:
    async with playing(mouse_session(), prompt="the", ready=True) as player:
        before = player.screen()
        await player.press("ctrl+p")
        assert inside_frame(player.screen())[1].split()[:2] == ["▸", "help"]
        await player.press("down", "down", "up", "escape")
        assert player.screen() == before
        await player.press("ctrl+p", "ctrl+p")
        assert player.screen() == before
        await player.press_ahead("ctrl+p", *"one token", "enter", "enter")
        assert len(player.session.text.tokens) >= 1
        await player.press("ctrl+p")
        await player.type("zzzz")
        assert player.shows("nothing is called so")
        await player.press("enter")
        assert isinstance(player.app.screen, PaletteScreen)
        await player.press("escape")
        await player.press_ahead("ctrl+p", *"sweep", "enter")
        assert isinstance(player.app.screen, SweepScreen)
        await player.press("escape", "escape")
        await player.press_ahead("ctrl+p", *"theme pl", "enter")
        assert player.app.theme == "lmtui-plain"
        for size in ((60, 16), (120, 40)):
            await player.resize(*size)
            await player.press("ctrl+p")
            assert player.shows("Enter Do it")
            await player.press("escape")
