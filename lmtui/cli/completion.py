"""`lmtui completion`: a script that completes command lines of lmtui in bash, zsh or fish, made from the options."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from typing import Any

from lmtui.cli.parser import Parser, with_key_names
from lmtui.options.model import CORPUS
from lmtui.options.option import Option
from lmtui.options.table import COMMANDS, PLAYGROUND
from lmtui.text import bundled

_BASH = """\
# bash completion for lmtui
_lmtui() {{
    local cur=$2 prev=$3 command= words= IFS=$' \\t\\n'
    COMPREPLY=()
    (( COMP_CWORD > 1 )) && [[ ${{COMP_WORDS[1]}} != -* ]] && command=${{COMP_WORDS[1]}}
    if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${{COMP_WORDS[COMP_CWORD-2]}}; fi
    case $command:$prev in
{values}
        *) case $command in
{flags}
        esac ;;
    esac
    compopt +o default 2>/dev/null
    COMPREPLY=( $(compgen -W "$words" -- "$cur") )
}}
complete -o default -F _lmtui lmtui
"""
_ZSH = """\
#compdef lmtui
# zsh completion for lmtui
_lmtui_corpora() {{ _alternative 'corpora:corpus:({corpora})' 'files:file:_files' }}
_lmtui() {{
    local -a commands=(
{commands}
    )
    if (( CURRENT > 2 )) && [[ $words[2] != -* ]]; then
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in
{arguments}
        esac
    else
        (( CURRENT == 2 )) && _describe command commands
        _arguments : {playground}
    fi
}}
if [[ $funcstack[1] == _lmtui ]]; then _lmtui "$@"; else compdef _lmtui lmtui; fi
"""


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the script for the shell."""
    print({"bash": _bash, "zsh": _zsh, "fish": _fish}[options.shell](), end="")
    return 0


def _options(command: str) -> Iterator[Option[Any]]:
    return (option for group in COMMANDS[command] for option in group.options)


def _values(option: Option[Any]) -> list[str]:
    """The words that an option, which takes a value, can be completed with."""
    if option is CORPUS:
        return list(bundled.CORPORA)
    return list(option.choices)


def _bash() -> str:
    cases: dict[str, list[str]] = {}
    for command in COMMANDS:
        for option in _options(command):
            if not option.is_flag:
                name = f"{command}:{command}" if option.is_positional else f"{command}:{option.flag}"
                words = " ".join(_values(option))
                does = f'words="{words}"'
                if option.is_path:  # other names are completed as those of files
                    does = f'COMPREPLY=( $(compgen -W "{words}" -- "$cur") ); return'
                cases.setdefault(does, []).append(name)
    values = [f"        {'|'.join(names)}) {does} ;;" for does, names in cases.items()]
    flags = []
    for command in COMMANDS:
        names = [option.flag for option in _options(command) if not option.is_positional]
        others = _commands() if command == PLAYGROUND else ()
        flags.append(f'            "{command}") words="{" ".join([*others, *names, *_own(command)])}" ;;')
    return _BASH.format(values="\n".join(values), flags="\n".join(flags))


def _zsh() -> str:
    commands = [f"        {_quoted(f'{name}:{what}')}" for name, what in _commands().items()]
    arguments = [f"            {name}) _arguments : {_zsh_arguments(name)} ;;" for name in COMMANDS if name]
    return _ZSH.format(
        corpora=" ".join(bundled.CORPORA),
        commands="\n".join(commands),
        arguments="\n".join(arguments),
        playground=_zsh_arguments(PLAYGROUND),
    )


def _zsh_arguments(command: str) -> str:
    """What `_arguments` of zsh is told of the options of a command; see zshcompsys(1)."""
    told = []
    for option in _options(command):
        words = " ".join(_values(option))
        what = f"{option.name}:" + (f"({words})" if words else "_files" if option.is_path else "")
        if option is CORPUS:
            what = f"{option.name}:_lmtui_corpora"
        if option.is_positional:
            told.append(f"1:{what}")
        else:
            help = re.sub(r"([\[\]:\\])", r"\\\1", with_key_names(option.help))
            value = "" if option.is_flag else f"{'::' if option.may_be_bare else ':'}{what}"
            told.append(f"{'*' * option.is_repeated}{option.flag}{'=' if value else ''}[{help}]{value}")
    told += [f"{name}[{what}]" for name, what in _own(command).items()]
    return " ".join(map(_quoted, told))


def _fish() -> str:
    lines = ["# fish completion for lmtui", "complete -c lmtui -f"]
    lines += [_fish_line("__fish_use_subcommand", f"-a {name}", what) for name, what in _commands().items()]
    for command in COMMANDS:
        where = f"__fish_seen_subcommand_from {command}" if command else "__fish_use_subcommand"
        for option in _options(command):
            words = f"-a {_quoted(' '.join(_values(option)))}"
            if option.is_positional:
                lines.append(_fish_line(where, words, ""))
                continue
            takes = "" if option.is_flag else f" -r -F {words}" if option.is_path else f" -x {words}"
            lines.append(_fish_line(where, f"-l {option.name}{takes}", with_key_names(option.help)))
        lines += [_fish_line(where, f"-l {name[2:]}", what) for name, what in _own(command).items()]
    return "\n".join(lines) + "\n"


def _fish_line(where: str, what: str, help: str) -> str:
    """What is completed where a condition holds; see complete(1) of fish."""
    return f"complete -c lmtui -n {_quoted(where)} {what} -d {_quoted(help)}"


def _own(command: str) -> dict[str, str]:
    """The options that the table has not, each with its help."""
    version = {} if command else {"--version": "print the version"}
    return {"--help": "show the options"} | version


def _commands() -> dict[str, str]:
    from lmtui.cli.main import COMMANDS as described  # which imports a command when it is called

    return described


def _quoted(text: str) -> str:
    """A text as one word of bash, zsh or fish."""
    return "'" + text.replace("'", "'\\''") + "'"
