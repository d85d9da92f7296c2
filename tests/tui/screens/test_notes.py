"""Notes are written, saved with the session, and shown when it is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.path_dialog import answer
from support.player import mouse_session, playing
from support.screen import inside_frame


async def test_notes_are_written_saved_and_shown_when_the_session_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with playing(mouse_session(), prompt="the", ready=True) as player:
        await player.press("escape", "N")
        await player.type("melt it")
        await player.press("escape")
        assert player.session.notes == ""
        await player.press("N")
        await player.press_ahead(*"for Tuesday", "enter")
        assert player.session.notes == "for Tuesday"
        assert player.said("Ctrl+S saves the session with its notes")
        await answer(player, "ctrl+s", "it.json")
        await player.press("N", "end", "ctrl+u", "enter")
        assert player.session.notes == ""
        await answer(player, "ctrl+o", "it.json")
        await player.until(lambda: player.said("notes: for Tuesday"), "the notes")
        await player.press("N")
        assert inside_frame(player.screen())[0].strip() == "for Tuesday"
        assert player.shows("Enter Accept  Esc Cancel")
        await player.press("escape")
