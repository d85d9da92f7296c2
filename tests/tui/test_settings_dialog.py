"""F2: every setting is changed with the keyboard, and the screen follows."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support.dialog import SettingsDialog
from support.player import Player, mouse_session, playing

from lmtui.ngram.recipe import Recipe


async def retrained(player: Player, recipe: Recipe) -> None:
    await player.until(lambda: player.session.recipe == recipe and "%" not in player.status, f"{recipe}")
    await player.settle()


@pytest.mark.parametrize(
    ("name", "value", "recipe", "shown"),
    [
        ("Corpus", "verse", Recipe(("verse",)), "verse"),
        ("Order", "2", Recipe(("mouse",), order=2), "order 2"),
        ("Smoothing", "add-k", Recipe(("mouse",), smoothing="add-k:1"), "add-k"),
        ("Smoothing", "mle", Recipe(("mouse",), smoothing="mle"), "mle"),
        ("Tokenizer", "char", Recipe(("mouse",), tokenizer="char"), "char"),
        ("Tokenizer", "whitespace", Recipe(("mouse",), tokenizer="whitespace"), "whitespace"),
    ],
)
async def test_a_model_is_chosen_and_trained(name: str, value: str, recipe: Recipe, shown: str) -> None:
    async with playing(mouse_session(), prompt="the", size=(120, 24)) as player:
        dialog = await SettingsDialog(player).open()
        await dialog.choose(name, value)
        chosen = dialog.value
        await dialog.apply()
        await player.until(lambda: "%" not in player.status and shown in player.status, "the new model")
        await player.settle()
        made = player.session.recipe
        assert (made.corpora, made.order, made.tokenizer) == (recipe.corpora, recipe.order, recipe.tokenizer)
        assert made.smoothing.split(":")[0] == recipe.smoothing.split(":")[0]
        assert player.prompt.value == "the"
        assert player.the_table().sums_to_one()
        assert player.shows_table_of("the", 1.0)
        dialog = await SettingsDialog(player).open()
        await dialog.go_to(name)
        assert dialog.value == chosen


async def test_a_seed_is_typed() -> None:
    async with playing(mouse_session(), prompt="the", size=(120, 24)) as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Seed", "123")
        await dialog.apply()
        assert not dialog.is_open
        assert "seed 123" in player.status
        await player.press("f6", "f6", "f6", "f6")
        assert player.session.sampling.seed == 123
        assert player.text == player.spelled("the", 4)


async def test_the_number_of_rows_is_typed_and_fit_takes_all_there_is_room_for() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Table rows", "3")
        await dialog.apply()
        table = player.the_table()
        assert len(table.rows) == 3
        assert table.others.startswith("3 other")
        assert table.sums_to_one()
        dialog = await SettingsDialog(player).open()
        await dialog.go_to("Table rows")
        assert dialog.value == "3"
        await dialog.fill("Table rows", "fit")
        await dialog.apply()
        assert len(player.the_table().rows) == 6


async def test_a_speed_is_typed() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        for typed, shown in [("25", "25/s"), ("inf", "max"), ("1", "1/s"), ("∞", "max")]:
            dialog = await SettingsDialog(player).open()
            await dialog.fill("Speed", typed)
            await dialog.apply()
            assert shown in player.text_note


async def test_the_text_can_be_made_to_stop_with_its_unit() -> None:
    async with playing(mouse_session(temperature=0), prompt="the mouse ate") as player:
        dialog = await SettingsDialog(player).open()
        await dialog.choose("At unit end", "stop")
        await dialog.apply()
        await player.press("enter")
        await player.until(lambda: "stopped" in player.text_note and len(player.session.tokens) > 1, "the end")
        assert player.text == "the mouse ate the cheese¶"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (
            "Seed",
            {
                "nine": "is no seed",
                "-1": "is no seed",
                "1.5": "is no seed",
                "": "is no seed",
                "18446744073709551616": "seed cannot be",
            },
        ),
        (
            "Speed",
            {
                "fast": "is no speed",
                "0": "speed cannot be",
                "61": "speed cannot be",
                "nan": "speed cannot be",
                "": "is no speed",
            },
        ),
        ("Table rows", {"0": "table rows", "many": "table rows", "-3": "table rows", "2.5": "table rows"}),
    ],
)
async def test_a_wrong_value_is_refused_in_words_and_the_dialog_stays(name: str, wrong: dict[str, str]) -> None:
    async with playing(mouse_session(), prompt="the") as player:
        before = (player.session.recipe, player.session.sampling, player.session.pace, player.session.rows)
        dialog = await SettingsDialog(player).open()
        for typed, words in wrong.items():
            await dialog.fill(name, typed)
            assert dialog.value.strip("│ ").startswith(typed)
            await dialog.apply()
            assert dialog.is_open
            assert player.shows(words)
            assert player.shows(f"'{typed}'") or player.shows(f"cannot be {typed}")
        assert (player.session.recipe, player.session.sampling, player.session.pace, player.session.rows) == before
        await player.press("escape")
        assert not dialog.is_open
        assert player.shows_table_of("the", 1.0)


async def test_escape_leaves_everything_as_it_was() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        before = player.screen()
        dialog = await SettingsDialog(player).open()
        await dialog.choose("Corpus", "verse")
        await dialog.fill("Seed", "99")
        await player.press("escape")
        assert not dialog.is_open
        assert player.screen() == before


async def test_a_file_becomes_the_corpus(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("red blue red green\n" * 5)
    async with playing(mouse_session()) as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("or path", str(file))
        await dialog.apply()
        await retrained(player, Recipe((str(file),)))
        assert {"red", "blue", "green"} <= set(player.the_table().tokens)
        assert player.shows_table_of("", 1.0)
        dialog = await SettingsDialog(player).open()
        await dialog.go_to("Corpus")
        assert dialog.value.startswith(str(file)[:10])
        await dialog.choose("Corpus", "mouse")
        await dialog.apply()
        await retrained(player, Recipe(("mouse",)))


def _missing(path: Path) -> None:
    """There is nothing at all."""


def _empty(path: Path) -> None:
    path.write_text("")


def _blank(path: Path) -> None:
    path.write_text(" \n\n ")


def _nul(path: Path) -> None:
    path.write_bytes(b"a b\0c d")


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _terminal(path: Path) -> None:
    path.symlink_to("/dev/tty")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_missing, "no corpus or file"),
        (_empty, "is empty"),
        (_blank, "is empty"),
        (_nul, "NUL"),
        (_folder, "nothing can be read"),
        (_pipe, "cannot read"),
        (_terminal, "cannot read"),
    ],
)
async def test_an_unusable_path_is_refused_in_words_and_the_model_stays(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "text"
    make(path)
    async with playing(mouse_session(), prompt="the mouse") as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("or path", str(path))
        await dialog.apply()
        await player.until(lambda: player.said(words), f"a message: {words}")
        await player.until(lambda: player.shows(words.split()[0]), "the message on the screen")
        assert player.session.recipe == Recipe(("mouse",))
        assert "mouse" in player.status
        await player.press("f6")
        assert player.text == player.spelled("the mouse", 1)
        assert player.the_table().sums_to_one()


async def test_bytes_that_are_no_utf_8_are_said(tmp_path: Path) -> None:
    file = tmp_path / "latin.txt"
    file.write_bytes("caf\u00e9 caf\u00e9 bar\n".encode("latin-1"))
    async with playing(mouse_session()) as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("or path", str(file))
        await dialog.apply()
        await retrained(player, Recipe((str(file),)))
        assert player.said("2 undecodable bytes")
        assert player.said("--encoding cp1252")
