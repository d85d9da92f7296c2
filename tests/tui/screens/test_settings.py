"""F2: every setting is changed with the keyboard, and the screen follows."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from support.dialog import SettingsDialog
from support.llama import free_port
from support.player import Player, fables_session, mouse_session, playing
from support.screen import inside_frame

from lmtui.engines.resources import DASK, Resources
from lmtui.errors import LmtuiError
from lmtui.recipe import Recipe, parse_smoothing
from lmtui.tui.theme import theme_name
from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.prompt import PromptInput

SIZES = [(60, 16), (80, 24), (120, 40)]


async def retrained(player: Player, recipe: Recipe) -> None:
    await player.until(lambda: player.session.recipe == recipe and "%" not in player.status, f"{recipe}")
    await player.settle()


async def trained(player: Player, shown: str) -> None:
    await player.until(lambda: "%" not in player.status and shown in player.status, "the new model")
    await player.settle()


async def test_a_model_is_chosen_and_trained() -> None:
    async with playing(mouse_session(), prompt="the", size=(120, 24)) as player:
        dialog = await SettingsDialog(player).open()
        for name, value, shown, recipe in [
            ("Order", "2", "order 2", Recipe(("mouse",), 2)),
            ("Smoothing", "add-k", "add-k", Recipe(("mouse",), 2, "add-k")),
            ("Smoothing", "mle", "mle", Recipe(("mouse",), 2, "mle")),
            ("Tokenizer", "char", "char", Recipe(("mouse",), 2, "mle", "char")),
            ("Tokenizer", "whitespace", "whitespace", Recipe(("mouse",), 2, "mle", "whitespace")),
            ("Corpus", "verse", "verse", Recipe(("verse",), 2, "mle", "whitespace")),
        ]:
            await dialog.choose(name, value)
            chosen = dialog.value
            await dialog.apply()
            await trained(player, shown)
            made = player.session.recipe
            assert (made.corpora, made.order, made.tokenizer) == (recipe.corpora, recipe.order, recipe.tokenizer)
            assert made.smoothing.split(":")[0] == recipe.smoothing
            assert player.prompt.value == "the", value
            assert player.the_table().sums_to_one(), value
            assert player.shows_table_of("the", 1.0), value
            await dialog.open()
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
        assert player.session.text.sampling.seed == 123
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
        for typed, shown in [
            ("25", "25/s"),
            ("inf", "max"),
            ("1", "1/s"),
            ("∞", "max"),
            ("2", "2/s"),
            ("max", "max"),
        ]:
            dialog = await SettingsDialog(player).open()
            await dialog.fill("Speed", typed)
            await dialog.apply()
            assert shown in player.text_note
        dialog = await SettingsDialog(player).open()
        await dialog.go_to("Speed")
        assert dialog.value == "max"  # one word for it, here and above the text


async def test_the_text_can_be_made_to_stop_with_its_unit() -> None:
    async with playing(mouse_session(temperature=0), prompt="the mouse ate") as player:
        dialog = await SettingsDialog(player).open()
        await dialog.choose("At unit end", "stop")
        await dialog.apply()
        await player.press("enter")
        await player.until(lambda: "stopped" in player.text_note and len(player.session.text.tokens) > 1, "the end")
        assert player.text == "the mouse ate the cheese¶"


WRONG = {
    "Seed": {
        "nine": "is no seed",
        "-1": "seed cannot be",
        "1.5": "is no seed",
        "": "is no seed",
        "18446744073709551616": "seed cannot be",
    },
    "Speed": {
        "fast": "is no speed",
        "0": "speed cannot be",
        "61": "speed cannot be",
        "nan": "is no speed",
        "": "is no speed",
    },
    "Table rows": {"0": "table rows", "many": "table rows", "-3": "table rows", "2.5": "table rows"},
}


async def test_a_wrong_value_is_refused_in_words_and_the_dialog_stays() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        session = player.session

        def settings() -> object:
            return session.recipe, session.text.sampling, session.playback.pace, session.views.rows

        before = settings()
        for name, wrong in WRONG.items():
            dialog = await SettingsDialog(player).open()
            for typed, words in wrong.items():
                await dialog.fill(name, typed)
                assert dialog.value.strip("│ ").startswith(typed)
                await dialog.apply()
                assert dialog.is_open, (name, typed)
                assert player.shows(words), (name, typed)
                assert player.shows(f"'{typed}'") or player.shows(f"cannot be {typed}"), (name, typed)
            assert settings() == before, name
            await player.press("escape")
            assert not dialog.is_open
            assert player.shows_table_of("the", 1.0), name


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
    """Nothing will ever come from it."""
    os.mkfifo(path)


def _locked(path: Path) -> None:
    path.write_text("a b a b")
    path.chmod(0)


def _link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


async def test_a_path_that_cannot_be_read_keeps_the_dialog_open_with_what_was_typed(tmp_path: Path) -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        state = player.session.text.state
        dialog = await SettingsDialog(player).open()
        await dialog.choose("Order", "2")
        await dialog.fill("Seed", "7")
        for make, words in [
            (_missing, "no corpus or file"),
            (_link_to_nothing, "no corpus or file"),
            (_empty, "is empty"),
            (_pipe, "neither a file nor a folder"),
            (_locked, "Permission denied"),
        ]:
            path = tmp_path / make.__name__
            make(path)
            if make is _locked and os.access(path, os.R_OK):
                continue  # this user may read everything
            await dialog.fill("or path", str(path))
            await dialog.go_to("Table rows")
            assert words not in dialog.text
            await dialog.apply()
            assert dialog.is_open
            assert words in dialog.text
            assert dialog.field == "or path"  # what is wrong has the focus
            await dialog.go_to("Order")
            assert dialog.value.startswith("2")
            await dialog.go_to("Seed")
            assert dialog.value == "7"
        await player.press("x", "l", "c")  # no commands, but text in this field
        assert player.session.text.state == state
        await player.press("escape")
        assert not dialog.is_open
        assert player.session.recipe == Recipe(("mouse",))


async def test_what_is_no_file_is_refused_in_the_dialog() -> None:
    async with playing(mouse_session()) as player:
        dialog = await SettingsDialog(player).open()
        for bad in ("/dev/null", "/dev/tty", "/dev/stdin", "/dev/zero", "x" * 5000):
            await dialog.fill("or path", bad)
            await dialog.go_to("Corpus")
            assert not player.shows("; give "), bad
            await dialog.apply()
            assert dialog.is_open, bad
            assert player.shows("neither a file") or player.shows("no corpus") or player.shows("cannot read"), bad
            assert dialog.field == "or path", bad


@pytest.mark.parametrize(("make", "words"), [(_blank, "is empty"), (_nul, "NUL"), (_folder, "nothing can be read")])
async def test_a_text_that_cannot_be_trained_on_leaves_the_model_and_can_be_mended(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "text"
    make(path)
    async with playing(mouse_session(), prompt="the mouse") as player:
        dialog = await SettingsDialog(player).open()
        await dialog.choose("Order", "2")
        await dialog.fill("or path", str(path))
        await dialog.apply()
        await player.until(lambda: player.said(words), f"a message: {words}")
        assert player.said("(mouse stays in use)")
        await player.until(lambda: player.shows(words.split()[0]), "the message on the screen")
        assert player.session.recipe == Recipe(("mouse",))
        assert "mouse" in player.status
        await player.press("f6")
        assert player.text == player.spelled("the mouse", 1)
        assert player.the_table().sums_to_one()
        await dialog.open()
        await dialog.go_to("or path")
        assert str(path).startswith(dialog.value[:40])
        await dialog.go_to("Order")
        assert dialog.value.startswith("2")
        other = tmp_path / "other"
        other.write_text("red blue red green\n" * 5)
        await dialog.fill("or path", str(other))
        await dialog.apply()
        await retrained(player, Recipe((str(other),), 2))
        await dialog.open()
        await dialog.go_to("or path")
        assert dialog.value.startswith("a file or a folder")  # it is the corpus now


async def test_what_could_not_be_trained_and_was_given_up_is_not_shown_again(tmp_path: Path) -> None:
    path = tmp_path / "text"
    _blank(path)
    async with playing(mouse_session()) as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("or path", str(path))
        await dialog.apply()
        await player.until(lambda: player.said("is empty"), "a message")
        await player.press("f2", "escape")
        await dialog.open()
        await dialog.go_to("or path")
        assert dialog.value.startswith("a file or a folder")


async def test_the_field_at_fault_has_the_focus_and_its_complaint_leaves_when_it_is_mended() -> None:
    async with playing(mouse_session(), size=(60, 16)) as player:
        for name, wrong in [
            ("Speed", "fast"),
            ("Seed", "-1"),
            ("Top-k", "0"),
            ("Top-p", "2"),
            ("Min-p", "x"),
            ("Table rows", "0"),
        ]:
            dialog = await SettingsDialog(player).open()
            await dialog.fill(name, wrong)
            await dialog.go_to("Corpus")
            await dialog.apply()
            assert dialog.is_open, name
            assert dialog.field == name
            assert dialog.value.startswith(wrong)
            assert player.shows("; give "), name
            await player.press("backspace")
            assert not player.shows("; give "), name
            await player.press("escape")


async def test_a_file_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a b a b")
    async with playing(mouse_session()) as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("or path", str(tmp_path / "file" / "below"))
        await dialog.apply()
        assert dialog.is_open
        assert "Not a directory" in dialog.text


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


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
async def test_the_settings_keep_the_field_with_the_focus_in_sight(size: tuple[int, int]) -> None:
    async with playing(mouse_session(), size=size) as player:
        dialog = await SettingsDialog(player).open()
        for name in ("Corpus", "Order", "Smoothing", "Tokenizer", "Speed", "At unit end", "Seed", "Table rows"):
            await dialog.walk_to(name)
            await player.until(partial(player.shows, name), name)


@pytest.mark.parametrize("size", SIZES)
async def test_every_value_of_the_settings_is_described_in_whole_clauses(size: tuple[int, int]) -> None:
    async with playing(fables_session(), prompt="The fox", size=size) as player:
        await player.press("escape", "l", "f2")  # with lanes, whose number is a subtitle
        assert player.shows("Settings ─")
        assert player.shows("cuts, what T anneals: of lane 2 ─")
        settings = SettingsDialog(player)
        seen = set()
        for _ in range(40):
            field = player.focus
            assert field is not None
            if field in seen:
                break
            seen.add(field)
            for _ in range(len(field._options) if isinstance(field, Choice) else 1):
                assert "…" not in "".join(inside_frame(player.screen())), settings.field
                if isinstance(field, Choice):
                    assert settings.value.split("▸")[-1].strip(), settings.value
                    await player.press("right")
            if isinstance(field, PromptInput):
                await player.press("end", "ctrl+u")
                assert len(field.placeholder) < field.size.width
            await player.press("down")
        assert len(seen) >= 12
        keys = inside_frame(player.screen())[-1].split()
        assert keys[:8] == ["Enter", "Apply", "Esc", "Cancel", "F1", "Help", "←→", "Change"]
        assert keys[8:] == ([] if size[0] == 60 else ["↑↓", "Setting"])


async def test_what_t_anneals_and_how_many_tokens_are_chosen_and_cuts_do_not_go_with_a_whole_sequence() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("Top-k", "2")
        await dialog.choose("T anneals", "sequence")
        await dialog.fill("Its tokens", "5")
        await dialog.apply()
        assert dialog.is_open
        assert player.shows("cuts keep single tokens")
        await dialog.fill("Top-k", "off")
        await dialog.apply()
        assert not dialog.is_open
        assert player.session.text.state.sequence_lengths == (5,)
        await player.press(*["f6"] * 5)
        assert player.shows("All 5 tokens are there.")
        assert len(player.session.text.tokens) == 5


async def test_a_parameter_goes_with_its_smoothing_and_is_refused_as_on_the_command_line() -> None:
    async with playing(mouse_session(), prompt="the") as player:
        dialog = await SettingsDialog(player).open()
        await dialog.choose("Smoothing", "jelinek-mercer")
        await dialog.go_to("Parameter")
        assert dialog.value == "0.7"
        assert "between 0 and 1" in dialog.text
        await dialog.fill("Parameter", "2")
        await dialog.apply()
        assert dialog.field == "Parameter"
        with pytest.raises(LmtuiError) as caught:
            parse_smoothing("jelinek-mercer:2")
        assert str(caught.value) in dialog.text
        await dialog.fill("Parameter", "0.4,0.3")
        await dialog.apply()
        assert "give one for each order" in dialog.text
        await dialog.fill("Parameter", "0.25")
        await dialog.choose("Theme", "projector")
        await dialog.apply()
        assert theme_name(player.app) == "projector"
        await retrained(player, Recipe(("mouse",), smoothing="jelinek-mercer:0.25"))
        await dialog.open()
        await dialog.go_to("Theme")
        assert dialog.value.startswith("projector")
        await dialog.go_to("Parameter")
        assert dialog.value == "0.25"
        await dialog.go_to("Smoothing")
        await player.press_ahead("right", "enter")  # add-k, whose own parameter has not been seen
        await retrained(player, Recipe(("mouse",), smoothing="add-k:0.05"))


async def test_a_neural_model_is_named_where_a_path_is_and_one_that_cannot_be_had_changes_nothing(
    tmp_path: Path,
) -> None:
    async with playing(mouse_session(), prompt="the", size=(80, 24)) as player:
        dialog = await SettingsDialog(player).open()
        await dialog.go_to("or path")
        assert player.shows("its folder, an .arpa or .gguf file, or the address of a server")
        await dialog.fill("or path", "http://user:key@host")
        await dialog.apply()
        assert player.shows("an address has no name and no key in it")
        await dialog.fill("or path", str(tmp_path / "none.gguf"))
        await dialog.apply()
        assert player.shows("there is no model")
        (tmp_path / "config.json").write_text('{"model_type": "llama", "auto_map": {}}')
        await dialog.fill("or path", str(tmp_path))
        await dialog.apply()
        await player.until(lambda: player.said("(mouse stays in use)"), "that the folder is not opened")
        await dialog.open()
        await dialog.fill("or path", f"http://127.0.0.1:{free_port()}")
        await dialog.apply()
        await player.until(
            lambda: player.shows("no answer from the server at http://127.0.0.1"), "that nobody answers"
        )
        assert player.shows("(mouse stays in use)")
        assert player.session.recipe == Recipe(("mouse",))


async def test_who_trains_is_chosen_and_where_that_fails_the_model_in_use_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)  # Dask is not installed
    async with playing(mouse_session(), prompt="the", size=(80, 24)) as player:
        dialog = await SettingsDialog(player).open()
        await dialog.go_to("Workers")
        assert dialog.value == "cores"
        await dialog.fill("Workers", "3")
        await dialog.fill("Memory", "1G")
        await dialog.fill("Scheduler", "tcp://127.0.0.1:1")
        await dialog.apply()
        assert dialog.field == "Scheduler"
        assert "a scheduler is for the engine dask; choose that, or leave this empty" in dialog.text
        await dialog.choose("Engine", "dask")
        await dialog.apply()
        assert not dialog.is_open
        assert player.session.recipe == Recipe(("mouse",))
        assert player.session.resources == Resources(3, 10**9, engine=DASK, scheduler="tcp://127.0.0.1:1")
        await dialog.open()
        await dialog.go_to("Memory")
        assert dialog.value == "1000M"
        await dialog.choose("Order", "2")
        await dialog.apply()
        await player.until(lambda: player.shows("needs Dask; install it with: pip install"), "why nobody trains")
        assert player.session.recipe == Recipe(("mouse",))
