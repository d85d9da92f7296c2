"""The help tells every key of every action, and can be read to its end."""

from __future__ import annotations

from functools import partial

import pytest
from support.player import Player, fables_session, mouse_session, playing
from support.screen import inside_frame

from lmtui.tui.actions import ACTIONS
from lmtui.tui.key_names import KeyNames

SIZES = [(60, 16), (80, 24), (120, 40)]


async def whole_help(player: Player) -> str:
    """All of the help as running text, on a terminal where it does not scroll."""
    await player.resize(100, 320)
    await player.press("f1")
    await player.until(lambda: player.shows("Help ─"), "the help")
    inside = inside_frame(player.screen())[:-1]  # without the keys
    return " ".join(" ".join(inside).split())


async def test_the_help_tells_every_key_of_every_action() -> None:
    async with playing(mouse_session()) as player:
        text = await whole_help(player)
    names = KeyNames()
    for action in ACTIONS:
        assert f"{names.all_of(action.id)} {names.fill(action.help)}" in text


async def test_the_help_is_a_list_as_it_always_was() -> None:
    async with playing(mouse_session()) as player:
        text = await whole_help(player)
    for line in (
        "F1, ? this help",
        "F9, r another luck: the next seed",
        "Delete forget the token under the cursor",
        "Ctrl+S save the session",
        "0-9 type a temperature, then Enter; in the table, a rank",
        "Tab, Shift+Tab next, previous part",
        "Ctrl+C stop a generation; pressed again, quit",
        "Shift+←, PgDn much colder",
        "[ the lane before",
        "Home T = 0, always the favourite",
    ):
        assert line in text


@pytest.mark.parametrize("key", ["escape", "f1", "q", "enter"])
async def test_the_help_closes_and_the_playground_is_as_it_was(key: str) -> None:
    async with playing(mouse_session(), prompt="the") as player:
        before = player.screen()
        await player.press("f1")
        assert player.shows("Help ─")
        await player.press(key)
        assert player.screen() == before


async def test_the_help_can_be_read_to_its_end_on_a_small_terminal() -> None:
    async with playing(mouse_session()) as player:
        last_words = (await whole_help(player))[-11:]
        await player.press("escape")
        await player.resize(60, 16)
        await player.press("f1")
        assert not player.shows(last_words)
        for _ in range(50):
            await player.pilot.press("pagedown")  # waits for the scrolling, which is animated
            if player.shows(last_words):
                return
        raise AssertionError("\n".join(player.screen()))


async def test_question_mark_opens_the_help_outside_the_prompt() -> None:
    async with playing(mouse_session()) as player:
        await player.press("tab", "?")
        assert player.shows("Help ─")


async def test_the_help_begins_with_the_signs_and_the_ideas_and_then_has_the_keys_of_where_one_is() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press("tab", "tab", "tab")  # to the table
        text = await whole_help(player)
        places = [
            text.index(words)
            for words in (
                "What is on the screen p prob",
                "To begin with Enter",
                "The ideas",
                "In the table",
                "Keys (",
            )
        ]
        assert places == sorted(places)
        await player.press("escape")
        await player.resize(120, 40)
        await player.press("f1")
        row = next(line for line in player.screen() if " p_T " in line)
        assert " V " in row  # in the second column


async def test_help_and_the_way_out_are_named_in_every_dialog_and_nothing_is_named_below_it() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("f6", "escape")
        for key, leaves in (
            ("f2", "Esc Cancel"),
            ("f10", "Esc Close"),
            ("i", "Esc Close"),
            ("f12", "Esc Close"),
            ("f", "Esc Close"),
            ("ctrl+s", "Esc Cancel"),
            ("ctrl+p", "Esc Cancel"),
        ):
            await player.press(key)
            await player.until(partial(player.shows, leaves), leaves)
            assert player.shows("F1 Help"), key
            assert not player.shows("^Q Quit"), key
            await player.press("f1")
            assert player.shows("Help ─"), key
            await player.press("escape", "escape")
            assert player.screen()[-1].startswith(" F1 Help  ^Q Quit"), key


@pytest.mark.parametrize("size", SIZES)
async def test_the_help_wraps_and_cuts_nothing(size: tuple[int, int]) -> None:
    async with playing(fables_session(), size=size) as player:
        await player.press("f1")
        lines = inside_frame(player.screen())
        for _ in range(3):
            assert all(line.endswith(" ") or line.rstrip()[-1:] in "▁▂▃▄▅▆▇█▔" for line in lines)
            await player.pilot.press("pagedown")
            lines = inside_frame(player.screen())
