"""The table of actions is whole, and nothing but the table names a key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers, isclass, signature
from pathlib import Path
from pkgutil import walk_packages

import pytest
from support.player import mouse_session, playing
from textual.actions import parse
from textual.dom import DOMNode

import lmtui.cli
import lmtui.playground
import lmtui.tui
from lmtui.tui.action import Action, Place
from lmtui.tui.actions import ACTIONS, acting_in, bindings
from lmtui.tui.app import PlaygroundApp
from lmtui.tui.help_lines import _IDEAS, _SECTIONS
from lmtui.tui.key_lines import KEY_LINES
from lmtui.tui.key_names import KeyNames

IDS = {action.id for action in ACTIONS}
HANDLED_BY_WIDGETS = {"type-digits", "next-part"}
"""Actions without a binding of ours: the slider and the table take digits, and Textual takes Tab."""


def classes_of_tui() -> Iterator[type[DOMNode]]:
    """Every app, screen and widget of the program, but not the yardsticks that the bench compares with."""
    for module in walk_packages(lmtui.tui.__path__, "lmtui.tui."):
        if module.name.rpartition(".")[2] not in ("stock_app", "bare_app"):
            for _, one in getmembers(import_module(module.name), isclass):
                if issubclass(one, DOMNode) and one.__module__ == module.name:
                    yield one


CLASSES = list(classes_of_tui())
OF_PLACE = {
    Place.PROGRAM: PlaygroundApp,
    **{place: one for one in CLASSES if isinstance(place := vars(one).get("PLACE"), Place)},
}
"""The class that is each place."""


def test_every_place_is_one_class() -> None:
    assert set(OF_PLACE) == set(Place)
    assert len({*OF_PLACE.values()}) == len(OF_PLACE)


def test_ids_are_unique() -> None:
    assert len(IDS) == len(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_has_a_handler_in_each_place_where_it_applies(action: Action) -> None:
    assert action.help
    assert bool(action.call) != (action.id in HANDLED_BY_WIDGETS)
    if action.call:
        namespace, name, _ = parse(action.call)
        for place in (*action.places, *action.also):
            where = PlaygroundApp if namespace == "app" else OF_PLACE[place]
            assert callable(getattr(where, f"action_{name}", None))


async def test_every_route_leads_to_a_method_that_takes_its_arguments() -> None:
    async with playing(mouse_session(), ready=False) as player:
        for action in ACTIONS:
            _, name, arguments = parse(action.call) if action.call else ("", "", ())
            if name == "route":
                owner, _, method = str(arguments[0]).partition(".")
                signature(getattr(player.app._playground._owners[owner], method)).bind(*arguments[1:])


@pytest.mark.parametrize("place", Place, ids=lambda place: place.name)
def test_no_two_actions_of_a_place_share_a_key(place: Place) -> None:
    keys = [key for action in acting_in(place) for key in action.keys.split(",")]
    assert len(set(keys)) == len(keys)


def test_every_binding_comes_from_the_table() -> None:
    for one in CLASSES:
        place = next((place for place, its in OF_PLACE.items() if its is one), None)
        assert vars(one).get("BINDINGS", []) == (bindings(place) if place else [])


def test_every_action_is_in_the_help_once_for_each_of_its_places() -> None:
    listed = [place for _, places in _SECTIONS for place in places]
    assert len(set(listed)) == len(listed)
    assert {place for action in ACTIONS for place in action.places} == set(listed)


def test_key_lines_name_actions_that_act_there_or_on_the_screen_below() -> None:
    below = {place: {Place.PLAYGROUND, Place.PROGRAM} for place in KEY_LINES}
    below[Place.SETTINGS] = {Place.CHOICE}
    below[Place.PATH] = set()
    for place, hints in KEY_LINES.items():
        for hint in hints:
            assert all(KeyNames().hint(hint))
            for name in hint.actions.split():
                assert any(name in [action.id for action in acting_in(one)] for one in {place} | below[place])


# What the program says


KEY_NAMED = re.compile(
    r"\bF\d+\b|\bCtrl\b|\bEsc\b|\bEnter\b|\bTab\b|\bDel\b|\bSpace\b|\bBackspace\b|\bPg(Up|Dn)\b|[←→]|↑ ?↓|\^[A-Z]\b"
    r"|(^|[:;,.] |then |press )[a-oq-zA-Z] [a-z]{2,}s\b"  # p is a probability
)
NO_SENTENCES = {"lmtui/tui/key_names.py", "lmtui/tui/glyphs.py"}
"""Where the names of keys, and the characters for arrows, come from."""
FIELD = re.compile(r"\{([^{}]*)\}")


def strings(module: Path) -> Iterator[str]:
    """The string literals of a module that are no docstrings; one with values in it in pieces."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def modules() -> list[Path]:
    """Every module that says something to whoever uses the playground."""
    folders = [Path(next(iter(package.__path__))) for package in (lmtui.tui, lmtui.playground, lmtui.cli)]
    return [module for folder in folders for module in sorted(folder.rglob("*.py"))]


def test_no_message_names_a_key_literally() -> None:
    saying = [module for module in modules() if not module.as_posix().endswith(tuple(NO_SENTENCES))]
    assert len(saying) > 150
    texts = {(module, text) for module in saying for text in strings(module)}
    assert [(module, text) for module, text in texts if KEY_NAMED.search(text) and "2^H" not in text] == []


@pytest.mark.parametrize(
    "text", ["F2 sets them", "no lane; l adds another", "press Enter", "Esc, then u brings it back"]
)
def test_a_key_in_a_message_would_be_found(text: str) -> None:
    assert KEY_NAMED.search(text)


def test_every_sentence_of_the_help_can_be_filled() -> None:
    for text in (*_IDEAS, *(action.help for action in ACTIONS)):
        assert set(FIELD.findall(text.replace("{{", "").replace("}}", ""))) <= IDS
        assert KeyNames().fill(text)
