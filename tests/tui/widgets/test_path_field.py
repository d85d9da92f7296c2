"""The field of a path: Tab completes what is typed, on the real settings screen."""

from __future__ import annotations

from pathlib import Path

from support.dialog import SettingsDialog
from support.player import mouse_session, playing

from lmtui.tui.widgets.path_field import PathField


async def test_tab_completes_a_path_and_names_what_it_can_go_on_with(tmp_path: Path) -> None:
    (tmp_path / "stories").mkdir()
    for name in ("stories/red.txt", "stories/rest.md"):
        (tmp_path / name).write_text("a b a b\n")
    async with playing(mouse_session(), size=(80, 24)) as player:
        dialog = await SettingsDialog(player).open()
        await dialog.fill("or path", str(tmp_path / "st"))
        await player.press("tab", "tab")
        path = player.focus
        assert isinstance(path, PathField)
        assert path.value == str(tmp_path / "stories" / "re")
        assert "red.txt rest.md" in dialog.text
        await dialog.fill("or path", "docs")  # a corpus of the machine
        await player.press("tab")
        assert path.value == "docstrings"
        assert "docstrings" in dialog.text
        await player.press("ctrl+u", "tab")
        assert dialog.field == "Order n"
