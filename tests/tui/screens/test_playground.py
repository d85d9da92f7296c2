"""The playground: before the model is there, with the keyboard, in every size, without colours."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.dialog import SettingsDialog
from support.held import HeldTrainings
from support.player import Player, fables_session, mouse_session, playing
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


async def test_the_screen_at_80_by_24_has_room_for_10_candidates_and_8_lines_of_text() -> None:
    async with playing(fables_session(speed=float("inf")), prompt="The fox") as player:
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) > 400, "400 tokens")
        await player.press("f7")
        lines = player.part(player.text_pane)[1:]
        assert sum(bool(line.strip()) for line in lines) >= 8
        assert len(player.the_table().rows) >= 10


# Keys


async def test_tab_reaches_every_part_and_comes_back_and_the_screen_shows_where() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        parts = []
        for _ in range(4):
            assert player.focus is not None
            parts.append(player.focus)
            await player.press("tab")
        assert parts == [player.prompt, player.slider, player.text_pane, player.table_pane]
        assert player.focus is player.prompt
        for part in reversed(parts):
            await player.press("shift+tab")
            assert player.focus is part


async def test_the_focus_is_seen_without_colours() -> None:
    async with playing(mouse_session(), prompt="the", plain=True) as player:
        await player.press("tab", "tab")
        without, focused = player.part(player.table_pane)[0], player.part(player.text_pane)[0]
        await player.press("tab")
        assert player.part(player.table_pane)[0] != without
        assert player.part(player.text_pane)[0] != focused


async def test_escape_leaves_the_prompt_so_that_letters_are_keys() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        await player.press("escape", "n", "n")
        assert player.prompt.value == "the"
        assert player.text == player.spelled("the", 2)
        await player.press("c")
        assert player.text == "the"
        await player.press("r")
        assert player.session.text.sampling.seed == 5
        await player.press("o")
        assert player.shows("Settings ─")


async def test_enter_in_the_prompt_and_the_slider_still_runs_from_the_prompt() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        for part in (player.prompt, player.slider):
            part.focus()
            await player.press("f8", "f6", "enter")
            await player.until(lambda: player.session.text.length > 2, "tokens")
            await player.press("f7")


# Sizes


SIZES = [(60, 16), (200, 60), (61, 17), (160, 20), (72, 20), (132, 43), (79, 23), (81, 25), (90, 16), (80, 24)]


def whole(player: Player, columns: int, rows: int) -> None:
    """See that the screen is full, that every part is on it, and that the table is right."""
    screen = player.screen()
    assert len(screen) == rows
    assert {cell_len(line) for line in screen} == {columns}
    for wanted in ("lmtui", "Prompt", " T ", "Text", "Next", "F1"):
        assert player.shows(wanted), wanted
    table = player.the_table()
    assert table.rows
    assert table.sums_to_one()


async def test_the_screen_is_whole_at_every_size_it_is_turned_to() -> None:
    async with playing(fables_session(speed=float("inf")), prompt="The fox") as player:
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) > 200, "tokens")
        await player.press("f7")
        end = player.spelled("The fox", len(player.session.text.tokens))[-20:].split(" ", 1)[1]
        for columns, rows in SIZES:
            await player.resize(columns, rows)
            whole(player, columns, rows)
            assert player.text.endswith(end)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 60)])
async def test_the_program_starts_and_is_usable_at(size: tuple[int, int]) -> None:
    async with playing(fables_session(), prompt="The fox", size=size) as player:
        whole(player, *size)
        await player.press("f6", "f6", "tab", "right", "tab", "left", "tab", "down", "tab")
        whole(player, *size)
        assert len(player.session.text.tokens) == 2


async def test_too_small_a_terminal_says_so_and_comes_back() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        for columns, rows in [(59, 16), (60, 15), (50, 10), (20, 40), (8, 3)]:
            await player.resize(columns, rows)
            assert len(player.screen()) == rows
            if columns >= 30:
                assert player.shows("60×16")
            assert player.table is None
            await player.press("f6", "enter", "f7", "tab", "right", "f1", "escape", "f2", "escape")
            await player.resize(60, 16)
            whole(player, 60, 16)
            assert not player.shows("60×16")
        await player.resize(80, 24)
        whole(player, 80, 24)


async def test_the_focus_stays_where_it_is_however_fast_the_size_changes() -> None:
    async with playing(mouse_session()) as player:
        for widget in (player.prompt, player.slider, player.table_pane):
            widget.focus()
            await player.settle()
            for _ in range(5):
                await player.resize(90, 24, (30, 8), (100, 30), (20, 5))
            await player.resize(20, 5)
            await player.resize(90, 24)
            assert player.app.focused is widget


async def test_a_terminal_that_is_too_small_at_the_start_can_be_enlarged() -> None:
    async with playing(mouse_session(), size=(40, 12), ready=False) as player:
        await player.until(lambda: player.shows("60×16"), "what is needed")
        await player.until(lambda: player.session.sampler, "a model")
        await player.resize(80, 24)
        whole(player, 80, 24)


async def test_the_size_is_changed_during_a_generation_and_under_the_dialogs() -> None:
    async with playing(fables_session(), prompt="The fox") as player:
        await player.press("enter")
        for key in ("f1", "f2"):
            await player.press(key)
            for size in [(60, 16), (50, 10), (80, 24)]:
                await player.resize(*size)
                assert len(player.screen()) == size[1]
            await player.press("escape")
        made = len(player.session.text.tokens)
        await player.until(lambda: len(player.session.text.tokens) > made, "it goes on")
        await player.press("f7")
        whole(player, 80, 24)


# Colours


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("no_color", [False, True])
async def test_a_tour_of_the_program(monkeypatch: pytest.MonkeyPatch, plain: bool, no_color: bool) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    async with playing(fables_session(), plain=plain) as player:
        await player.type("The fox")
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) >= 5, "tokens")
        await player.press("f7")
        made = len(player.session.text.tokens)
        text = player.spelled("The fox", made)
        assert player.text == text
        await player.press("tab", "right", "home")
        coldest = player.spelled("The fox", made)
        assert player.text == coldest != text
        assert player.shows_table_of(coldest, 0.0)
        await player.press("=")
        assert player.text == text
        await player.press("tab", "left", "escape", "tab", "pagedown")
        assert player.the_table().rows[0].rank > 1
        assert player.the_table().sums_to_one()
        await player.press("f1")
        assert player.shows("Help ─")
        await player.press("escape")
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Seed", "x")
        await dialog.apply()
        assert player.shows("is no seed")
        await dialog.fill("Seed", "12")
        await dialog.apply()
        assert not dialog.is_open
        assert player.session.text.sampling.seed == 12


async def test_the_candidate_that_luck_chose_and_both_bars_are_seen_without_colours() -> None:
    async with playing(fables_session(temperature=0.5), prompt="The", plain=True) as player:
        assert player.the_table().marked is not None
        bars = "".join(player.part(player.table_pane)[2:])
        assert len({character for character in bars if "\u2580" <= character <= "\u259f"}) >= 2
