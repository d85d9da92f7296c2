"""Any size of the terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.dialog import SettingsDialog
from support.player import Player, fables_session, mouse_session, playing

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


@pytest.mark.parametrize("part", ["prompt", "slider", "table_pane"])
async def test_the_focus_stays_where_it_is_however_fast_the_size_changes(part: str) -> None:
    async with playing(mouse_session()) as player:
        widget = getattr(player, part)
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


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
async def test_the_settings_keep_the_field_with_the_focus_in_sight(size: tuple[int, int]) -> None:
    async with playing(mouse_session(), size=size) as player:
        dialog = await SettingsDialog(player).open()
        for name in ("Corpus", "Order", "Smoothing", "Tokenizer", "Speed", "At unit end", "Seed", "Table rows"):
            await dialog.go_to(name)
            assert player.shows(name)


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
