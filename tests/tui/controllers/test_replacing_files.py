"""No file is replaced unasked that was not written under its name, for its purpose, and is as it was; endings."""

from __future__ import annotations

import json
import os
import re
from itertools import product
from pathlib import Path

import pytest
from support.cli import strict_json
from support.models import trie_of
from support.mouse import session as ready_session
from support.path_dialog import is_asked
from support.player import Player, mouse_session, playing
from support.screen import inside_frame, prose

from lmtui import __version__
from lmtui.playground import exports, session_file
from lmtui.playground.session import Session
from lmtui.recipe import Recipe
from lmtui.sampling.settings import Sampling
from lmtui.tui.widgets.prompt import PromptInput


def dialog(player: Player) -> str:
    """What an open dialog says, as if it stood on one line."""
    assert is_asked(player)
    return prose(inside_frame(player.screen()))


async def give(player: Player, key: str, path: Path | str) -> None:
    """Give a path; the keys are in the slider, where Ctrl+E is no key of a line of text."""
    await player.press("tab") if player.focus is player.prompt else None
    await player.press(key)
    await player.press("end", "ctrl+u")
    await player.paste(str(path))
    await player.press("enter")


async def with_text(player: Player) -> None:
    await player.press("f6", "f6", "tab")


SESSION, TEXT, NUMBERS = ("ctrl+s", ""), ("ctrl+e", ""), ("ctrl+e", ".json")


async def test_a_session_and_an_export_do_not_replace_each_other_unasked(tmp_path: Path) -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        await with_text(player)
        for number, (first, then, ending) in enumerate(
            [
                ("ctrl+s", "ctrl+e", ".json"),
                ("ctrl+e", "ctrl+s", ".json"),
                ("ctrl+s", "ctrl+e", ""),
                ("ctrl+e", "ctrl+s", ""),
            ]
        ):
            path = tmp_path / f"{number}{ending}"
            await give(player, first, path)
            assert not is_asked(player), path
            written = path.read_bytes()
            await player.press("f6", "f6", "f6")
            await give(player, then, path)
            assert "Enter replaces it" in dialog(player), path
            await player.press("escape")
            assert path.read_bytes() == written, path
            await give(player, first, path)  # it is still what it was written for
            assert not is_asked(player), path
            changed = path.read_bytes()
            assert changed != written, path
            await give(player, then, path)
            await player.press("enter")
            assert not is_asked(player), path
            assert path.read_bytes() != changed, path
            await give(player, first, path)  # and now it is the other's
            assert "Enter replaces it" in dialog(player), path
            await player.press("escape")


def rewritten(path: Path) -> None:
    path.write_text("years of work")


def moved_here(path: Path) -> None:
    path.with_name("other").write_text("years of work")
    os.replace(path.with_name("other"), path)


async def test_what_another_program_has_made_of_our_file_is_not_replaced_unasked(tmp_path: Path) -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        await with_text(player)
        for change, (key, ending) in product((rewritten, moved_here), (SESSION, TEXT, NUMBERS)):
            path = tmp_path / f"{change.__name__}{key}{ending}"
            await give(player, key, path)
            assert not is_asked(player), path
            change(path)
            await give(player, key, path)
            assert "Enter replaces it" in dialog(player), path
            await player.press("escape")
            assert path.read_text() == "years of work", path
            await give(player, key, path)
            await player.press("enter")
            assert not is_asked(player), path
            assert "mouse" in path.read_text(), path


