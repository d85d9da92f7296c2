"""What is seen first, and what can be done before the model is there."""

from __future__ import annotations

from support.held import HeldTrainings
from support.player import fables_session, mouse_session, playing
from support.screen import prose

from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling


async def test_the_screen_is_there_before_the_model(held: HeldTrainings) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await player.until(lambda: held.started, "a training begins")
        await player.until(lambda: "25%" in player.status, "how far the training is")
        assert player.shows("Prompt")
        assert player.temperature == "1"
        assert player.table is None
        assert "mouse" in player.status
        assert "training" in prose(player.part(player.table_pane))


async def test_a_prompt_typed_and_a_slider_moved_during_the_training_count_when_the_model_comes(
    held: HeldTrainings,
) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await player.until(lambda: held.started, "a training begins")
        await player.type("the mouse")
        await player.press("up")
        assert player.prompt.value == "the mouse"
        assert player.text == "the mouse"
        assert player.temperature == "1.04"
        assert player.table is None
        held.release(0)
        await player.model_ready()
        assert player.shows_table_of("the mouse", 51 / 49)


async def test_a_run_asked_for_before_the_model_is_there_begins_with_it(held: HeldTrainings) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await player.until(lambda: held.started, "a training begins")
        await player.type("the mouse")
        await player.press("enter")
        assert player.session.text.tokens == []
        held.release(0)
        await player.until(lambda: len(player.session.text.tokens) > 2, "tokens")


async def test_running_without_a_model_does_nothing_and_every_key_is_survived(held: HeldTrainings) -> None:
    async with playing(mouse_session(), prompt="the", ready=False) as player:
        await player.until(lambda: held.started, "a training begins")
        await player.press("enter", "f5", "f6", "f7", "f8", "f9", "tab", "right", "tab", "left", "home", "end")
        await player.press("tab", "down", "pageup", "end", "f1", "escape", "f2", "escape")
        assert player.table is None
        assert player.session.text.tokens == []
        held.release(0)
        await player.model_ready()
        assert player.the_table().sums_to_one()


async def test_a_prompt_and_a_temperature_given_at_the_start_are_on_the_screen() -> None:
    session = Session(Recipe(("mouse",)), Sampling(temperature=0.5), "the mouse ate")
    async with playing(session) as player:
        assert player.prompt.value == "the mouse ate"
        assert player.temperature == "0.50"
        assert player.shows_table_of("the mouse ate", 0.5)


async def test_the_status_tells_corpus_order_smoothing_tokenizer_and_seed() -> None:
    async with playing(mouse_session(seed=17), size=(120, 24)) as player:
        for fact in ("mouse", "order 3", "kneser-ney", "word", "seed 17"):
            assert fact in player.status


async def test_the_screen_at_80_by_24_has_room_for_10_candidates_and_8_lines_of_text() -> None:
    async with playing(fables_session(speed=float("inf")), prompt="The fox") as player:
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) > 400, "400 tokens")
        await player.press("f7")
        lines = player.part(player.text_pane)[1:]
        assert sum(bool(line.strip()) for line in lines) >= 8
        assert len(player.the_table().rows) >= 10
