"""The slider: 0, 1 and ∞ exactly, and the table at once."""

from __future__ import annotations

import math
from functools import partial

import pytest
from support.held_text import HELD_PROMPT, HELD_TOKENS, with_text
from support.player import Player, fables_session, mouse_session, playing

from lmtui.tui.widgets.slider import TemperatureSlider
from lmtui.tui.widgets.text_pane import TextPane

PROMPT = "the mouse ate the"


async def type_temperature(player: Player, typed: str) -> None:
    await player.press(*typed, "enter")


KEYS: list[tuple[list[str], float]] = [
    (["left"], 49 / 51),
    (["right"], 51 / 49),
    (["right", "left"], 1.0),
    (["shift+left"], 40 / 60),
    (["shift+right"], 60 / 40),
    (["home"], 0.0),
    (["end"], math.inf),
    (["home", "right"], 1 / 99),
    (["end", "left"], 99.0),
    (["home", "left"], 0.0),
    (["end", "shift+right"], math.inf),
    (["home", "equals_sign"], 1.0),
    ([*"0.7", "enter"], 0.7),
    ([*"1/3", "enter"], 1 / 3),
    ([*".25", "enter"], 0.25),
    ([*"0,5", "enter"], 0.5),
    (["∞", "enter"], math.inf),
    (["t", *"inf", "enter"], math.inf),
    ([*"0", "enter"], 0.0),
    ([*"125", "backspace", "enter"], 12.0),
    ([*"0.8", "enter", "left"], 0.44 / 0.56),
]


async def test_the_keys_of_the_slider_lead_to_their_temperature_and_the_table_follows() -> None:
    async with playing(mouse_session(), prompt=PROMPT) as player:
        await player.press("tab")
        for keys, temperature in KEYS:
            await player.press("equals_sign")
            assert player.session.text.sampling.temperature == 1.0
            await player.press(*keys)
            assert isinstance(player.focus, TemperatureSlider)
            assert player.session.text.sampling.temperature == pytest.approx(temperature, rel=1e-12), keys
            assert player.shows_table_of(PROMPT, temperature), keys


async def test_the_table_follows_a_walk_over_the_whole_slider() -> None:
    async with playing(mouse_session(), prompt=PROMPT) as player:
        await player.press("tab", "home")
        knobs = []
        for step in range(101):
            temperature = math.inf if step == 100 else step / (100 - step)
            assert player.session.text.sampling.temperature == temperature
            assert player.shows_table_of(PROMPT, temperature)
            knobs.append(player.part(player.slider)[0].index("●"))
            await player.press("right")
        assert knobs == sorted(knobs)
        assert abs(knobs[50] * 2 - knobs[0] - knobs[100]) <= 1
        assert len(set(knobs)) > 60


async def test_at_zero_the_favourite_has_all_the_probability_exactly() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("tab", "home")
        table = player.the_table()
        assert player.temperature == "0"
        assert [row.prob for row in table.rows] == [1.0] + [0.0] * (len(table.rows) - 1)
        assert table.rest_prob == 0
        assert table.marked == table.rows[0]


async def test_at_infinity_every_token_has_the_same_probability_exactly() -> None:
    async with playing(mouse_session(), prompt=PROMPT) as player:
        await player.press("tab", "end")
        table = player.the_table()
        assert player.temperature == "∞"
        assert [row.prob for row in table.rows] == [round(1 / 6, 4)] * 6
        assert "2.58 bits" in player.after


async def test_where_nothing_else_is_left_its_annealed_probability_is_zero() -> None:
    async with playing(mouse_session(), prompt=PROMPT) as player:
        await player.press("tab")
        for _ in range(8):
            table = player.the_table()
            assert len(table.rows) == 6  # all that can be drawn
            assert table.rest_prob == 0
            await player.press("right")


async def test_nonsense_is_refused_in_words_and_the_temperature_stays() -> None:
    async with playing(mouse_session(temperature=0.5), prompt=PROMPT) as player:
        await player.press("tab")
        for nonsense in ["1in", "..", "1/0", "0.0.1", "1,2,3"]:
            await type_temperature(player, nonsense)
            await player.until(partial(player.said, repr(nonsense)), "a message that repeats what was typed")
            assert player.temperature == "0.50"
            assert player.session.text.sampling.temperature == 0.5
        await player.until(lambda: player.shows("is no temperature"), "the message on the screen")


async def test_t_typed_elsewhere_asks_for_a_temperature() -> None:
    async with playing(mouse_session(), prompt=PROMPT) as player:
        await player.press("tab", "tab")
        assert isinstance(player.focus, TextPane)
        await player.press("t")
        assert isinstance(player.focus, TemperatureSlider)
        await type_temperature(player, "0.7")
        assert player.temperature == "0.70"
        assert player.shows_table_of(PROMPT, 0.7)


async def test_escape_forgets_a_half_typed_temperature() -> None:
    async with playing(mouse_session(), prompt=PROMPT) as player:
        await player.press("tab", *"0.7")
        assert player.temperature.startswith("0.7")
        await player.press("escape")
        assert player.temperature == "1"
        await player.press("enter")
        assert player.session.text.sampling.temperature == 1.0


