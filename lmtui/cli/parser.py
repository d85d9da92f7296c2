"""The parser of a command line, made from the table of options."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NoReturn

from lmtui import __version__
from lmtui.errors import LmtuiError
from lmtui.options.config_file import Config, options_in_file, user_config
from lmtui.options.option import Option
from lmtui.options.playground import KIOSK
from lmtui.options.table import COMMANDS, PLAYGROUND
from lmtui.text.safety import visible


class Parser(argparse.ArgumentParser):
    """The parser of a command's options, which reports wrong usage in one line.

    Args:
        command: a name in the table of options.
        description: what the command does.
        epilog: the end of its help.
    """

    def __init__(self, command: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            prog=f"lmtui {command}".rstrip(),
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            argument_default=argparse.SUPPRESS,
        )
        if command == PLAYGROUND:
            help = "print the version; twice, those of Python, numpy and Textual, too"
            self.add_argument("-V", "--version", action="count", help=help)
        self._command = command
        self._command_line: Sequence[str] = ()
        self._default_values: dict[str, Any] = {}
        for group in COMMANDS[command]:
            place: argparse._ActionsContainer = self.add_argument_group(group.title) if group.title else self
            if group.is_exclusive:
                place = place.add_mutually_exclusive_group()
            for option in group.options:
                self._default_values[option.key] = option.default
                names = [f"-{option.short}"] if option.short else []
                names += [option.key if option.is_positional else option.flag]
                place.add_argument(*names, **_described(option))
                if option.off_flag:
                    self.add_argument(option.off_flag, dest=option.key, action="store_false", help=argparse.SUPPRESS)

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The value of every option of the command, from the command line, the user's configuration or the table.

        Beside these, `given` has the keys of those on the command line, `configured` of those in the configuration,
        and `config` is the configuration.
        """
        self._command_line = arguments
        given = vars(self.parse_args(arguments))
        if asked := given.pop("version", 0):
            print("\n".join(_versions()[: None if asked > 1 else 1]))
            raise SystemExit(0)
        config = Config() if given.get(KIOSK.key) else self._config()  # a kiosk is what its command line says
        if config.faults:
            self.refuse(config.faults[0].at(config.path), "lmtui config --check")
        entries = config.options.get(self._command, {})
        configured = {key: entry.value for key, entry in entries.items() if key not in given}
        for group in COMMANDS[self._command]:
            keys = {option.key for option in group.options}
            if group.is_exclusive and not keys.isdisjoint(given):
                configured = {key: value for key, value in configured.items() if key not in keys}
        values = self._default_values | configured | given
        return argparse.Namespace(**values, given=frozenset(given), configured=frozenset(configured), config=config)

    def _config(self) -> Config:
        """The user's configuration; an empty one for a command that it can set nothing of, or that shows it."""
        settable = any(options_in_file(self._command)) and self._command != "config"
        return user_config() if settable else Config()

    def print_help(self, file: Any = None) -> None:
        """Print the help; where it cannot be written, that is an error, which argparse would pass over."""
        print(self.format_help(), end="", file=file)

    def error(self, message: str) -> NoReturn:
        """Print the message and the way to the help, and exit with 2."""
        lacking = re.fullmatch(r"argument (?:(-\w)/)?(--[\w-]+): expected one argument", message)
        for name, following in pairwise(self._command_line) if lacking else ():
            if lacking and name in lacking.groups() and following.startswith("-"):
                message += f"; what begins with '-' is given as {lacking[2]}={following}"
                break
        self.refuse(message, f"{self.prog} --help")

    def refuse(self, message: str, see: str) -> NoReturn:
        """Print the message and which command line says more, and exit with 2."""
        print(f"lmtui: {visible(message)} (see {see})", file=sys.stderr)
        raise SystemExit(2)


def with_key_names(text: str) -> str:
    """A text with the key of each action that the text names in braces."""
    if "{" not in text:
        return text
    from lmtui.tui.key_names import KeyNames

    return KeyNames().fill(text)


def _versions() -> list[str]:
    from importlib.metadata import version

    python = ".".join(map(str, sys.version_info[:3]))
    return [f"lmtui {__version__}", f"Python {python}", *(f"{name} {version(name)}" for name in ("numpy", "Textual"))]


def _described(option: Option[Any]) -> dict[str, Any]:
    """The arguments of `add_argument` for an option."""
    help = with_key_names(option.help)
    if option.is_flag:
        return {"action": "store_true", "help": help}
    if option.may_be_words:
        return {
            "nargs": "+",
            "action": partial(_Words, read=_reader(option)),
            "metavar": option.metavar,
            "help": help,
        }
    return {
        **({"nargs": "?", "const": ""} if option.may_be_bare else {}),
        "action": "append" if option.is_repeated else "store",
        "type": _reader(option),
        "metavar": option.metavar or f"{{{','.join(option.choices)}}}",
        **({} if option.is_positional else {"required": option.is_required}),
        "help": help,
    }


class _Words(argparse.Action):
    """Reads the words behind an option as one value.

    Args:
        read: reads the value; see `_reader`.
        described: what `argparse.Action` takes.
    """

    def __init__(self, read: Callable[[str], Any], **described: Any) -> None:
        super().__init__(**described)
        self._read = read

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Keep the value of the option."""
        try:
            setattr(namespace, self.dest, self._read(" ".join(values or ())))
        except argparse.ArgumentTypeError as error:
            raise argparse.ArgumentError(self, str(error)) from None


def _reader(option: Option[Any]) -> Callable[[str], Any]:
    """A function that reads the value of an option, and raises errors that argparse reports."""

    def read(text: str) -> Any:
        try:
            return option.kind.read(text)
        except LmtuiError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read
