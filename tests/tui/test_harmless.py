"""No text acts on the terminal, none is read as markup, and the columns stay aligned."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from support.dialog import SettingsDialog
from support.held import HeldTrainings
from support.player import Player, mouse_session, playing
from support.screen import unsafe_characters

from lmtui.playground.session import Session
from lmtui.playground.settings import Pace
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling

NASTY = [
    "[/x]",
    "[@click=app.quit]x[/]",
    "[bold",
    "[red]x[/red]",
    "\\[b]",
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "a\x08\x08b",
    "\x9b2J",
    "\x7f",
    "\u202egnp\u202c",
    "a\u2066b\u2069",
    "\u200f",
    "漢字漢字漢字漢字漢字",
    "한국어",
    "e\u0301te\u0301",
    "\u0301x",
    "\ufeffx",
    "\U000e0041",
    "$primary",
    "%s%n",
    "{0}",
]


def harmless(player: Player, columns: int) -> None:
    """See that nothing on the screen acts on a terminal, and that every line fills it exactly."""
    screen = player.screen()
    assert not unsafe_characters("".join(screen))
    assert {cell_len(line) for line in screen} == {columns}, "\n".join(screen)
    table = player.table
    if table is not None:
        assert table.sums_to_one()
        assert {row.ends for row in table.rows} | {table.rest_ends} == {table.rows[0].ends}


def session_on(path: Path, tokenizer: str = "whitespace") -> Session:
    return Session(Recipe((str(path),), tokenizer=tokenizer), Sampling(float("inf")), pace=Pace(float("inf")))


@pytest.mark.parametrize("tokenizer", ["whitespace", "word", "char"])
@pytest.mark.parametrize("columns", [60, 121])
async def test_a_nasty_corpus_is_shown_harmlessly(
    tmp_path: Path, tokenizer: str, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # what is said of the corpus names it, and a long path would cover the table
    file = Path("nasty.txt")
    file.write_bytes((" ".join(NASTY) + "\n" + "\n".join(NASTY) + "\n").encode())
    async with playing(session_on(file, tokenizer), size=(columns, 24)) as player:
        harmless(player, columns)
        await player.press("enter")
        await player.until(lambda: len(player.session.text.tokens) > 200, "200 tokens")
        await player.press("f7", "tab", "tab")
        harmless(player, columns)
        for key in ("home", "down", "right", "up", "left", "end", "left"):
            await player.press(key)
            harmless(player, columns)
        await player.press("tab")
        for key in ("pagedown", "end", "home"):
            await player.press(key)
            harmless(player, columns)


async def test_a_nasty_prompt_is_shown_harmlessly() -> None:
    async with playing(mouse_session()) as player:
        for nasty in NASTY:
            await player.paste(nasty)
            harmless(player, 80)
            await player.press("f6")
            harmless(player, 80)
            assert len(player.session.text.tokens) == 1
            await player.press("backspace", "x")
            harmless(player, 80)
            await player.press("end", "ctrl+u")
            assert player.prompt.value == ""


@pytest.mark.parametrize("joined", ["👩\u200d🚀", "क्षत्रिय"])
async def test_characters_that_are_joined_leave_the_columns_aligned(joined: str) -> None:
    async with playing(mouse_session()) as player:
        await player.paste(joined)
        harmless(player, 80)


async def test_a_nasty_prompt_can_be_typed() -> None:
    async with playing(mouse_session()) as player:
        await player.type("[/x] [@click=app.quit]漢字e\u0301")
        assert player.prompt.value == "[/x] [@click=app.quit]漢字e\u0301"
        harmless(player, 80)
        assert player.shows("[@click=app.quit]漢字")


async def test_markup_in_a_prompt_stands_as_it_was_typed() -> None:
    async with playing(mouse_session()) as player:
        await player.paste("[/x] [@click=app.quit]x[/]")
        assert player.shows("Prompt   [/x] [@click=app.quit]x[/]")
        assert "click" in player.text


@pytest.mark.parametrize(
    "name",
    [
        "[x].txt",
        "[red",
        "[@click=app.quit]x[.txt",
        "\x1b[2J.txt",
        "\u202etxt",
        "漢字漢字.txt",
        "e\u0301.txt",
        "a\nb",
        "$x",
    ],
)
async def test_a_nasty_file_name_is_shown_harmlessly(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("red blue red green\n" * 3)
    async with playing(session_on(file), size=(160, 24)) as player:
        harmless(player, 160)
        dialog = await SettingsDialog(player).open()
        harmless(player, 160)
        await dialog.fill("or path", str(tmp_path / ("missing" + name)))
        harmless(player, 160)
        await dialog.apply()
        assert player.shows("no corpus or file")
        harmless(player, 160)
        await player.press("escape")
        assert "red" in player.the_table().tokens


async def test_a_missing_file_with_a_nasty_name_is_said_harmlessly_at_the_start(
    tmp_path: Path, held: HeldTrainings
) -> None:
    async with playing(session_on(tmp_path / "[/x]\x1b[31m\u202e"), size=(160, 24), ready=False) as player:
        await player.until(lambda: held.started, "a training begins")
        held.release(0)
        await player.until(lambda: player.said("no corpus or file"), "the message")
        await player.settle()
        harmless(player, 160)
        assert player.shows("no model: F2")
