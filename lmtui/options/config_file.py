"""The configuration file: other defaults of options, and other keys, in TOML.

A name before the first table is an option of every command that has it; a table sets options of the command of its
name, and `[playground]` those of the playground. `[keys]` is read by `lmtui.tui.keymap`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lmtui.errors import LmtuiError, SettingError
from lmtui.options.model import CORPUS, ORDER, PRUNE, SMOOTHING
from lmtui.options.option import Option
from lmtui.options.table import ALL_OPTIONS, COMMANDS
from lmtui.recipe import check_smoothing, thresholds_of
from lmtui.text.named import stands_for_corpus
from lmtui.text.regular_files import open_regular

CONFIG_VARIABLE: Final = "LMTUI_CONFIG"
"""Names another configuration file; empty for none."""

KEYS: Final = "keys"
"""The table of the keys."""

TABLES: Final[Mapping[str, str]] = {name or "playground": name for name in COMMANDS}
"""The tables that set options, each with its command."""

_LARGEST = 100_000  # bytes; nobody writes a longer file


@dataclass(frozen=True)
class Entry:
    """A value of the file.

    Attributes:
        value: as the option has it; of a key, as the file has it.
        line: the number of its first line, from 1.
    """

    value: Any
    line: int


@dataclass(frozen=True)
class Fault:
    """What is wrong with the file, and what to do.

    Attributes:
        line: the number of the line, from 1; 0 for the file as a whole.
        reason: one sentence.
    """

    line: int
    reason: str

    def at(self, path: str) -> str:
        """The fault with its place in the file of a path."""
        return f"{path}:{self.line}: {self.reason}" if self.line else f"{path}: {self.reason}"


@dataclass(frozen=True)
class Config:
    """What a configuration file says.

    Attributes:
        path: of the file; "" where there is none.
        options: for each command that the file sets options of, the entries by the keys of these options.
        keys: the entries of `[keys]`, by the ids of actions.
        faults: in the order of the lines; an entry that has one is not among the others.
    """

    path: str = ""
    options: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    keys: Mapping[str, Entry] = field(default_factory=dict)
    faults: Sequence[Fault] = ()


def config_path() -> str:
    """Where the configuration file is looked for; "" for nowhere."""
    asked = os.environ.get(CONFIG_VARIABLE)
    if asked is not None:
        return os.path.expanduser(asked)
    import platformdirs

    return str(platformdirs.user_config_path("lmtui", appauthor=False) / "config.toml")


def user_config() -> Config:
    """The user's configuration; an empty one where there is no file, unless the variable names that file."""
    path = config_path()
    if not path or (CONFIG_VARIABLE not in os.environ and not os.path.lexists(path)):
        return Config()
    return read_config(path)