async def test_an_opened_session_is_saved_to_its_file_and_to_no_changed_one(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    session_file.save(ready_session("the mouse"), str(path))
    async with playing(mouse_session(), prompt="cheese") as player:
        await player.press("tab")
        await give(player, "ctrl+o", path)
        await player.until(lambda: player.session.text.prompt == "the mouse", "the session")
        await player.settle()
        await player.press("f6", "ctrl+s", "enter")
        assert not is_asked(player)
        assert session_file.read(str(path)).branches[0][0].length == 1
        path.write_text("years of work")
        await player.press("ctrl+s", "enter")
        assert "Enter replaces it" in dialog(player)
        assert path.read_text() == "years of work"


async def test_a_file_that_changed_while_its_session_was_opened_is_not_replaced_unasked(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    session_file.save(ready_session("the mouse"), str(path))
    kept = session_file.read(str(path))
    path.write_text("years of work")
    async with playing(Session(Recipe(("mouse",)), Sampling()), saved=kept, ready=False) as player:
        await player.until(lambda: player.session.text.prompt == "the mouse", "the session")
        await player.settle()
        await player.press("ctrl+s")
        assert player.app.screen.query_one(PromptInput).value == str(path)
        await player.press("enter")
        assert "Enter replaces it" in dialog(player)
        assert path.read_text() == "years of work"


async def test_a_link_to_our_file_is_another_name(tmp_path: Path) -> None:
    path, link = tmp_path / "x.json", tmp_path / "link.json"
    async with playing(mouse_session(), prompt="the mouse") as player:
        await with_text(player)
        await give(player, "ctrl+s", path)
        link.symlink_to(path)
        await give(player, "ctrl+s", link)
        assert "Enter replaces it" in dialog(player)
        await player.press("enter")
        assert link.is_symlink()
        assert not path.is_symlink()


async def test_one_name_however_it_is_written_is_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path / "folder")
    async with playing(mouse_session(), prompt="the mouse") as player:
        await with_text(player)
        for name in ("../x.json", "~/x.json", tmp_path / "x.json", tmp_path / "folder" / ".." / "x.json"):
            await give(player, "ctrl+s", name)
            assert not is_asked(player), name
    assert sorted(os.listdir(tmp_path)) == ["folder", "x.json"]


# Endings


async def test_an_unknown_ending_is_refused_where_it_was_typed(tmp_path: Path) -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        await with_text(player)
        for name in ("new.pdf", "new.html", "new.docx", "new.PNG", "new.json.gz", "new."):
            await give(player, "ctrl+e", tmp_path / name)
            for ending in (".txt", ".json", ".svg"):
                assert ending in dialog(player), name
            assert player.app.screen.query_one(PromptInput).value == str(tmp_path / name)
            assert os.listdir(tmp_path) == [], name
            await player.press_ahead("end", *["backspace"] * len(name), *"new.txt", "enter")
            assert not is_asked(player), name
            assert os.listdir(tmp_path) == ["new.txt"], name
            os.remove(tmp_path / "new.txt")


async def test_a_session_is_a_json_file(tmp_path: Path) -> None:
    async with playing(mouse_session(), prompt="the mouse") as player:
        await with_text(player)
        for name in ("x.txt", "x.svg", "x.arpa", "x.session"):
            await give(player, "ctrl+s", tmp_path / name)
            assert "end its name in .json" in dialog(player), name
            assert os.listdir(tmp_path) == [], name
            await player.press("escape")


async def test_a_session_opened_from_a_file_of_any_name_is_saved_there(tmp_path: Path) -> None:
    path = tmp_path / "old.session"
    session_file.save(ready_session("the mouse"), str(path))
    async with playing(mouse_session(), prompt="cheese") as player:
        await player.press("tab")
        await give(player, "ctrl+o", path)
        await player.until(lambda: player.session.text.prompt == "the mouse", "the session")
        await player.settle()
        await player.press("f6", "ctrl+s", "enter")
        assert not is_asked(player)
        assert session_file.read(str(path)).branches[0][0].length == 1


# What stands in an export


def words_of(picture: str) -> str:
    return re.sub("<[^>]*>", "", picture).replace("&#160;", " ").replace("\xa0", " ")


@pytest.mark.parametrize("ahead", [False, True])
async def test_a_picture_holds_neither_a_message_nor_the_dialog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("it.svg")
    async with playing(mouse_session(), prompt="the mouse") as player:
        await with_text(player)
        keys = ["U", "ctrl+e", "end", "ctrl+u", *str(path), "enter"]
        if ahead:
            await player.press_ahead(*keys)
        else:
            await player.press("U")
            assert player.said("nothing to redo")
            await player.until(lambda: player.shows("nothing to redo"), "the message")
            await player.press(*keys[1:])
        words = words_of(path.read_text())
        for said in ("nothing to redo", "Export", "written"):
            assert said not in words
        for shown in ("lmtui", "Prompt", "cheese", "Next after", "F1"):
            assert shown in words
        assert player.said("written to")  # and what is said afterwards is seen
        await player.until(lambda: player.shows("written to"), "the message")
        await player.press("ctrl+e", "end", "ctrl+u", *"again.svg", "enter")
        assert "written" not in words_of(Path("again.svg").read_text())


async def test_the_exported_json_names_the_model(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("a b a c\n" * 5)
    recipe = Recipe(("mouse", str(tmp_path / "mine.txt")), 2, "add-k:0.5", "char")
    session = Session(recipe, Sampling(seed=4))
    async with playing(session, prompt="the") as player:
        await with_text(player)
        await give(player, "ctrl+e", tmp_path / "it.json")
        record = strict_json((tmp_path / "it.json").read_text())
        assert session.sampler is not None
        assert (record["program"], record["version"]) == ("lmtui", __version__)
        assert record["recipe"] == {
            "corpora": ["mouse", str(tmp_path / "mine.txt")],
            "order": 2,
            "smoothing": "add-k:0.5",
            "tokenizer": "char",
            "model": "",
            "server": "",
            "unit": "auto",
            "closed": False,
            "min_count": 1,
            "exact_text": False,
            "encoding": "",
            "prune": "",
            "limit_vocab": "",
        }
        assert record["vocabulary"] == trie_of(session.sampler).vocabulary_size
        assert record["fingerprint"] == session.sampler.model.fingerprint


def test_the_exported_json_of_a_model_from_elsewhere_names_its_path_and_no_corpus() -> None:
    session = Session(Recipe(("fables",), model="/my/model.arpa"), Sampling())
    record = json.loads(exports.export_json(session))
    assert (record["recipe"]["corpora"], record["recipe"]["model"]) == ([], "/my/model.arpa")
    assert (record["vocabulary"], record["fingerprint"]) == (None, None)
