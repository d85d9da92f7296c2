"""The dialog that asks for the name of a file: what is typed is acted on, mended, or given up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.path_dialog import DIALOGS, answer, ask, is_asked
from support.player import fables_session, mouse_session, playing
from support.screen import inside_frame, prose

SIZES = [(60, 16), (80, 24), (120, 40)]


@pytest.mark.parametrize("key", DIALOGS)
async def test_escape_cancels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing(mouse_session(), prompt="the") as player:
        await player.press("f6", "f6")
        await player.press("tab")
        state, before = player.session.text.state, player.screen()
        await ask(player, key)
        assert player.shows(DIALOGS[key])
        await player.type("x")
        await player.press("escape")
        assert not is_asked(player)
        assert (player.session.text.state, player.screen()) == (state, before)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("key", DIALOGS)
async def test_no_path_is_a_cancel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing(mouse_session(), prompt="the") as player:
        await answer(player, key, " ")
        assert player.messages == []
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("key", "title", "hint"),
    [
        ("ctrl+e", "─ Export ─", ".txt text, .json with probabilities, .svg the screen"),
        ("ctrl+s", "─ Save the session ─", "prompt, model, luck, lanes and branches"),
        ("ctrl+o", "─ Open a session ─", "save first what is here"),
    ],
)
async def test_the_hint_of_a_file_dialog_is_whole(
    key: str, title: str, hint: str, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing(fables_session(), prompt="The fox", size=size) as player:
        await player.press("escape", key)
        assert player.shows(title)
        name, shown, keys = inside_frame(player.screen())
        assert name.strip()
        assert shown.strip() == hint
        assert keys.split() == ["Enter", "Accept", "Esc", "Cancel", "F1", "Help"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["ctrl+e", "ctrl+s", "ctrl+o"])
async def test_a_complaint_about_a_long_path_is_whole_and_so_are_the_keys(
    key: str, size: tuple[int, int], tmp_path: Path
) -> None:
    path = f"{tmp_path}/missing/{'x' * 100}.json"
    async with playing(fables_session(), prompt="The fox", size=size) as player:
        await player.press("escape", key, "end", "ctrl+u")
        await player.paste(path)
        await player.press("enter")
        _, *complaint, keys = inside_frame(player.screen())
        said = prose(complaint)
        assert said.endswith("; check the path" if key == "ctrl+o" else "; choose another place")
        assert "No such file" in said
        assert keys.split() == ["Enter", "Accept", "Esc", "Cancel", "F1", "Help"]
