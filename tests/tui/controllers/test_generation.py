"""Run, pause, step, stop, clear: what the text pane shows is what `generate` draws."""

from __future__ import annotations

import math

from support.held_text import HELD_PROMPT, lane_texts, with_branches, with_text
from support.models import trie_of
from support.player import Player, fables_session, mouse_session, playing
from support.running_text import grown, still


def tokens(player: Player) -> list[int]:
    return [token.drawn.token for token in player.session.text.tokens]


async def test_enter_runs_and_the_text_is_what_generate_draws_with_the_same_seed() -> None:
    async with playing(fables_session(seed=7), prompt="The old owl") as player:
        await player.press("enter")
        assert "running" in player.text_note
        await player.until(lambda: len(player.session.text.tokens) >= 20, "20 tokens")
        await player.press("f5")
        made = len(player.session.text.tokens)
        assert "paused" in player.text_note
        assert str(made) in player.text_note
        assert player.session.text.tokens[0].drawn == player.drawn("The old owl", 1)[0]
        assert [token.drawn for token in player.session.text.tokens] == player.drawn("The old owl", made)
        assert player.text == player.spelled("The old owl", made)


async def test_f5_holds_a_generation_and_goes_on_where_it_was() -> None:
    async with playing(fables_session(), prompt="The") as player:
        await player.press("f5")
        await grown(player)
        await player.press("f5")
        held_at = len(player.session.text.tokens)
        await still(player)
        await player.press("f5")
        assert "running" in player.text_note
        await grown(player)
        await player.press("f5")
        made = len(player.session.text.tokens)
        assert made > held_at
        assert tokens(player) == [token.token for token in player.drawn("The", made)]


async def test_space_pauses_and_goes_on_outside_the_prompt() -> None:
    async with playing(fables_session(), prompt="The") as player:
        await player.press("tab", "space")
        await grown(player)
        await player.press("space")
        assert "paused" in player.text_note
        await still(player)
        await player.press("space")
        await grown(player)


async def test_f7_stops_and_the_text_stays_until_the_next_run() -> None:
    async with playing(fables_session(), prompt="The") as player:
        await player.press("enter")
        await grown(player, 5)
        await player.press("f7")
        assert "stopped" in player.text_note
        made = len(player.session.text.tokens)
        assert player.text == player.spelled("The", made)
        await still(player)
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) > made, "the same again, and more")
        await player.press("f7")
        assert player.text == player.spelled("The", len(player.session.text.tokens))


async def test_enter_during_a_generation_begins_again() -> None:
    async with playing(fables_session(), prompt="The") as player:
        await player.press("enter")
        await grown(player, 10)
        await player.press("enter")
        assert len(player.session.text.tokens) < 10
        await grown(player)
        await player.press("f7")
        assert player.text == player.spelled("The", len(player.session.text.tokens))


async def test_f6_draws_exactly_one_token_and_holds() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        for number in range(1, 6):
            await player.press("f6")
            assert player.text == player.spelled("The fox", number)
            await still(player)
        await player.press("tab", "n")
        assert player.text == player.spelled("The fox", 6)


async def test_f6_holds_a_generation_that_runs() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("enter")
        await grown(player)
        await player.press("f6")
        await still(player)
        assert player.text == player.spelled("The fox", len(player.session.text.tokens))


async def test_a_run_goes_on_after_single_steps() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("f6", "f6", "f5")
        await grown(player, 4)
        await player.press("f5")
        assert len(player.session.text.tokens) >= 6
        assert player.text == player.spelled("The fox", len(player.session.text.tokens))


async def test_the_marked_candidate_is_the_token_that_is_drawn_next() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        for _ in range(8):
            marked = player.the_table().marked
            assert marked is not None
            await player.press("f6")
            assert player.session.sampler is not None
            assert marked.token == trie_of(player.session.sampler).vocabulary[tokens(player)[-1]]
            assert marked.rank == player.session.text.tokens[-1].drawn.rank


async def test_f8_clears_the_text_and_leaves_the_prompt() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("enter")
        await grown(player)
        await player.press("f8")
        assert player.text == "The fox"
        assert player.prompt.value == "The fox"
        assert "stopped" in player.text_note
        assert player.shows_table_of("The fox", 1.0)
        await still(player)


async def test_f9_takes_the_next_seed_and_the_same_prompt() -> None:
    async with playing(fables_session(seed=4), prompt="The fox", size=(120, 24)) as player:
        await player.press("f6", "f6", "f6")
        first = player.text
        await player.press("f9")
        assert "seed 5" in player.status
        assert player.session.text.sampling.seed == 5
        assert player.text == player.spelled("The fox", 3) != first
        for _ in range(3):
            await player.press("f6")
        assert player.text == player.spelled("The fox", 6)


