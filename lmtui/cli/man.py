"""`lmtui man`: the manual page, in the language of man(7), made from the table of options."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from lmtui import __version__
from lmtui.cli.parser import Parser, with_key_names
from lmtui.options.config_file import CONFIG_VARIABLE
from lmtui.options.option import Option
from lmtui.options.table import COMMANDS, PLAYGROUND, Group

_ABOUT = """\
Type a prompt, turn one temperature slider from 0 to infinity, and watch a language model choose token after token,
with the exact probability of every choice on the screen. Without a command, the playground opens in the terminal;
{help} there names all keys."""

_FILES = {
    "~/.config/lmtui/config.toml": "other defaults of options, and other keys; lmtui config shows what holds",
    "~/.cache/lmtui": "trained models; lmtui paths says how many, and removes these",
}
_ENVIRONMENT = {
    CONFIG_VARIABLE: "another configuration file; empty for none",
    "LMTUI_CACHE": "another folder for trained models; empty for none",
    "XDG_CONFIG_HOME, XDG_CACHE_HOME": "where these are looked for otherwise",
    "NO_COLOR": "no colours",
    "SSH_CONNECTION": "if set, no mouse, no animation, and at most 20 frames a second",
}
_EXIT_STATUS = {
    "0": "done",
    "1": "failed; one line on standard error says why and what to do",
    "2": "wrong usage",
    "129, 143": "hung up, terminated",
    "130": "interrupted",
}


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the page."""
    print("\n".join(_page()))
    return 0


def _page() -> Iterator[str]:
    from lmtui.cli.main import COMMANDS as described  # which imports a command when it is called

    yield f'.TH LMTUI 1 "" "lmtui {__version__}"'
    yield from (".SH NAME", r"lmtui \- a laboratory for language models that fits in a terminal")
    yield from (".SH SYNOPSIS", ".B lmtui", ".RI [ command ] \\ [ options ]")
    yield from (".SH DESCRIPTION", _escaped(with_key_names(_ABOUT)))
    shared = _shared_groups()
    yield ".SH COMMANDS"
    for name, what in described.items():
        yield from (f".SS lmtui {name}", _escaped(f"{what[:1].upper()}{what[1:]}."))
        yield from _groups(name, shared)
    yield ".SH OPTIONS OF THE PLAYGROUND"
    yield from _groups(PLAYGROUND, shared)
    for title, group in shared.items():
        yield f".SH {title.upper()} OPTIONS"
        yield from _options(group)
    for title, entries in (("FILES", _FILES), ("ENVIRONMENT", _ENVIRONMENT), ("EXIT STATUS", _EXIT_STATUS)):
        yield f".SH {title}"
        for name, what in entries.items():
            yield from (".TP", f".B {_escaped(name)}", _escaped(what))


def _shared_groups() -> dict[str, Group]:
    """The groups that several commands have, by their titles."""
    groups = [group for groups in COMMANDS.values() for group in groups if group.title]
    return {group.title: group for group in groups if groups.count(group) > 1}


def _groups(command: str, shared: dict[str, Group]) -> Iterator[str]:
    for group in COMMANDS[command]:
        if group not in shared.values():
            yield from _options(group)
    if also := [group.title for group in COMMANDS[command] if group in shared.values()]:
        yield from (".PP", f"Also the {' and '.join(also)} options, below.")


def _options(group: Group) -> Iterator[str]:
    for option in group.options:
        yield from (".TP", _synopsis(option), _escaped(with_key_names(option.help)))


def _synopsis(option: Option[Any]) -> str:
    """An option in bold, and its value in italics."""
    if option.is_positional:
        return f".I {_escaped(option.name)}"
    name = _escaped((f"-{option.short}, " if option.short else "") + option.flag)
    if option.is_flag:
        return f".B {name}"
    value = option.metavar or "|".join(option.choices)
    return f'.BI "{name} " {_escaped(f"[{value}]" if option.may_be_bare else value)}'


def _escaped(text: str) -> str:
    """A text that means itself in roff."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in escaped.split("\n"))
