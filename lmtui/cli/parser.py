"""The parser of a command line, made from the table of options; and what else several commands share."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from lmtui import __version__
from lmtui.cli.asked import recipe_of
from lmtui.errors import LmtuiError
from lmtui.options.option import Option
from lmtui.options.table import COMMANDS, PLAYGROUND
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.ngram.library import Loaded
    from lmtui.sampling.sampler import Sampler

_PATIENCE = 1.0  # seconds until it is said what a model is waited for


class Parser(argparse.ArgumentParser):
    """The parser of a command's options, which says what is wrong in one line.

    Args:
        command: a name in the table of options.
        description: what the command does.
        epilog: what its help ends with.
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
            self.add_argument("--version", action="version", version=f"lmtui {__version__}")
        self._command_line: Sequence[str] = ()
        self._default_values: dict[str, Any] = {}
        for group in COMMANDS[command]:
            place: argparse._ActionsContainer = self.add_argument_group(group.title) if group.title else self
            if group.is_exclusive:
                place = place.add_mutually_exclusive_group()
            for option in group.options:
                self._default_values[option.key] = option.default
                names = [f"-{option.short}"] if option.short else []
                place.add_argument(*names, option.flag, **_described(option))

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The value of every option of the command, and in `given` the keys of those that were given."""
        self._command_line = arguments
        given = vars(self.parse_args(arguments))
        return argparse.Namespace(**self._default_values | given, given=frozenset(given))

    def error(self, message: str) -> NoReturn:
        """Print the message and the way to the help, and exit with 2."""
        lacking = re.fullmatch(r"argument (?:-\w/)?(--[\w-]+): expected one argument", message)
        if lacking and lacking[1] in self._command_line[:-1]:
            following = self._command_line[self._command_line.index(lacking[1]) + 1]
            message += f"; what begins with '-' is given as {lacking[1]}={following}"
        print(f"lmtui: {visible(message)} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)


def _described(option: Option[Any]) -> dict[str, Any]:
    """An option as argparse wants it described."""
    help = _with_key_names(option.help) if "{" in option.help else option.help
    if option.is_flag:
        return {"action": "store_true", "help": help}
    return {
        "action": "append" if option.is_repeated else "store",
        "type": _reader(option),
        "metavar": option.metavar or f"{{{','.join(option.choices)}}}",
        "required": option.is_required,
        "help": help,
    }


def _with_key_names(text: str) -> str:
    """A text with the keys of the actions that it names."""
    from lmtui.tui.key_names import KeyNames

    return KeyNames().fill(text)


def _reader(option: Option[Any]) -> Callable[[str], Any]:
    """Reads the value of an option, and has argparse say what is wrong with it."""

    def read(text: str) -> Any:
        try:
            return option.kind.read(text)
        except LmtuiError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def load_sampler(options: argparse.Namespace, parser: Parser) -> Sampler:
    """Have the model that was asked for; say on standard error what is to be known about it and its text."""
    from lmtui.cli.bar import Bar
    from lmtui.ngram.library import keep, load_model
    from lmtui.sampling.sampler import Sampler

    recipe = recipe_of(options, parser)
    bar = Bar(_PATIENCE)
    try:
        loaded = load_model(recipe, bar.show, pipes_allowed=True)
        keep(loaded)
    finally:
        bar.clear()
    report(loaded)
    return Sampler(loaded.model)


def report(loaded: Loaded) -> None:
    """Say on standard error what of its text a model could not take as it was, and what is odd about the model."""
    for reason in loaded.skipped:
        note(f"passed over: {reason}")
    for text in loaded.notes:
        note(text)


def prompt_tokens(options: argparse.Namespace, sampler: Sampler) -> list[str]:
    """The prompt's tokens; words the model does not know are named on standard error."""
    from lmtui.text.specials import UNK

    vocabulary = sampler.model.vocabulary
    tokens = sampler.model.tokenizer.tokens(options.prompt)
    unknown = [token for token in tokens if vocabulary.id(token) == UNK]
    if unknown:
        note(f"not in the vocabulary, taken as <unk>: {', '.join(map(visible, dict.fromkeys(unknown)))}")
    return tokens


def note(text: str) -> None:
    """Say something on standard error that is no failure."""
    print(f"lmtui: note: {text}", file=sys.stderr)
