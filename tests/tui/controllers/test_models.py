"""A training can be stopped and overtaken; the model in use stays until the new one is there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from support.byte_model import ready
from support.dialog import SettingsDialog
from support.held import HeldTrainings
from support.held_text import HELD_PROMPT, HELD_TOKENS, cuts_ready, segments, with_text, words
from support.models import ids_of, trie_of
from support.player import Player, mouse_session, playing
from support.screen import ShownTable, find_table

from lmtui.playground.session import Session
from lmtui.playground.session_settings import settings_of
from lmtui.playground.settings import ModelFor, Pace
from lmtui.playground.state import Playing
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.settings import Sampling

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
        await player.until(lambda: "reading verse 25%" in player.status, "the progress")
        held.stage = "tokenizing, 2 workers"
        await player.until(lambda: "tokenizing verse, 2 workers 25%" in player.status, "who works")
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
        assert player.session.playback.playing is Playing.STOPPED


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


# Settings that need no other model


_CUT_LINE = re.compile("── (top-k|top-p|min-p) ")


def table_with_cuts(player: Player) -> ShownTable:
    """The table without the line that says where it is cut."""
    table = find_table([line for line in player.screen() if not _CUT_LINE.search(line)])
    assert table is not None, "\n".join(player.screen())
    return table


@pytest.mark.parametrize(
    ("field", "typed", "cuts", "named"),
    [
        ("Top-k", "5", Cuts(top_k=5), "top-k 5"),
        ("Top-p", "0.6", Cuts(top_p=0.6), "top-p 0.6"),
        ("Min-p", "0.2", Cuts(min_p=0.2), "min-p 0.2"),
    ],
)
async def test_cuts_set_in_the_settings_are_those_of_the_sampling(
    field: str, typed: str, cuts: Cuts, named: str
) -> None:
    async with with_text() as player:
        assert not player.shows(" cut after #")
        dialog = await SettingsDialog(player).open()
        await dialog.fill(field, typed)
        await dialog.apply()
        await player.press("escape")  # to the text's end
        sampling = Sampling(1.0, seed=4, cuts=cuts)
        sampler = player.session.sampler
        assert sampler is not None
        assert player.session.text.sampling == sampling
        expected = list(generate(sampler, ids_of(sampler, HELD_PROMPT), sampling, HELD_TOKENS, False))
        assert [token.drawn for token in player.session.text.tokens] == expected
        vocabulary = trie_of(sampler).vocabulary
        context = vocabulary.encode([*HELD_PROMPT.split(), *words(player)])
        distribution = sampler.distribution(context, 1.0, cuts)
        uncut = sampler.distribution(context, 1.0)
        table = table_with_cuts(player)
        assert table.sums_to_one()
        for row in table.rows:
            assert abs(row.prob - distribution.at(row.rank).prob) <= 0.00005
            assert row.rank <= distribution.kept or row.prob == 0
        lost = sum(candidate.prob for candidate in uncut.candidates(distribution.kept + 1, uncut.support))
        lines = player.part(player.table_pane)
        if distribution.kept < len(table.rows):
            assert lines[2 + distribution.kept].startswith(f"── {lost:.4f} cut after #{distribution.kept}: {named} ─")
            struck = segments(player.table_pane, 3 + distribution.kept)
            assert [segment.text.strip() for segment in struck if segment.style and segment.style.strike] == ["0"]
        assert lines[-2].startswith(" luck "), "\n".join(player.screen())


async def test_cuts_given_at_the_start_show_the_same_screen_as_those_set_later() -> None:
    cuts = Cuts(top_k=3, top_p=0.9, min_p=0.01)
    session = Session(Recipe(("fables",)), Sampling(1.0, seed=4, cuts=cuts), HELD_PROMPT, Pace(60))
    async with playing(session, ready=False) as player:
        await cuts_ready(player)
        await player.press(*["f6"] * HELD_TOKENS)
        started = player.screen()
    async with with_text() as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Top-k", "3")
        await dialog.fill("Top-p", "0.9")
        await dialog.fill("Min-p", "0.01")
        await dialog.apply()
        await player.press("shift+tab")
        assert player.screen() == started
        assert player.shows(": k 3 p .9 min .01 ─")


async def test_cuts_switched_off_leave_no_trace() -> None:
    async with with_text() as player:
        before = player.screen()
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Top-k", "1")
        await dialog.apply()
        assert [token.drawn.rank for token in player.session.text.tokens] == [1] * HELD_TOKENS
        await dialog.open()
        await dialog.fill("Top-k", "off")
        await dialog.apply()
        assert player.screen() == before


# Models from elsewhere


DOES_NOT_SUM_TO_1 = b"""\\data\\
ngram 1=4
ngram 2=1

\\1-grams:
-0.60206\t<unk>
-99\t<s>
-0.60206\t</s>
-0.30103\ta\t-0.2

\\2-grams:
-0.35\ta a

\\end\\
"""


@asynccontextmanager
async def playing_with(path: Path, data: bytes) -> AsyncIterator[Player]:
    path.write_bytes(data)
    async with playing(Session(Recipe((), model=str(path), tokenizer="whitespace"), Sampling())) as player:
        yield player


async def test_a_model_that_does_not_sum_to_1_is_said_to_and_the_status_keeps_saying_so(tmp_path: Path) -> None:
    # After "a": p(a|a) = 10^-0.35, and 10^-0.2 of the 1/2 that <unk> and </s> have.
    async with playing_with(tmp_path / "off.arpa", DOES_NOT_SUM_TO_1) as player:
        assert player.said("this model does not sum to 1: after 'a' its probabilities sum to 0.762")
        assert "p sums to 0.762" in player.status


async def test_words_that_are_no_utf8_are_counted(tmp_path: Path) -> None:
    # As without a context p(caf\xe9|caf\xe9) is 1/2, and a backoff weight of 1 leaves the others what they have.
    data = (
        DOES_NOT_SUM_TO_1.replace(b"-0.35", b"-0.30103")
        .replace(b"\t-0.2", b"")
        .replace(b"\ta a", b"\tcaf\xe9 caf\xe9")
    )
    async with playing_with(tmp_path / "latin.arpa", data.replace(b"\ta\n", b"\tcaf\xe9\n")) as player:
        assert player.said("1 word that is not UTF-8")
        assert "sums to" not in player.status


async def test_lanes_whose_model_cannot_be_had_have_the_first_one_and_the_reason_is_said() -> None:
    session = Session(MOUSE, Sampling(seed=3), "the mouse", beside=[Recipe(("no/such/text",))])
    async with playing(session) as player:
        await player.until(lambda: player.said("no/such/text"), "the reason")
        assert player.said("(mouse stays in use)")
        assert [lane.model for lane in session.text.state.lanes] == [0, 0]
        await player.press("f6")
        assert [len(lane.tokens) for lane in session.text.lanes] == [1, 1]
        session.lane_models.use_in_lane(1, ready())
        recipe = ready().recipe
        player.app._playground.models.apply(
            replace(settings_of(session), recipe=recipe, whole=True, model_for=ModelFor.THIS_LANE)
        )
        await player.settle()
        assert player.said("each token is annealed: only an n-gram model")
