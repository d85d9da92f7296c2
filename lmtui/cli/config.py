"""`lmtui config`: what holds, from where; the path of the configuration file; what is wrong with it."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lmtui.cli.output import print_json
from lmtui.cli.parser import Parser
from lmtui.errors import SettingError
from lmtui.files import FileError, cannot_write, quoted
from lmtui.options.config_file import (
    CONFIG_VARIABLE,
    KEYS,
    TABLES,
    Config,
    Fault,
    config_path,
    options_in_file,
    read_config,
    user_config,
)
from lmtui.options.option import Option
from lmtui.options.playground import KEYMAP
from lmtui.options.table import PLAYGROUND
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.tui.key_names import KeyNames

_BUILT_IN = "built in"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the configuration, its path, or its faults."""
    if options.edit_path:
        path = _editable_path()
        print(visible(path) if sys.stdout.isatty() else path)
        return 0
    if options.check is not None:
        return _check(read_config(options.check) if options.check else user_config())
    config = user_config()
    keymap, faults = _keymap_of(config)
    if found := [*config.faults, *faults]:
        parser.refuse(min(found, key=lambda fault: fault.line).at(config.path), "lmtui config --check")
    if options.keys:
        _print_keys(config, keymap, options.json)
    elif options.json:
        for table, option, value, line in _values(config):
            place = {"file": config.path, "line": line} if line else {"file": None, "line": None}
            print_json({"table": table, "option": option.name, "value": _plain(option, value), **place})
    else:
        _print_as_file(config)
    return 0


def _editable_path() -> str:
    """The path of the user's file, whose folder is made if there is none."""
    path = config_path()
    if not path:
        raise SettingError(f"no configuration file is wanted: {CONFIG_VARIABLE} is empty; unset it")
    folder = os.path.dirname(os.path.abspath(path))
    try:
        os.makedirs(folder, exist_ok=True)
    except (OSError, ValueError) as error:
        raise FileError(cannot_write(quoted(folder), error)) from None
    return path


def _check(config: Config) -> int:
    """Print a line for each fault; returns 2 if there are any."""
    if not config.path:
        print(f"there is no configuration file; its place is {visible(config_path()) or 'turned off'}")
        return 0
    faults: list[Fault] = sorted([*config.faults, *_keymap_of(config)[1]], key=lambda fault: fault.line)
    for fault in faults:
        print(visible(fault.at(config.path)), file=sys.stderr)
    if not faults:
        print(f"{visible(config.path)}: no faults")
    return 2 if faults else 0


def _keymap_of(config: Config) -> tuple[KeyNames, list[Fault]]:
    """The names of all keys under a configuration, and the faults of its table of keys."""
    from lmtui.tui.key_names import KeyNames
    from lmtui.tui.keymap import read_keys

    entry = config.options.get(PLAYGROUND, {}).get(KEYMAP.key)
    keymap, faults = read_keys(config.keys, entry.value if entry else KEYMAP.default)
    return KeyNames(keymap), faults


def _values(config: Config) -> Iterator[tuple[str, Option[Any], Any, int]]:
    """The table, the option, its value and the line that it comes from, 0 for none.

    The table is "" for an option that is the same, and has the same value, in every command that has the option.
    """
    rows = [
        (table, option, *_value(config, command, option))
        for table, command in TABLES.items()
        for option in options_in_file(command)
    ]
    meanings: dict[str, set[tuple[object, object, int]]] = {}
    for _, option, value, line in rows:
        meanings.setdefault(option.name, set()).add((option.kind, repr(value), line))
    common = {name for name, its in meanings.items() if len(its) == 1}
    listed = {option.name: ("", option, value, line) for _, option, value, line in rows if option.name in common}
    yield from listed.values()
    yield from (row for row in rows if row[1].name not in common)


def _value(config: Config, command: str, option: Option[Any]) -> tuple[Any, int]:
    entry = config.options.get(command, {}).get(option.key)
    return (entry.value, entry.line) if entry else (option.default, 0)


def _print_as_file(config: Config) -> None:
    """Print what holds as a configuration file that says the same; a comment behind a value says where it is from."""
    place = visible(config.path or config_path())
    print(f"# {place or CONFIG_VARIABLE + ' is empty'}{'' if config.path else ': no file'}")
    printed = ""
    for table, option, value, line in _values(config):
        if table != printed:
            print(f"\n[{table}]")
            printed = table
        plain = _plain(option, value)
        setting = f"# {option.name}: none" if plain in (None, []) else f"{option.name} = {_toml(plain)}"
        print(f"{setting:40}  # {f'line {line}' if line else _BUILT_IN}")
    if config.keys:
        print(f"\n[{KEYS}]")
    for action, entry in config.keys.items():
        print(f"{f'{action} = {_toml(entry.value)}':40}  # line {entry.line}")


def _plain(option: Option[Any], value: Any) -> bool | str | list[str] | None:
    """A value as a file can have it; None where there is none."""
    if option.is_flag:
        return bool(value)
    if option.is_repeated:
        return list(map(option.kind.write, value))
    return option.kind.write(value) or None


def _toml(value: object) -> str:
    """A value in TOML, on one line and safe to show; its texts are written nearly as those of JSON."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)


def _print_keys(config: Config, names: KeyNames, as_json: bool) -> None:
    """Print the keys of each action: those of the configuration, of its keymap, and the others."""
    from lmtui.tui.actions import ACTIONS

    for action in ACTIONS:
        line = config.keys[action.id].line if action.id in config.keys else None
        keys, help = names.keys(action.id), names.fill(action.help)
        if as_json:
            print_json({"action": action.id, "keys": keys, "help": help, "line": line})
        elif action.call:
            print(f"{f'{action.id} = {_toml(keys)}':52}  # {help}")
