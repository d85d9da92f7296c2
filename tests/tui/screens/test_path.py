"""The dialog that asks for the name of a file: what is typed is acted on, mended, or given up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.path_dialog import DIALOGS, answer, ask, is_asked
from support.player import mouse_session, playing


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
