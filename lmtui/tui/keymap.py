"""Other keys for actions: the keymaps that come with the program, and the keys in a configuration file.

The module imports nothing of Textual, so that the command line can check a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lmtui.errors import SettingError
from lmtui.options.config_file import Entry, Fault, suggestion
from lmtui.tui.action import Action, Place
from lmtui.tui.actions import ACTIONS, acting_in
from lmtui.tui.key_names import NAMES, character_name, character_of, key_name

_ACTIONS = {action.id: action for action in ACTIONS}
_NAMED = {
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"),
    *("enter", "tab", "space", "backspace", "escape"),
    *(f"f{number}" for number in range(1, 25)),
}
_SHORT = {name.lower(): key for key, name in NAMES.items()}
_MODIFIERS = {"alt", "ctrl", "hyper", "meta", "shift", "super"}
_SAME_IN_A_TERMINAL = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}
KEYMAPS: Mapping[str, Mapping[str, str]] = {
    "default": {},
    "vi": {
        "slide-colder": "left,h",
        "slide-warmer": "right,l",
        "warmer": "up,k",
        "colder": "down,j",
        "sequences": "f10,J",
        "add-lane": "z",
        "copy-lane": "Z",
        "redo": "U,ctrl+r",
        "previous-token": "left,h",
        "next-token": "right,l",
        "line-up": "up,k",
        "line-down": "down,j",
        "text-page-up": "pageup,ctrl+b",
        "text-page-down": "pagedown,ctrl+f",
        "first-token": "home,circumflex_accent",
        "text-end": "end,dollar_sign",
        "next-candidate": "down,j",
        "previous-candidate": "up,k",
        "table-page-up": "pageup,ctrl+b",
        "table-page-down": "pagedown,ctrl+f",
        "first-rank": "home,g",
        "last-rank": "end,G",
        "lane-table-down": "down,j",
        "lane-table-up": "up,k",
        "branch-below": "down,j",
        "branch-above": "up,k",
        "sweep-up": "up,k",
        "sweep-down": "down,j",
        "sequences-part": "f10,J",
        "sequences-up": "up,k",
        "sequences-down": "down,j",
        "explanation-up": "up,k",
        "explanation-down": "down,j",
        "explanation-page-up": "pageup,ctrl+b",
        "explanation-page-down": "pagedown,ctrl+f",
        "counts-up": "up,k",
        "counts-down": "down,j",
        "counts-left": "left,h",
        "counts-right": "right,l",
        "counts-page-up": "pageup,ctrl+b",
        "counts-page-down": "pagedown,ctrl+f",
        "sources-previous": "left,h",
        "sources-next": "right,l",
        "sources-up": "up,k",
        "sources-down": "down,j",
        "sources-page-up": "pageup,ctrl+b",
        "sources-page-down": "pagedown,ctrl+f",
        "help-up": "up,k",
        "help-down": "down,j",
        "help-page-up": "pageup,ctrl+b",
        "help-page-down": "pagedown,space,ctrl+f",
        "next-setting": "down,j",
        "previous-setting": "up,k",
        "previous-value": "left,h",
        "next-value": "right,space,l",
    },
}
"""The keymaps by the names that `lmtui.options.playground.KEYMAP` gives a choice of."""


def read_keys(entries: Mapping[str, Entry], base: str) -> tuple[dict[str, str], list[Fault]]:
    """The keymap of the table `[keys]`, and what is wrong with the table.

    Args:
        entries: for ids of actions, a key or a list of keys, as people write them.
        base: the name of the keymap that holds where the table says nothing.

    Returns:
        By the id of the action, Textual's names of its keys, separated by commas; and the faults by their lines.
    """
    keymap, faults = dict(KEYMAPS[base]), []
    for name, entry in entries.items():
        try:
            keymap[name] = ",".join(dict.fromkeys(map(read_key, _written_keys(name, entry.value))))
        except SettingError as error:
            faults.append(Fault(entry.line, f"{name}: {error}"))
    faults += _conflicts(keymap, entries)
    return keymap, sorted(set(faults), key=lambda fault: fault.line)


def read_key(text: str) -> str:
    """Textual's name of a key as people write it: `ctrl+s`, `Esc`, `?`, `U`.

    Raises:
        SettingError: there is no such key, or terminals send the same for another key.
    """
    head, plus, last = text.strip().rpartition("+")
    if plus and not last and (not head or head.endswith("+")):
        head, last = head.removesuffix("+"), "+"
    modifiers = sorted(filter(None, head.lower().split("+")))
    name = _named_key(last)
    if not name or not _MODIFIERS.issuperset(modifiers):
        raise SettingError(f"there is no key '{text}'; give one such as f5, ctrl+s, escape, pageup, x, X or ?")
    if modifiers == ["shift"] and len(name) == 1:
        return name.upper()
    key = "+".join([*modifiers, name.lower() if "ctrl" in modifiers else name])
    if key in _SAME_IN_A_TERMINAL:
        same = key_name(_SAME_IN_A_TERMINAL[key])
        raise SettingError(f"a terminal sends the same for '{text}' as for {same}; give another key")
    return key


def _named_key(text: str) -> str:
    """Textual's name of a key without modifiers; "" where there is none."""
    key = _SHORT.get(text.lower(), text.lower())
    if key in _NAMED or (len(text) > 1 and character_of(key)):
        return key
    return "" if len(text) != 1 else text if text.isalnum() else character_name(text)


def _written_keys(action: str, value: object) -> list[str]:
    """The keys that a value of the table names for an action."""
    if action not in _ACTIONS:
        advice = suggestion(action, _ACTIONS) or "see lmtui config --keys for those there are"
        raise SettingError(f"there is no such action; {advice}")
    if not _ACTIONS[action].call:
        raise SettingError("these keys stay as they are; take it out")
    keys = value.split(",") if isinstance(value, str) and value.strip() != "," else value
    keys = [keys] if isinstance(keys, str) else keys
    if not (isinstance(keys, list) and keys and all(isinstance(key, str) for key in keys)):
        raise SettingError("give a key in quotes, or a list of keys")
    return keys


def _conflicts(keymap: Mapping[str, str], entries: Mapping[str, Entry]) -> Iterator[Fault]:
    """A fault for each key of the table that another action has in the same place."""
    everywhere = [action for action in acting_in(Place.PROGRAM) if action.priority]
    for place in Place:
        owners: dict[str, Action] = {}
        actions = dict.fromkeys([*everywhere, *acting_in(place)])
        for action in sorted(actions, key=lambda action: action.id in entries):
            for key in (keymap.get(action.id) or action.keys).split(","):
                owner = owners.setdefault(key, action)
                if owner is not action and action.id in entries:
                    reason = f"{action.id}: {key_name(key)} is a key of {owner.id}, too; give one of them another key"
                    yield Fault(entries[action.id].line, reason)
