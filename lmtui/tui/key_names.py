"""The names of keys, in everything that the screen says about keys."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from lmtui.tui.actions import ACTIONS
from lmtui.tui.key_lines import Hint

if TYPE_CHECKING:
    from textual.dom import DOMNode

_ACTIONS = {action.id: action for action in ACTIONS}
NAMES = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}
"""What is printed on keys that are not called so by Textual."""

_SHORT_NAMES = {"Delete": "Del"}
_ARROWS = frozenset("↑↓←→")
_CHARACTERS = {
    "at": "commercial at",
    "backslash": "reverse solidus",
    "greater_than_sign": "greater-than sign",
    "less_than_sign": "less-than sign",
    "minus": "hyphen-minus",
    "plus": "plus sign",
    "slash": "solidus",
    "underscore": "low line",
}
"""Unicode's names of the characters whose names at Textual are not these with `_` for blanks."""


def key_name(key: str) -> str:
    """A key of Textual's, such as "shift+left", as it is printed on keyboards."""
    *modifiers, last = key.split("+")
    if len(last) > 1 or modifiers:
        last = NAMES.get(last) or character_of(last) or last.capitalize()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), last])


def character_of(key: str) -> str:
    """The character that Textual calls so, such as `?` for "question_mark"; "" where there is none."""
    with suppress(KeyError):
        character = unicodedata.lookup(_CHARACTERS.get(key, key.replace("_", " ")))
        return character if character.isprintable() and not character.isspace() else ""
    return ""


def character_name(character: str) -> str:
    """What Textual calls a character, such as "question_mark" for `?`; "" for one that is no key."""
    name = unicodedata.name(character, "").lower()
    named = {unicode: key for key, unicode in _CHARACTERS.items()}
    return named.get(name, name.replace("-", "_").replace(" ", "_"))


class KeyNames:
    """Names the keys that actions have.

    Args:
        keymap: for the actions without their default keys: by the id of the action, Textual's names of its keys,
            separated by commas.

    Attributes:
        keymap: the same.
    """

    def __init__(self, keymap: Mapping[str, str] | None = None) -> None:
        self.keymap = dict(keymap or {})
        self._filled: dict[str, str] = {}  # the screen asks for the same few texts and hints at every key
        self._hints: dict[Hint, tuple[str, str]] = {}

    def keys(self, action: str) -> list[str]:
        """The keys of the action with an id, as Textual names them."""
        return (self.keymap.get(action) or _ACTIONS[action].keys).split(",")

    def all_of(self, action: str) -> str:
        """The names of all keys of an action."""
        return ", ".join(map(key_name, self.keys(action)))

    def fill(self, template: str, **values: str) -> str:
        """A text in which `{id}` is replaced by the name of the first key of the action with that id.

        Args:
            template: the text; never one that holds what a person or a file said.
            values: what other fields of the template are replaced by.
        """
        if values:
            return template.format_map(_TemplateFields(self, values))
        if template not in self._filled:
            self._filled[template] = template.format_map(_TemplateFields(self, {}))
        return self._filled[template]

    def hint(self, hint: Hint) -> tuple[str, str]:
        """The keys of an entry of a key line in short, and what the keys do."""
        if hint not in self._hints:
            self._hints[hint] = self._spelled(hint)
        return self._hints[hint]

    def _spelled(self, hint: Hint) -> tuple[str, str]:
        actions = hint.actions.split()
        names = []
        for action in actions:
            keys = self.keys(action)
            names.append(_short_name(keys[min(hint.key, len(keys) - 1)]))
        joined = names[0]
        for before, name in pairwise(names):
            joined += name if {before, name} <= _ARROWS else f" {name}"
        return joined, hint.label or _ACTIONS[actions[0]].label


class _TemplateFields(dict[str, str]):
    """The fields of a template: values, and for everything else the names of keys."""

    def __init__(self, names: KeyNames, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self._names = names

    def __missing__(self, action: str) -> str:
        return key_name(self._names.keys(action)[0])


def _short_name(key: str) -> str:
    name = key_name(key)
    return f"^{name[5:]}" if name.startswith("Ctrl+") else _SHORT_NAMES.get(name, name)


DEFAULT_KEY_NAMES = KeyNames()


def key_names(node: DOMNode) -> KeyNames:
    """The names that keys have in the app of a screen or widget: those of its keymap, if it has one."""
    names: KeyNames = getattr(node.app, "key_names", DEFAULT_KEY_NAMES)
    return names
