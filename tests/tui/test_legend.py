"""The legend fits beside the table at 80 columns, and names the keys that are in force."""

from __future__ import annotations

import pytest
from support.player import Player, mouse_session, playing

from lmtui.tui.key_names import KeyNames
from lmtui.tui.legend import LEGEND, TRIES


def test_every_sign_is_explained_within_the_text_pane_of_80_columns() -> None:
    names = KeyNames()
    for sign, meaning in (*TRIES, *LEGEND):
        assert len(names.fill(sign)) < 8
        assert len(names.fill(meaning)) <= 28


def place_of_legend(player: Player) -> list[int]:
    return [y for y, line in enumerate(player.screen()) if line[:37].split()[:1] in (["p_T"], ["¶"])]


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_the_empty_text_holds_the_legend_until_the_first_token(size: tuple[int, int]) -> None:
    async with playing(mouse_session(), size=size) as player:
        before = place_of_legend(player)
        assert len(before) == (2 if size[0] == 80 else 1)
        await player.paste("the mouse ate the cheese and ")
        assert place_of_legend(player) == before  # a prompt of two lines has not moved it
        await player.press("f6")
        assert not place_of_legend(player)
        await player.press("f8")
        assert place_of_legend(player) == before


async def test_enter_again_says_that_luck_and_text_are_the_same_unless_they_are_not() -> None:
    async with playing(mouse_session(speed=1), prompt="the") as player:
        await player.press("enter", "f6")
        assert not player.messages
        await player.press("enter")
        assert player.messages == ["same luck, same text: F9 for another"]
        await player.press("escape", "p", "n", "enter")  # every run takes the next luck
        assert not player.said("same luck")
