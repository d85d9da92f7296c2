"""The prompt: the table follows every key."""

from __future__ import annotations

import pytest
from support.player import fables_session, mouse_session, playing

from lmtui.tui.widgets.prompt import LONGEST


def before_half_a_word(typed: str) -> str:
    """A beginning of "the mouse ate the" without its last word, if that is not complete."""
    *before, last = typed.split(" ")
    return typed if last in ("", "the", "mouse", "ate") else "".join(f"{word} " for word in before)


async def test_the_table_follows_the_prompt_key_by_key() -> None:
    async with playing(mouse_session()) as player:
        typed = ""
        assert player.shows_table_of(typed, 1.0)
        for key in "the mouse ate the":
            await player.press(key)
            typed += key
            assert player.shows_table_of(before_half_a_word(typed), 1.0), typed
            assert "unknown" not in player.status
        assert "ate the" in player.after
        assert player.text == typed


async def test_the_table_follows_every_deleted_character() -> None:
    async with playing(mouse_session(), prompt="the mouse ate") as player:
        typed = "the mouse ate"
        while typed:
            await player.press("backspace")
            typed = typed[:-1]
            assert player.shows_table_of(before_half_a_word(typed), 1.0), typed


async def test_an_empty_prompt_is_the_beginning_of_a_unit() -> None:
    async with playing(mouse_session()) as player:
        assert "<s>" in player.after
        assert player.the_table().rows[0].token == "the"


async def test_unknown_words_are_said_and_known_ones_are_not() -> None:
    async with playing(mouse_session(), size=(120, 24)) as player:
        await player.type("the zebra ate")
        assert "unknown: zebra" in player.status
        assert "<unk>" in player.after
        assert player.shows_table_of("the zebra ate", 1.0)
        for _ in range(len("zebra ate")):
            await player.press("backspace")
        assert "unknown" not in player.status


async def test_letters_that_are_keys_elsewhere_are_typed_in_the_prompt() -> None:
    async with playing(mouse_session()) as player:
        await player.type("nscreto=+-? ")
        assert player.prompt.value == "nscreto=+-? "
        assert player.session.text.tokens == []
        assert player.temperature == "1"


async def test_up_and_down_in_the_prompt_turn_the_temperature_and_the_table_follows() -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        await player.press("up", "up")
        assert player.temperature == "1.08"
        assert player.shows_table_of("the mouse", 52 / 48)
        await player.press("down", "down", "down")
        assert player.temperature == "0.96"
        assert player.shows_table_of("the mouse", 49 / 51)
        assert player.focus is player.prompt


async def test_a_new_prompt_takes_the_place_of_what_was_generated() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("f6", "f6", "f6")
        assert player.text == player.spelled("The fox", 3)
        await player.type(" and")
        assert player.text == "The fox and"
        assert player.shows_table_of("The fox and", 1.0)


async def test_a_prompt_longer_than_the_screen_is_kept_whole() -> None:
    prompt = "the mouse ate the cheese " * 30
    async with playing(mouse_session()) as player:
        await player.paste(prompt)
        assert player.prompt.value == prompt
        await player.press("f6")
        assert len(player.session.text.tokens) == 1
        assert player.the_table().sums_to_one()


@pytest.mark.parametrize(
    ("pasted", "taken"),
    [
        ("the mouse\nate the\tcheese", "the mouse ate the⇥cheese"),
        ("\n\nthe mouse\r\nate\n", "the mouse ate"),
        ("the  mouse ", "the  mouse "),
        ("\n \n", ""),
        ("", ""),
    ],
)
async def test_all_lines_of_a_paste_are_one(pasted: str, taken: str) -> None:
    async with playing(mouse_session()) as player:
        await player.paste(pasted)
        assert player.prompt.value in (taken, taken.replace("⇥", "␉"))


async def test_a_paste_takes_the_place_of_what_is_selected() -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        await player.press(*["shift+left"] * 5)
        await player.paste("cheese")
        assert player.prompt.value == "the cheese"


async def test_of_a_paste_that_is_too_long_the_beginning_is_taken_and_that_is_said() -> None:
    async with playing(mouse_session(), prompt="the ") as player:
        await player.paste("mouse " * 50_000)
        assert len(player.prompt.value) == LONGEST
        assert player.prompt.value.startswith("the mouse mouse ")
        assert player.said("only the first 100,000 characters were taken")
        await player.press("f6")
        assert len(player.session.text.tokens) == 1
