"""A training can be stopped and overtaken; the model in use stays until the new one is there."""

from __future__ import annotations

from support.dialog import SettingsDialog
from support.held import HeldTrainings
from support.player import Player, mouse_session, playing

from lmtui.playground.state import Playing
from lmtui.recipe import Recipe

MOUSE, VERSE = Recipe(("mouse",)), Recipe(("verse",))


async def with_a_model(player: Player, held: HeldTrainings) -> None:
    await player.until(lambda: held.started, "the first training")
    held.release(0)
    await player.model_ready()


async def start_training(player: Player, held: HeldTrainings, corpus: str) -> None:
    before = len(held.started)
    dialog = await SettingsDialog(player).open()
    await dialog.choose("Corpus", corpus)
    await dialog.apply()
    await player.until(lambda: len(held.started) > before, f"the training on {corpus}")


async def test_the_old_model_is_used_while_the_new_one_is_trained(held: HeldTrainings) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await with_a_model(player, held)
        await start_training(player, held, "verse")
        await player.until(lambda: "verse" in player.status and "25%" in player.status, "the progress")
        await player.type("the mouse")
        assert player.shows_table_of("the mouse", 1.0)
        await player.press("f6", "f6")
        assert player.text == player.spelled("the mouse", 2)
        held.release(1)
        await player.until(lambda: player.session.recipe == VERSE, "the new model")
        await player.settle()
        assert player.prompt.value == "the mouse"
        assert player.text == "the mouse"
        assert player.shows_table_of("the mouse", 1.0)


async def test_escape_cancels_a_training_and_the_old_model_stays(held: HeldTrainings) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await with_a_model(player, held)
        await player.type("the")
        await start_training(player, held, "verse")
        await player.press("escape")
        await player.until(lambda: held.ended == 2, "the thread's end")
        await player.settle()
        assert player.said("cancelled")
        assert "%" not in player.status
        assert "verse" not in player.status
        assert player.session.recipe == MOUSE
        assert player.shows_table_of("the", 1.0)


async def test_a_result_that_comes_after_it_was_cancelled_is_dropped(held: HeldTrainings) -> None:
    held.deaf = True
    async with playing(mouse_session(), ready=False) as player:
        await with_a_model(player, held)
        await start_training(player, held, "verse")
        await player.press("escape")
        held.release(1)
        await player.until(lambda: held.ended == 2, "the thread's end")
        await player.settle()
        await player.pilot.pause(0.1)
        assert player.session.recipe == MOUSE
        assert "verse" not in player.status


async def test_of_two_trainings_the_later_one_wins_and_the_stale_one_is_dropped(held: HeldTrainings) -> None:
    held.deaf = True
    async with playing(mouse_session(), ready=False) as player:
        await with_a_model(player, held)
        await start_training(player, held, "verse")
        await start_training(player, held, "kitchen")
        held.release(2)
        await player.until(lambda: player.session.recipe.corpora == ("kitchen",), "the later model")
        held.release(1)
        await player.until(lambda: held.ended == 3, "the end of both threads")
        await player.settle()
        await player.pilot.pause(0.1)
        assert player.session.recipe.corpora == ("kitchen",)
        assert "kitchen" in player.status


async def test_a_stale_result_that_comes_first_is_dropped_too(held: HeldTrainings) -> None:
    held.deaf = True
    async with playing(mouse_session(), ready=False) as player:
        await with_a_model(player, held)
        await start_training(player, held, "verse")
        await start_training(player, held, "kitchen")
        held.release(1)
        await player.until(lambda: held.ended == 2, "the end of the stale thread")
        await player.pilot.pause(0.1)
        assert player.session.recipe == MOUSE
        held.release(2)
        await player.until(lambda: player.session.recipe.corpora == ("kitchen",), "the later model")


async def test_after_the_first_training_was_cancelled_applying_the_settings_trains_again(held: HeldTrainings) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await player.until(lambda: held.started, "the first training")
        await player.press("escape")
        await player.until(lambda: held.ended == 1, "the thread's end")
        await player.settle()
        assert player.table is None
        assert player.shows("no model: F2")
        held.release_all()
        dialog = await SettingsDialog(player).open()
        await dialog.apply()
        await player.until(lambda: player.table is not None, "a table")


async def test_a_run_is_not_promised_where_no_model_is_coming(held: HeldTrainings) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await player.until(lambda: held.started, "the first training")
        await player.press("f5")
        assert player.said("runs as soon as the model is ready")
        await player.press("escape", "escape")
        await player.until(lambda: held.ended == 1, "the thread's end")
        for key in ("f5", "f6"):
            await player.press(key)
            assert player.said("no model: F2 chooses a text")
        # The wish to run went with the training.
        held.release_all()
        dialog = await SettingsDialog(player).open()
        await dialog.apply()
        await player.until(lambda: player.table is not None, "a table")
        assert player.session.playing is Playing.STOPPED


async def test_settings_applied_as_they_are_shown_stop_a_training_of_something_else(held: HeldTrainings) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await with_a_model(player, held)
        await start_training(player, held, "verse")
        dialog = await SettingsDialog(player).open()
        await dialog.apply()
        await player.until(lambda: held.ended == 2, "the thread's end")
        await player.settle()
        assert player.session.recipe == MOUSE
        assert "verse" not in player.status


async def test_control_c_stops_a_training(held: HeldTrainings) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await with_a_model(player, held)
        await start_training(player, held, "verse")
        await player.press("ctrl+c")
        await player.until(lambda: held.ended == 2, "the thread's end")
        await player.settle()
        assert player.app.is_running
        assert not player.said("press Ctrl+C again")
        await player.press("ctrl+c")
        assert player.said("press Ctrl+C again")


async def test_the_keyboard_is_no_text(held: HeldTrainings) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await with_a_model(player, held)
        dialog = await SettingsDialog(player).open()
        await dialog.fill("or path", "-")
        await player.press("enter")
        assert player.shows("standard input is the keyboard here")
        assert held.ended == 1


async def test_control_q_quits_with_0_during_a_training(held: HeldTrainings) -> None:
    async with playing(mouse_session(), ready=False) as player:
        await player.until(lambda: held.started, "a training begins")
        await player.press("ctrl+q")
        await player.until(lambda: held.ended == 1, "the thread's end")
        assert player.app.return_code == 0
