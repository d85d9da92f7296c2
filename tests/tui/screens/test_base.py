"""Only what changes is drawn anew; all that changes is. What is said in passing passes, and leaves nothing behind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.painting import paint_always, paint_at_rest
from support.player import Player, fables_session, mouse_session, playing
from support.stylesheets import matches_anew
from textual._compositor import CompositorUpdate
from textual.screen import Screen
from textual.widget import Widget

from lmtui.tui.app import PlaygroundApp
from lmtui.tui.widgets.drawing import LineWidget
from lmtui.tui.wire.cell_grid import CellGrid

NAMED = """f1 f2 f3 f4 f5 f6 f7 f8 f9 escape escape escape escape tab tab shift+tab left right up down home end pageup
pagedown enter delete space ctrl+s ctrl+o ctrl+e ctrl+y ctrl+u ctrl+l"""
KEYS = [*"nnnnrpuUbBalLx][gvyk+-0159=cdmi/<>?!The", *NAMED.split()]


def blank_picture() -> CellGrid:
    return CellGrid((80, 24), lambda sequence: None)


@pytest.fixture
def picture(monkeypatch: pytest.MonkeyPatch) -> Iterator[CellGrid]:
    """What a terminal shows that is sent only what changed, each time that something has."""
    picture = blank_picture()

    def display(app: PlaygroundApp, screen: Screen[object], update: object) -> None:
        if isinstance(update, CompositorUpdate):
            picture.write(update.render_segments(app.console))

    monkeypatch.setattr(PlaygroundApp, "_display", display)
    paint_always()
    yield picture
    paint_at_rest()


def lines(picture: CellGrid) -> list[str]:
    return ["".join(char for char, _ in row).rstrip() for row in picture.rows]


def differing(one: CellGrid, other: CellGrid) -> list[tuple[int, int]]:
    """The cells, (row, column), that differ in their characters or in how these look."""
    return [
        (y, x)
        for y, (row, other_row) in enumerate(zip(one.rows, other.rows, strict=True))
        for x, (cell, other_cell) in enumerate(zip(row, other_row, strict=True))
        if cell != other_cell
    ]


async def as_a_whole(player: Player) -> CellGrid:
    """The screen, all of it drawn anew, from nothing that is remembered."""
    await player.settle()
    widgets = [
        widget for screen in player.app.screen_stack for widget in screen.walk_children(Widget, with_self=True)
    ]
    remembered = [(widget, widget._strips) for widget in widgets if isinstance(widget, LineWidget)]
    for widget in widgets:
        widget._styles_cache.clear()
    for drawn, _ in remembered:
        drawn._strips = []
    whole = blank_picture()
    whole.write(player.whole_screen().render_segments(player.app.console))
    for drawn, strips in remembered:
        drawn._strips = strips  # with which what comes next is compared
    return whole


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_keys_are_pressed_the_screen_is_as_if_it_were_all_drawn_anew(
    seed: int, picture: CellGrid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # some of them write files
    keys = random.Random(seed).choices(KEYS, k=50)
    async with playing(fables_session(), "The fox") as player:
        for number, key in enumerate(keys, 1):
            await player.press(key, "f7")  # what moves by itself is stopped
            for _ in range(200):  # a sweep goes on for a while, and what it shows comes a little later
                whole = await as_a_whole(player)
                if picture.rows == whole.rows:
                    await player.settle()
                if picture.rows == whole.rows:
                    break
            assert lines(picture) == lines(whole), f"after {keys[:number]}"
            assert differing(picture, whole) == [], f"after {keys[:number]}"
        assert picture.rows == (await as_a_whole(player)).rows


@pytest.mark.parametrize("plain", [False, True])
async def test_what_the_tests_share_of_stylesheets_is_what_each_widget_would_have_alone(plain: bool) -> None:
    async with playing(fables_session(), "The fox", plain=plain) as player:
        for key in ["tab", "f2", "down", "f1", "escape", "escape", "l", "g", "tab", "f3", "escape", "y"]:
            await player.press(key)
            widgets = (widget for screen in player.app.screen_stack for widget in screen.walk_children(Widget))
            assert [widget for widget in widgets if not matches_anew(widget)] == [], key


async def test_a_message_that_goes_uncovers_the_keys_whatever_was_asked_meanwhile(picture: CellGrid) -> None:
    async with playing(mouse_session()) as player:
        player.app._playground.messages.say("something")
        await player.settle()
        assert "something" in lines(picture)[-1]
        # As after a part that is not on the screen has changed: places are worked out again when somebody asks.
        player.app.screen._compositor._full_map_invalidated = True
        player.app.clear_notifications()
        await player.settle()
        assert "something" not in lines(picture)[-1]
        assert "F1 Help" in lines(picture)[-1]


async def test_the_keys_go_from_part_to_part_without_a_new_picture_of_the_whole_screen() -> None:
    async with playing(mouse_session()) as player:
        for key in ("tab", "f2", "down", "tab"):
            await player.press(key)
            screen = player.app.screen
            screen._dirty_regions.clear()
            screen._compositor._dirty_regions.clear()
            screen.focus_next()
            assert not screen._dirty_regions
            await player.settle()
            assert screen._compositor._dirty_regions


async def test_only_the_last_message_is_kept() -> None:
    async with playing(mouse_session()) as player:
        for number in range(5):
            player.app._playground.messages.say(f"number {number}")
            if number % 2:  # sometimes the next one comes before this one is there
                await player.settle()
        await player.settle()
        assert player.shows("number 4")
        assert len(player.app.screen.query("ToastHolder")) == 1
        assert len(player.app.screen.query("Toast")) == 1
