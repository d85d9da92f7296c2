"""Keys are called what is printed on keyboards; with another keymap everything that is said names the other keys."""

from __future__ import annotations

import pytest
from support.player import Player, mouse_session, playing
from support.screen import inside_frame

from lmtui.tui.key_lines import Hint
from lmtui.tui.key_names import KeyNames, key_name
from lmtui.tui.screens.settings import SettingsScreen


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("f1", "F1"),
        ("escape", "Esc"),
        ("question_mark", "?"),
        ("u", "u"),
        ("U", "U"),
        ("shift+left", "Shift+←"),
        ("ctrl+s", "Ctrl+S"),
        ("pagedown", "PgDn"),
        ("0-9", "0-9"),
        ("delete", "Delete"),
        ("left_square_bracket", "["),
    ],
)
def test_a_key_is_called_what_is_printed_on_it(key: str, name: str) -> None:
    assert key_name(key) == name


@pytest.mark.parametrize(
    ("hint", "shown"),
    [
        (Hint("help"), ("F1", "Help")),
        (Hint("run", key=1), ("Space", "Run")),
        (Hint("undo", key=1), ("u", "Undo")),
        (Hint("quit"), ("^Q", "Quit")),
        (Hint("rewind"), ("Del", "Rewind")),
        (Hint("add-lane", "Add"), ("l", "Add")),
        (Hint("previous-lane next-lane"), ("[ ]", "Lane")),
        (Hint("slide-colder slide-warmer type-digits"), ("←→ 0-9", "T")),
        (Hint("previous-token next-token line-up line-down"), ("←→↑↓", "Look")),
    ],
)
def test_key_lines_name_keys_in_short(hint: Hint, shown: tuple[str, str]) -> None:
    assert KeyNames().hint(hint) == shown


def test_a_template_takes_keys_by_action_and_other_values_as_they_are() -> None:
    names = KeyNames({"undo": "ctrl+u,z"})
    assert names.fill("{undo} undoes; {file} stays", file="{redo}") == "Ctrl+U undoes; {redo} stays"
    assert names.all_of("undo") == "Ctrl+U, z"
    with pytest.raises(KeyError):
        names.fill("{no-such-action}")


async def shown_in_help(player: Player) -> str:
    await player.resize(100, 300)
    await player.press("f10")
    return " ".join(" ".join(inside_frame(player.screen())).split())


async def test_another_keymap_changes_what_keys_do_and_all_that_is_said_about_keys() -> None:
    async with playing(mouse_session(), prompt="the", ready=True) as player:
        player.app.set_keymap({"help": "f10", "interrupt": "ctrl+k"})
        player.app.update_keymap({"settings": "f12", "add-lane": "z", "restart": "f11", "take": "ctrl+r"})
        await player.settle()
        assert player.shows(" F10 Help  ^Q Quit  F11 Run ")
        assert player.shows(" F12 Settings ")
        assert player.shows(" F11    a text grows from the prompt")
        assert player.shows("Tab to here, then ↑ ↓ Ctrl+R takes another")
        await player.press("ctrl+k")
        assert player.said("press Ctrl+K again to quit")
        await player.press("escape", "]")
        assert player.said("there is one lane; z adds another")
        await player.press("z")
        assert len(player.session.text.state.samplings) == 2
        await player.press("f2")
        assert not isinstance(player.app.screen, SettingsScreen)
        await player.press("f12")
        assert isinstance(player.app.screen, SettingsScreen)
        await player.press("escape")
        text = await shown_in_help(player)
    assert "F10 this help" in text
    assert "F12 corpus, model, seed" in text
    assert "F12 sets them" in text
