"""In the prompt every script is typed, moved through, highlighted and deleted as a reader would have it."""

from __future__ import annotations

import pytest
from rich.text import Text
from support.player import Player, mouse_session, playing
from textual import events
from textual.screen import Screen
from textual.widgets import Input

from lmtui.text.clusters import clusters
from lmtui.tui.screens.playground import PlaygroundScreen
from lmtui.tui.textual_fixes.cluster_input import ClusterInput, ClusterText

TYPED = "aका👩\u200d🚀🇸🇪e\u0301漢"


def test_the_private_names_are_there() -> None:
    for name in ("_value", "_cell_offset_to_index"):
        assert name in vars(Input)
        assert name in vars(ClusterInput)


async def place_after(player: Player, *keys: str) -> int:
    await player.press(*keys)
    return player.prompt.cursor_position


async def test_the_cursor_goes_from_cluster_to_cluster() -> None:
    places = [0]
    for cluster in clusters(TYPED):
        places.append(places[-1] + len(cluster))
    async with playing(mouse_session(), prompt=TYPED) as player:
        assert [
            await place_after(player, "home"),
            *[await place_after(player, "right") for _ in places[1:]],
        ] == places
        assert await place_after(player, "right") == len(TYPED)
        assert [await place_after(player, "left") for _ in places[1:]] == places[-2::-1]
        await player.press("shift+right", "shift+right", "shift+right")
        assert player.prompt.selected_text == "aका👩\u200d🚀"
        await player.press("shift+left")
        assert player.prompt.selected_text == "aका"


async def test_what_is_typed_makes_no_layout_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    layouts: list[Screen[object]] = []
    async with playing(mouse_session()) as player:
        monkeypatch.setattr(PlaygroundScreen, "_refresh_layout", lambda screen, *_, **__: layouts.append(screen))
        await player.type("the mouse ate the cheese")
        assert player.prompt.value == "the mouse ate the cheese"
        assert player.prompt.virtual_size.width > len(player.prompt.value)
        assert layouts == []


async def test_delete_takes_a_cluster_and_backspace_a_picture_or_a_mark() -> None:
    async with playing(mouse_session(), prompt="का👩\u200d🚀🇸🇪1\ufe0f\u20e3का") as player:
        seen = [player.prompt.value]
        for _ in range(6):
            await player.press("backspace")
            seen.append(player.prompt.value)
        assert seen[1:] == [
            "का👩\u200d🚀🇸🇪1\ufe0f\u20e3क",
            "का👩\u200d🚀🇸🇪1\ufe0f\u20e3",
            "का👩\u200d🚀🇸🇪",
            "का👩\u200d🚀",
            "का",
            "क",
        ]
    async with playing(mouse_session(), prompt="काx") as player:
        await player.press("home", "delete")
        assert player.prompt.value == "x"


@pytest.mark.parametrize(
    "text", ["👩\u200d🚀", "می\u200cخواهم", "क\u094d\u200dष", "co\u00adop", "a\u3000b", "x\ue000"]
)
async def test_joiners_and_what_is_not_printed_are_typed(text: str) -> None:
    async with playing(mouse_session()) as player:
        for char in text:
            player.app.post_message(events.Key("unknown", char))
            await player.settle()
        assert player.prompt.value == text
        await player.press("end", "ctrl+u")
        await player.paste(text)
        assert player.prompt.value == text


async def test_a_control_is_not_typed() -> None:
    async with playing(mouse_session()) as player:
        player.app.post_message(events.Key("unknown", "\x01"))
        player.app.post_message(events.Key("unknown", "\ud800"))
        await player.settle()
        assert player.prompt.value == ""


def highlighted(text: Text, start: int, end: int) -> str:
    text.stylize("reverse", start, end)
    return "".join(text.plain[span.start : span.end] for span in text.spans)


@pytest.mark.parametrize(("place", "whole"), [(0, "a"), (1, "का"), (3, "👩\u200d🚀"), (6, "🇸🇪"), (10, "漢")])
def test_a_cluster_is_highlighted_whole(place: int, whole: str) -> None:
    assert highlighted(ClusterText(TYPED), place, place + 1) == whole


@pytest.mark.parametrize(
    ("column", "place"), [(0, 0), (1, 1), (2, 1), (3, 3), (4, 3), (5, 6), (6, 6), (7, 8), (8, 10), (9, 10), (30, 11)]
)
async def test_a_click_goes_to_the_cluster_that_is_there(column: int, place: int) -> None:
    async with playing(mouse_session(), prompt=TYPED) as player:
        await player.pilot.click(player.prompt, offset=(column, 0))
        assert player.prompt.cursor_position == place