def read_config(path: str) -> Config:
    """What the file of a path says; a file that cannot be read has that fault."""
    try:
        with open_regular(path) as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        return Config(path, faults=[Fault(0, f"cannot be read: {getattr(error, 'strerror', None) or error}")])
    if len(data) > _LARGEST:
        return Config(path, faults=[Fault(0, f"is larger than {_LARGEST:,} bytes; this is no configuration file")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Config(path, faults=[Fault(data.count(b"\n", 0, error.start) + 1, "is not UTF-8; save it as UTF-8")])
    from lmtui.options.toml_lines import NoToml, entry_lines, parse

    try:
        record = parse(text)
    except NoToml as error:
        return Config(path, faults=[Fault(error.line, f"{error}; write NAME = VALUE, texts in quotes")])
    return _Reading(path, record, entry_lines(text)).config()


class _Reading:
    """Reads the options of a parsed file, and collects the faults."""

    def __init__(self, path: str, record: Mapping[str, Any], lines: Mapping[tuple[str, ...], int]) -> None:
        self._path, self._record, self._lines = path, record, lines
        self._options: dict[str, dict[str, Entry]] = {}
        self._faults: list[Fault] = []

    def config(self) -> Config:
        """The configuration that the file describes."""
        keys: dict[str, Entry] = {}
        tables = {name: value for name, value in self._record.items() if isinstance(value, dict)}
        for name, value in self._record.items():
            if name not in tables:
                self._read_for_all(name, value)
        for table, values in tables.items():
            if table == KEYS:
                keys = {name: Entry(value, self._line(table, name)) for name, value in values.items()}
            elif table in TABLES:
                for name, value in values.items():
                    self._read_for_one(table, name, value)
            else:
                self._fault((table,), f"there is no table '{table}'; {_instead(table, [*TABLES, KEYS])}")
        self._check_together()
        return Config(self._path, self._options, keys, sorted(set(self._faults), key=lambda fault: fault.line))

    def _read_for_all(self, name: str, value: object) -> None:
        found = [(table, option) for table, command in TABLES.items() for option in options_in_file(command)]
        having = [(table, option) for table, option in found if option.name == name]
        if not having:
            self._fault((name,), _unknown(name, {option.name for _, option in found}))
        one_meaning = len({option.kind for _, option in having}) == 1
        for table, option in having:
            about = name if one_meaning else f"{name} of [{table}]"
            if not self._read(table, option, value, (name,), about):
                return

    def _read_for_one(self, table: str, name: str, value: object) -> None:
        options = {option.name: option for option in options_in_file(TABLES[table])}
        if name in options:
            self._read(table, options[name], value, (table, name), name)
        else:
            self._fault((table, name), _unknown(name, options, f" in [{table}]"))

    def _read(self, table: str, option: Option[Any], value: object, path: tuple[str, ...], about: str) -> bool:
        """Read a value for one command. Returns False if the value has a fault."""
        try:
            read = value_in_file(option, value, os.path.dirname(os.path.abspath(self._path)))
        except LmtuiError as error:
            self._fault(path, f"{about}: {error}")
            return False
        self._options.setdefault(TABLES[table], {})[option.key] = Entry(read, self._line(*path))
        return True

    def _check_together(self) -> None:
        """Note what contradicts each other: options of which only one can be given; a smoothing and an order."""
        for command, entries in self._options.items():
            for group in COMMANDS[command]:
                on = [option for option in group.options if option.key in entries and entries[option.key].value]
                if group.is_exclusive and len(on) > 1:
                    reason = f"{on[1].name}: {on[0].name} is set, too; only one can be; take one out"
                    self._faults.append(Fault(entries[on[1].key].line, reason))
            order = entries.get(ORDER.key, Entry(ORDER.default, 0)).value
            for option, check in ((SMOOTHING, check_smoothing), (PRUNE, thresholds_of)):
                if option.key in entries:
                    try:
                        check(entries[option.key].value, order)
                    except SettingError as error:
                        self._faults.append(Fault(entries[option.key].line, f"{option.name}: {error}"))

    def _line(self, *path: str) -> int:
        return self._lines.get(path, 0)

    def _fault(self, path: tuple[str, ...], reason: str) -> None:
        self._faults.append(Fault(self._line(*path), reason))


def options_in_file(command: str) -> Iterator[Option[Any]]:
    """The options of a command that the file can set."""
    return (option for group in COMMANDS[command] for option in group.options if option.in_config)


def value_in_file(option: Option[Any], value: object, folder: str) -> Any:
    """The value that an option has for a value in a file of a folder; a `SettingError` where there is none."""
    if option.is_flag:
        if not isinstance(value, bool):
            raise SettingError("give true or false")
        return value
    if option.is_repeated:
        values = value if isinstance(value, list) else [value]
        if not values:
            raise SettingError("give at least one")
        return tuple(_read_one(option, one, folder) for one in values)
    return _read_one(option, value, folder)


def _read_one(option: Option[Any], value: object, folder: str) -> Any:
    if option.is_path and not isinstance(value, str):
        raise SettingError("give a name in quotes")
    text = ",".join(map(_text_of, value)) if isinstance(value, list) else _text_of(value)
    if option.is_path and text not in ("", "-") and not (option is CORPUS and stands_for_corpus(text)):
        text = os.path.join(folder, os.path.expanduser(text))
    return option.kind.read(text)


def _text_of(value: object) -> str:
    """What would be typed on the command line for a value of TOML; floats are texts already."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise SettingError("give a number, or a text in quotes")
    try:
        return str(value)
    except ValueError:  # Python writes no whole number of more than some thousand digits
        raise SettingError("give a smaller number") from None


def _unknown(name: str, known: Iterable[str], where: str = "") -> str:
    """What is wrong with the name of no option, and what to write instead."""
    if any(option.name == name and not option.in_config for option in ALL_OPTIONS):
        return f"{name} is given on the command line alone; take it out"
    return f"there is no option '{name}'{where}; {_instead(name.replace('_', '-'), known)}"


def _instead(name: str, known: Iterable[str]) -> str:
    return suggestion(name, known) or "take it out, or see lmtui config for the names there are"


def suggestion(name: str, known: Iterable[str]) -> str:
    """The question whether a known name is meant that is nearly this one; "" where none is."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), 1)
    return f"did you mean '{near[0]}'?" if near else ""