async def test_equals_returns_to_one_from_the_text_and_the_table() -> None:
    async with playing(mouse_session(temperature=3), prompt=PROMPT) as player:
        for tabs in (2, 1):
            await player.press(*["tab"] * tabs, "=")
            assert player.temperature == "1"
            assert player.shows_table_of(PROMPT, 1.0)
            await player.press("t", "3", "enter", "tab")
            assert player.temperature == "3"


async def test_the_table_follows_the_slider_during_a_generation() -> None:
    async with playing(fables_session(speed=1), prompt="The fox") as player:
        await player.press("tab", "space")
        await player.until(lambda: len(player.session.text.tokens) == 1, "a token")
        await player.press("home")
        after = player.the_table()
        assert "running" in player.text_note
        if len(player.session.text.tokens) == 1:  # else the next token came in between
            assert player.shows_table_of(player.spelled("The fox", 1), 0.0)
        assert after.rows[0].prob == 1.0


async def test_the_order_of_the_candidates_and_their_p_do_not_depend_on_the_temperature() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        before = player.the_table()
        await player.press("tab", "shift+right", "shift+right")
        after = player.the_table()
        assert after.tokens == before.tokens
        assert [row.model_prob for row in after.rows] == [row.model_prob for row in before.rows]
        assert [row.prob for row in after.rows] != [row.prob for row in before.rows]


async def test_turning_the_slider_does_not_roll_the_dice_again() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        luck = next(line for line in player.part(player.table_pane) if "luck" in line).split("luck")[1].split()[0]
        await player.press("tab")
        for key in ("left", "shift+left", "home", "end"):
            await player.press(key)
            assert player.shows(f"luck {luck}")


async def test_the_text_follows_the_slider_and_comes_back_with_it() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        for _ in range(12):
            await player.press("f6")
        before = player.screen()
        await player.press("tab")
        focused, texts = player.screen(), []
        for key in ("left", "left", "home", "end", "shift+left", "shift+right", "home"):
            await player.press(key)
            assert player.text == player.spelled("The fox", 12)
            assert player.shows_table_of(player.spelled("The fox", 12), player.session.text.sampling.temperature)
            texts.append(player.text)
        assert len(set(texts)) >= 4
        assert texts[2] == texts[-1]
        assert texts[3] == texts[5]
        await player.press("=")
        assert player.screen() == focused
        await player.press("shift+tab")
        assert player.screen() == before


async def test_a_long_text_follows_the_slider_to_its_end() -> None:
    async with playing(fables_session(speed=math.inf), prompt="The fox") as player:
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) > 1500, "a long text")
        await player.press("f7", "tab")
        made, note = player.session.text.length, player.text_note
        text = player.text
        for key in ("home", "="):
            await player.press(key)
            await player.until(lambda: len(player.session.text.tokens) == made, "the whole text again")
            await player.settle()
            assert player.text.endswith(player.spelled("The fox", made)[-60:])
        assert (player.text, player.text_note) == (text, note)


# Scrubbing


async def test_a_text_scrubbed_up_down_and_back_is_the_same_again_and_the_status_lives() -> None:
    async with with_text() as player:
        seen = {player.temperature: player.text}
        assert player.text == player.spelled(HELD_PROMPT, HELD_TOKENS)
        for key in [*["right"] * 12, *["left"] * 24, *["right"] * 12]:
            await player.press(key)
            assert player.text == player.spelled(HELD_PROMPT, HELD_TOKENS)
            assert player.text == seen.setdefault(player.temperature, player.text)
            assert f" {HELD_TOKENS} · 60/s · paused" in player.text_note
        assert player.temperature == "1"
        assert len(seen) == 25
        assert len(set(seen.values())) > 3


async def test_scrubbing_to_the_ends_gives_the_favourites_and_the_uniform_and_back_the_same() -> None:
    async with with_text() as player:
        text = player.text
        await player.press("home")
        assert [token.drawn.rank for token in player.session.text.tokens] == [1] * HELD_TOKENS
        assert player.text == player.spelled(HELD_PROMPT, HELD_TOKENS) != text
        await player.press("end")
        assert player.temperature == "∞"
        assert player.text == player.spelled(HELD_PROMPT, HELD_TOKENS) != text
        await player.press(*"1", "enter")
        assert player.text == text


async def grown(player: Player) -> None:
    """See a generation go on."""
    before = len(player.session.text.tokens)
    await player.until(lambda: len(player.session.text.tokens) > before, "another token")


async def test_scrubbing_during_a_generation_leaves_it_running() -> None:
    async with playing(fables_session(), prompt=HELD_PROMPT) as player:
        await player.press("enter", "tab")
        for key in ("right", "right", "left", "left", "left"):
            await player.press(key)
            assert "running" in player.text_note
            await grown(player)
        await player.press("f5")
        assert "paused" in player.text_note
        assert player.text == player.spelled(HELD_PROMPT, len(player.session.text.tokens))
