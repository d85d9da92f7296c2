"""Nothing that a dialog says of itself is cut, at any size the program runs in: titles, hints, descriptions, keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.dialog import SettingsDialog
from support.player import Player, fables_session, playing
from support.screen import prose

from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.widgets.choice import Choice
from lmtui.tui.widgets.prompt import PromptInput

SIZES = [(60, 16), (80, 24), (120, 40)]


def dialog(player: Player) -> list[str]:
    """The lines inside the frame that stands over the playground."""
    return [line.split("│")[1] for line in player.screen() if line.count("│") >= 2]


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
        name, shown, keys = dialog(player)
        assert name.strip()
        assert shown.strip() == hint
        assert keys.split() == ["Enter", "Accept", "Esc", "Cancel"]


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
        _, *complaint, keys = dialog(player)
        said = prose(complaint)
        assert said.endswith("; check the path" if key == "ctrl+o" else "; choose another place")
        assert "No such file" in said
        assert keys.split() == ["Enter", "Accept", "Esc", "Cancel"]


@pytest.mark.parametrize("size", SIZES)
async def test_every_value_of_the_settings_is_described_in_whole_clauses(size: tuple[int, int]) -> None:
    async with playing(fables_session(), prompt="The fox", size=size) as player:
        await player.press("escape", "l", "f2")  # with lanes, whose number is a subtitle
        assert player.shows("Settings ─")
        assert player.shows("cuts: of lane 2 ─")
        settings = SettingsDialog(player)
        seen = set()
        for _ in range(40):
            field = player.focus
            assert field is not None
            if field in seen:
                break
            seen.add(field)
            for _ in range(len(field._options) if isinstance(field, Choice) else 1):
                assert "…" not in "".join(dialog(player)), settings.field
                if isinstance(field, Choice):
                    assert settings.value.split("▸")[-1].strip(), settings.value
                    await player.press("right")
            if isinstance(field, PromptInput):
                await player.press("end", "ctrl+u")
                assert len(field.placeholder) < field.size.width
            await player.press("down")
        assert len(seen) >= 12
        assert dialog(player)[-1].split() == ["↑↓", "Setting", "←→", "Change", "Enter", "Apply", "Esc", "Cancel"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["p", ""])
async def test_the_sweep_fits(size: tuple[int, int], key: str) -> None:
    async with playing(fables_session(), prompt="The fox", size=size) as player:
        await player.press("escape", "f4")
        await player.until(lambda: player.shows("done: 9 of 9"), "the end")
        await player.press(*[key] if key else [])
        inside = dialog(player)
        assert "…" not in "".join(inside)
        words = inside[1].split()
        if key:
            assert words == ["T", "perplexity", "log", "distinct-2", "copied"]
        else:
            several = ["distinct-1", "-2", "-3"] if size[0] < 80 else ["distinct-1", "distinct-2", "distinct-3"]
            assert words == ["T", "perplexity", *several, "rank", "bits", "copied"]
        assert inside[-1].split()[:2] == ["Esc", "Close"]
        assert inside[-1].split()[-4:] == ["←→", "0-9", "T", "1"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_help_wraps_and_cuts_nothing(size: tuple[int, int]) -> None:
    async with playing(fables_session(), size=size) as player:
        await player.press("f1")
        lines = dialog(player)
        for _ in range(3):
            assert all(line.endswith(" ") or line.rstrip()[-1:] in "▁▂▃▄▅▆▇█▔" for line in lines)
            await player.pilot.press("pagedown")
            lines = dialog(player)


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("size", [(80, 24), (81, 25), (120, 40), (200, 60)])  # a smaller table has no bars
async def test_the_legend_of_the_table_names_all_three_marks(size: tuple[int, int], ascii_only: bool) -> None:
    glyphs = ASCII if ascii_only else UNICODE
    async with playing(fables_session(), prompt="The fox", size=size, ascii_only=ascii_only) as player:
        head = player.table_pane.render_line(1).text
        legend = head.split(" n ")[1]
        assert f"{glyphs.upper}p" in legend
        assert f"{glyphs.lower}p_T" in legend
        assert glyphs.both in legend
        assert (f"{glyphs.both}both" in legend) == (size[0] >= 120)
