"""The dialog that asks for the name of a file: what is typed is acted on, mended, or given up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.path_dialog import DIALOGS, answer, ask, is_asked
from support.player import Player, fables_session, mouse_session, playing
from support.screen import inside_frame, prose

KEYS = ["Enter", "Accept", "Esc", "Cancel", "F1", "Help", "↑↓", "Pick", "Tab", "Complete"]
SIZES = [(60, 16), (80, 24), (120, 40)]


async def test_escape_cancels_and_so_does_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing(mouse_session(), prompt="the") as player:
        await player.press("f6", "f6")
        await player.press("tab")
        state, before = player.session.text.state, player.screen()
        for key, title in DIALOGS.items():
            await ask(player, key)
            assert player.shows(title)
            await player.type("x")
            await player.press("escape")
            assert not is_asked(player), key
            assert (player.session.text.state, player.screen()) == (state, before), key
            await answer(player, key, " ")
            assert player.messages == [], key
    assert os.listdir(tmp_path) == []


HINTS = [
    ("ctrl+e", "─ Export ─", ".txt text, .json with probabilities, .svg the screen", "choose another place"),
    ("ctrl+s", "─ Save the session ─", "prompt, model, luck, lanes and branches", "choose another place"),
    ("ctrl+o", "─ Open a session ─", "save first what is here", "check the path"),
]


@pytest.mark.parametrize("size", SIZES)
async def test_hints_and_complaints_about_a_long_path_are_whole_and_so_are_the_keys(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path, named = f"{tmp_path}/missing/{'x' * 100}.json", KEYS[: 8 if size[0] == 60 else None]
    async with playing(fables_session(), prompt="The fox", size=size) as player:
        await player.press("escape")
        for key, title, hint, advice in HINTS:
            await player.press(key)
            assert player.shows(title)
            name, *_, shown, keys = inside_frame(player.screen())
            assert name.strip(), key
            assert shown.strip() == hint
            assert keys.split() == named, key
            await player.press("end", "ctrl+u")
            await player.paste(path)
            await player.press("enter")
            _, *complaint, keys = inside_frame(player.screen())
            said = prose(complaint)
            assert said.endswith(f"; {advice}"), key
            assert "No such file" in said, key
            assert keys.split() == named, key
            await player.press("escape")


def listed(player: Player) -> list[str]:
    """The rows of the list, the picked one with its mark."""
    return [row.strip() for row in inside_frame(player.screen())[1:-2] if row.strip()]


async def test_files_are_offered_picked_completed_and_folders_gone_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("talks", ".hidden"):
        (tmp_path / folder).mkdir()
    async with playing(mouse_session(), prompt="the") as player:
        await answer(player, "ctrl+s", "talks/owl-1.json")
        await answer(player, "ctrl+s", "talks/owl-2.json")
        await answer(player, "ctrl+e", "talks/owl.txt")
        await ask(player, "ctrl+o")
        assert listed(player) == ["../", "owl-1.json", "owl-2.json"]  # beside the last one
        await player.press("end", "ctrl+u")
        assert listed(player) == ["../", "talks/"]
        await player.press_ahead("down", "down", "enter", "o", "tab")
        assert inside_frame(player.screen())[0].strip() == "talks/owl-"
        assert listed(player) == ["owl-1.json", "owl-2.json"]
        await player.press("x")
        assert player.shows("no such file here")
        await player.press("backspace", "up", "down")
        assert listed(player) == ["owl-1.json", "▸ owl-2.json"]
        await player.press("enter")
        assert not is_asked(player)
        await player.until(lambda: player.session.path.endswith("talks/owl-2.json"), "the opened session")
        await ask(player, "ctrl+o")
        await player.press("end", "ctrl+u", "down")
        assert inside_frame(player.screen())[0].strip() == "../"
        await player.press("escape")
