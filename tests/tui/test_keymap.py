"""Keys are read as people write them; what makes no sense is named with its line."""

from __future__ import annotations

import string

import pytest
from support.player import mouse_session, playing
from textual.binding import Binding, BindingsMap

from lmtui.errors import SettingError
from lmtui.options.config_file import Entry
from lmtui.options.playground import KEYMAP
from lmtui.tui.actions import ACTIONS
from lmtui.tui.key_names import KeyNames, character_name, key_name
from lmtui.tui.keymap import KEYMAPS, read_key, read_keys


def entries(**keys: object) -> dict[str, Entry]:
    return {name.replace("_", "-"): Entry(value, line) for line, (name, value) in enumerate(keys.items(), 1)}


def faults(base: str = "default", **keys: object) -> list[str]:
    return [fault.at("F") for fault in read_keys(entries(**keys), base)[1]]


def test_every_key_of_the_table_is_read_by_its_name_and_by_what_is_printed_on_it() -> None:
    for key in {key for action in ACTIONS if action.call for key in action.keys.split(",")}:
        assert read_key(key) == read_key(key_name(key)) == key


def test_characters_are_called_as_textual_calls_them() -> None:
    for character in string.punctuation:
        (binding,) = BindingsMap([Binding(character, "x")]).key_to_bindings if character != "," else ["comma"]
        assert read_key(character) == character_name(character) == binding
        assert key_name(binding) == character


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ctrl+S", "ctrl+s"),
        ("shift+a", "A"),
        ("+", "plus"),
        ("ctrl++", "ctrl+plus"),
        ("Shift+Alt+F5", "alt+shift+f5"),
    ],
)
def test_keys_may_be_written_in_several_ways(text: str, key: str) -> None:
    assert read_key(text) == key


@pytest.mark.parametrize("text", ["", "bogus", "ctrl+", "hyp+x", "xy", "f25", "\x1b", "ctrl+i", "Ctrl+["])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match=r"there is no key|sends the same"):
        read_key(text)


def test_a_keymap_gives_textual_the_keys() -> None:
    keymap, found = read_keys(entries(quit="ctrl+w, F11", step=["?", ","], help="f1"), "default")
    assert (keymap, found) == ({"quit": "ctrl+w,f11", "step": "question_mark,comma", "help": "f1"}, [])


def test_faults_are_named_by_line() -> None:
    assert faults(
        zzz="x", quitt="x", type_digits="x", run=7, clear=[], step="j", stop=["s", "x y"], back="escape,c"
    ) == [
        "F:1: zzz: there is no such action; see lmtui config --keys for those there are",
        "F:2: quitt: there is no such action; did you mean 'quit'?",
        "F:3: type-digits: these keys stay as they are; take it out",
        "F:4: run: give a key in quotes, or a list of keys",
        "F:5: clear: give a key in quotes, or a list of keys",
        "F:6: step: j is a key of sequences, too; give one of them another key",
        "F:7: stop: there is no key 'x y'; give one such as f5, ctrl+s, escape, pageup, x, X or ?",
        "F:8: back: c is a key of clear, too; give one of them another key",
    ]
    assert faults(clear="ctrl+q") == ["F:1: clear: Ctrl+Q is a key of quit, too; give one of them another key"]
    assert faults(step="j", sequences="f10,n") == []  # they change places
    assert faults("vi", step="j") == ["F:1: step: j is a key of colder, too; give one of them another key"]


@pytest.mark.parametrize("name", KEYMAPS)
def test_a_keymap_that_comes_with_the_program_has_no_faults(name: str) -> None:
    written = {action: Entry(keys, 1) for action, keys in KEYMAPS[name].items()}
    assert read_keys(written, "default") == (dict(KEYMAPS[name]), [])


def test_the_option_offers_the_keymaps() -> None:
    assert list(KEYMAP.choices) == list(KEYMAPS)


async def test_vi_keys_move_and_the_screen_names_the_keys_that_hold() -> None:
    async with playing(mouse_session(), prompt="the", ready=True) as player:
        keymap, _ = read_keys(entries(help="f11"), "vi")
        player.app.set_keymap(keymap)
        await player.press("escape", "h", "h", "l", "n", "n")
        assert player.session.text.sampling.temperature < 1
        assert len(player.session.text.tokens) == 2
        assert player.shows(" F11 Help ")
        await player.press("tab", "h")
        assert player.session.position == 1
        await player.press("l", "tab", "j", "j", "k")
        before = len(player.session.text.state.samplings)
        await player.press("z")
        assert len(player.session.text.state.samplings) == before + 1
    assert KeyNames(keymap).keys("colder") == ["down", "j"]