async def test_a_text_that_stops_with_its_unit_stops_there() -> None:
    async with playing(mouse_session(temperature=0.0), prompt="the mouse ate") as player:
        await player.press("tab", "e", "space")
        await player.until(lambda: "stopped" in player.text_note, "the end of the unit")
        assert player.text == "the mouse ate the cheese¶"


async def test_a_text_that_goes_on_begins_a_new_unit() -> None:
    async with playing(mouse_session(temperature=0.0), prompt="the mouse ate") as player:
        await player.press("f6", "f6", "f6")
        assert "<s>" in player.after
        await player.press("f6")
        assert player.text == "the mouse ate the cheese¶ the"


async def test_the_end_of_a_long_text_is_in_sight() -> None:
    async with playing(fables_session(speed=math.inf), prompt="The fox") as player:
        await player.press("enter")
        await grown(player, 1000)
        await player.press("f7")
        assert player.text.endswith(player.spelled("The fox", len(player.session.text.tokens))[-60:])


async def test_a_temperature_turned_between_two_steps_counts_for_the_whole_text() -> None:
    async with playing(fables_session(speed=1), prompt="The") as player:
        await player.press("f6", "f6", "tab", "home", "f6", "f6")
        assert [token.drawn.rank for token in player.session.text.tokens] == [1, 1, 1, 1]
        assert player.text == player.spelled("The", 4)
        await player.press("end", "f6")
        assert player.session.sampler is not None
        support = player.session.sampler.distribution([], 1.0).support
        drawn = [token.drawn for token in player.session.text.tokens]
        assert [token.rank for token in drawn] == [math.floor(token.luck * support) + 1 for token in drawn]
        assert player.text == player.spelled("The", 5)


async def test_a_temperature_turned_during_a_generation_counts_for_the_whole_text() -> None:
    async with playing(fables_session(), prompt="The") as player:
        await player.press("enter")
        await grown(player, 8)
        await player.press("up", "up", "up")
        assert "running" in player.text_note
        await grown(player, 4)
        await player.press("f5")
        assert player.session.text.sampling.temperature == 53 / 47
        assert player.text == player.spelled("The", len(player.session.text.tokens))


async def test_keys_that_come_all_at_once_do_what_they_do_one_by_one() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press_ahead("f6", "f6", "f6", "up", "tab", "left", "left")
        assert player.temperature == "0.96"
        assert player.session.text.sampling.temperature == 49 / 51
        assert player.text == player.spelled("The fox", 3)


async def test_a_stop_typed_right_after_enter_stops() -> None:
    async with playing(fables_session()) as player:
        await player.press_ahead(*"The fox", "enter", "f7")
        assert player.prompt.value == "The fox"
        assert "stopped" in player.text_note
        await still(player)


async def test_a_prompt_typed_on_right_after_enter_is_the_new_prompt() -> None:
    async with playing(fables_session(), prompt="The") as player:
        await player.press_ahead("enter", *" fox")
        assert player.prompt.value == "The fox"
        assert player.text.startswith("The fox")
        assert player.session.text.prompt == "The fox"


async def test_e_shows_at_once_what_it_makes_of_the_text() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press(*["f6"] * 20, "escape", "e")
        count = len(player.session.text.tokens)
        assert count < 20
        assert f" {count} · 60/s · paused" in player.text_note
        assert player.text.count("¶") == 1


async def test_the_speed_is_shown_however_many_lanes_there_are() -> None:
    async with with_text() as player:
        await player.press("l", "l", "-")
        assert "40/s" in player.status


async def test_a_step_and_a_run_go_on_in_every_lane() -> None:
    async with with_text(3) as player:
        await player.press("l", "f6", "f6")
        assert [len(lane.tokens) for lane in player.session.text.lanes] == [5, 5]
        assert lane_texts(player)[1] == player.spelled(HELD_PROMPT, 5)
        await player.press("[")
        assert lane_texts(player)[0] == player.spelled(HELD_PROMPT, 5)


async def test_a_run_from_the_prompt_says_that_branches_come_back_with_undo() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        session = await with_branches(player)
        tree = session.text.state.tree
        await player.press("shift+tab", "enter")
        assert player.said("u brings the branches back")
        await player.press("s", "u")
        assert session.text.state.tree == tree
