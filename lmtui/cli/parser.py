"""Options that several commands share, each declared once.

Nothing here imports numpy or Textual: `--help` must answer at once.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn, TypeVar

from lmtui.errors import LmtuiError, SettingError
from lmtui.recipe import ORDERS, Recipe, check_smoothing, label_of, parse_smoothing
from lmtui.text import bundled
from lmtui.text.decoding import check_encoding
from lmtui.text.safety import visible
from lmtui.text.tokenizers import TOKENIZERS
from lmtui.text.units import AUTO, UNITS

if TYPE_CHECKING:
    from lmtui.library import LoadedModel
    from lmtui.model.protocol import TextToken
    from lmtui.sampling.sampler import Sampler
    from lmtui.sampling.settings import Sampling

T = TypeVar("T")

_PATIENCE = 1.0  # seconds until it is said what a model is waited for


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line.

    Attributes:
        given: the arguments it parses, for what is said about them.
    """

    def __init__(self, prog: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self.given: Sequence[str] = ()

    def error(self, message: str) -> NoReturn:
        """Print the message and the way to the help, and exit with 2."""
        lacking = re.fullmatch(r"argument (?:-\w/)?(--[\w-]+): expected one argument", message)
        if lacking and lacking[1] in self.given[:-1]:
            following = self.given[self.given.index(lacking[1]) + 1]
            message += f"; what begins with '-' is given as {lacking[1]}={following}"
        print(f"lmtui: {visible(message)} (see {self.prog} --help)", file=sys.stderr)
        raise SystemExit(2)


def setting(parse: Callable[[str], T], name: str) -> Callable[[str], T]:
    """Make a parser of settings into one that argparse reports well.

    Args:
        parse: raises `LmtuiError`, whose message is shown, or `ValueError`.
        name: what argparse calls the value when it is a `ValueError`.
    """

    def converted(text: str) -> T:
        try:
            return parse(text)
        except LmtuiError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    converted.__name__ = name
    return converted


def _temperature(text: str) -> float:
    from lmtui.sampling.temperature import parse_temperature

    return parse_temperature(text)


def _share(text: str) -> float:
    from lmtui.sampling.numbers import parse

    value = parse(text)
    if math.isnan(value):
        raise LmtuiError(f"'{text}' is no number; give one from 0 to 1, as .7 or 7/10")
    return value


def _smoothing(text: str) -> str:
    return label_of(*parse_smoothing(text))


def at_least(lowest: int) -> Callable[[str], int]:
    """A parser of whole numbers from `lowest` up."""

    def parse(text: str) -> int:
        value = int(text)
        if value < lowest:
            raise LmtuiError(f"{value} is too small; give a whole number from {lowest} up")
        return value

    return setting(parse, "whole number")


def number_above(lowest: float) -> Callable[[str], float]:
    """A parser of finite numbers above `lowest`."""

    def parse(text: str) -> float:
        value = float(text)
        if not lowest < value < math.inf:
            raise LmtuiError(f"{text} is out of range; give a number above {lowest:g}")
        return value

    return setting(parse, "number")


def _named(choices: Mapping[str, str]) -> str:
    return "; ".join(f"{name}, {what}" for name, what in choices.items())


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """What model to use: the same everywhere."""
    group = parser.add_argument_group("model")
    group.add_argument(
        "--corpus",
        action="append",
        metavar="NAME|PATH",
        help=f"train on a bundled corpus ({', '.join(bundled.CORPORA)}), a file, a folder of *.txt and *.md, or - "
        f"for standard input; may be repeated (default: {bundled.DEFAULT})",
    )
    group.add_argument(
        "--order",
        type=int,
        choices=ORDERS,
        metavar="N",
        help=f"n of the n-grams, {ORDERS[0]} to {ORDERS[-1]} (default: 3)",
    )
    group.add_argument(
        "--smoothing",
        type=setting(_smoothing, "smoothing"),
        metavar="NAME",
        help="kneser-ney (default), witten-bell, jelinek-mercer[:LAMBDA] (or a weight for each order, the highest "
        "first), add-k[:K], mle",
    )
    group.add_argument(
        "--tokenizer",
        choices=TOKENIZERS,
        help="how text is cut (default: word; for an .arpa file whitespace)",
    )
    group.add_argument("--unit", choices=UNITS, help=f"what gets <s> and </s>: {_named(UNITS)} (default: auto)")
    group.add_argument("--closed", action="store_true", default=None, help="V is the words seen, without <unk>")
    group.add_argument(
        "--min-count",
        type=at_least(1),
        metavar="K",
        help="words seen fewer than K times are <unk> (default: 1, none)",
    )
    group.add_argument(
        "--exact-text",
        action="store_true",
        default=None,
        help="take text as it is: no NFC, no one apostrophe (whitespace always does)",
    )
    group.add_argument(
        "--encoding",
        type=setting(check_encoding, "encoding"),
        metavar="NAME",
        help="of the texts, as cp1252 (default: UTF-8, or what a byte-order mark says)",
    )
    group.add_argument(
        "--model",
        metavar="PATH",
        help="use a trained folder or an .arpa file (.gz too) instead of training",
    )


def add_sampling_options(parser: argparse.ArgumentParser, sweeps: bool = False) -> None:
    """How to draw tokens: the same everywhere, save that what sweeps has many temperatures."""
    group = parser.add_argument_group("sampling")
    group.add_argument("--prompt", default="", metavar="TEXT", help="the beginning of the text")
    if sweeps:
        _add_temperatures(group)
    else:
        group.add_argument(
            "--temperature",
            type=setting(_temperature, "temperature"),
            default=1.0,
            metavar="T",
            help="0 (always the favourite) to inf (uniform); 1 (default) is the model itself",
        )
    group.add_argument("--top-k", type=int, metavar="K", help="keep the K most probable tokens")
    group.add_argument(
        "--top-p",
        type=setting(_share, "share"),
        default=1.0,
        metavar="P",
        help="keep the fewest first tokens whose probability reaches P",
    )
    group.add_argument(
        "--min-p",
        type=setting(_share, "share"),
        default=0.0,
        metavar="P",
        help="keep tokens at least P times as probable as the first",
    )
    group.add_argument("--seed", type=int, default=0, metavar="N", help="which luck to draw with (default: 0)")


def _add_temperatures(group: argparse._ArgumentGroup) -> None:
    from lmtui.sampling.temperature import SWEPT, parse_temperatures

    group.add_argument(
        "--temperatures",
        type=setting(parse_temperatures, "temperatures"),
        default=SWEPT,
        metavar="LIST",
        help=f"with commas between them (default: {','.join(f'{temperature:g}' for temperature in SWEPT)})",
    )
    group.set_defaults(temperature=1.0)  # for `sampling_of`; every text has its own


def add_json_option(parser: argparse.ArgumentParser | argparse._MutuallyExclusiveGroup) -> None:
    """Output for programs."""
    parser.add_argument("--json", action="store_true", help="print one JSON object a line, numbers in full precision")


def recipe_of(options: argparse.Namespace, parser: Parser) -> Recipe:
    """The model that was asked for."""

    if options.model is not None:
        _check_model_options(options, parser)
    order, smoothing = options.order or 3, options.smoothing or "kneser-ney"
    try:
        check_smoothing(smoothing, order)
    except SettingError as error:
        parser.error(str(error))
    return Recipe(
        corpora=tuple(options.corpus or (bundled.DEFAULT,)),
        order=order,
        smoothing=smoothing,
        # An ARPA file does not say how its text was cut; nearly all of them were cut at blanks.
        tokenizer=options.tokenizer or ("whitespace" if options.model else "word"),
        model=options.model or "",
        unit=options.unit or AUTO,
        closed=bool(options.closed),
        min_count=options.min_count or 1,
        exact_text=bool(options.exact_text),
        encoding=options.encoding or "",
    )


def _check_model_options(options: argparse.Namespace, parser: Parser) -> None:
    """Refuse, beside --model, what only a training can heed, and what a trained folder says itself."""
    if not options.model:
        parser.error("--model needs the path of a folder or file")
    for name in ("corpus", "order", "smoothing", "closed", "min_count"):
        if getattr(options, name) is not None:
            parser.error(f"--{name.replace('_', '-')} is for training; leave it out, or --model")
    check_folder_options(options.model, options, parser)


OF_ARPA_FILES = ("tokenizer", "unit", "exact_text")
"""The options that an ARPA file leaves open, and a trained folder does not."""


def check_folder_options(model: str, options: argparse.Namespace, parser: Parser) -> None:
    """Refuse, for a trained folder, what it says itself."""
    for name in OF_ARPA_FILES:
        if getattr(options, name) is not None and os.path.isdir(model):
            parser.error(
                f"a trained folder has its own {name.replace('_', ' ')}; leave out --{name.replace('_', '-')}"
            )


def sampling_of(options: argparse.Namespace, parser: Parser) -> Sampling:
    """How tokens are to be drawn; values out of range are wrong usage."""
    from lmtui.sampling.cuts import Cuts
    from lmtui.sampling.settings import Sampling

    try:
        cuts = Cuts(options.top_k, options.top_p, options.min_p)
        return Sampling(options.temperature, cuts, options.seed)
    except SettingError as error:
        parser.error(str(error))


def load_model(options: argparse.Namespace, parser: Parser) -> LoadedModel:
    """Have the model that was asked for; say on standard error what is to be known about it and its text."""
    from lmtui.cli.bar import Bar
    from lmtui.library import load

    recipe = recipe_of(options, parser)
    bar = Bar(_PATIENCE)
    try:
        loaded = load(recipe, bar.show, pipes_allowed=True)
        loaded.store()
    finally:
        bar.clear()
    report(loaded)
    return loaded


def load_sampler(options: argparse.Namespace, parser: Parser) -> Sampler:
    """Have the model that was asked for, ready to sample from; see `load_model`."""
    from lmtui.sampling.sampler import Sampler

    return Sampler(load_model(options, parser).model)


def report(loaded: LoadedModel) -> None:
    """Say on standard error what of its text a model could not take as it was, and what is odd about the model."""
    for reason in loaded.skipped:
        note(f"passed over: {reason}")
    for text in loaded.notes:
        note(text)


def prompt_tokens(options: argparse.Namespace, sampler: Sampler) -> list[TextToken]:
    """The prompt's tokens; words the model does not know are named on standard error."""
    tokens = sampler.model.tokens.encode(options.prompt)
    unknown = [token.unknown for token in tokens if token.unknown]
    if unknown:
        note(f"not in the vocabulary, taken as <unk>: {', '.join(map(visible, dict.fromkeys(unknown)))}")
    return tokens


def note(text: str) -> None:
    """Say something on standard error that is no failure."""
    print(f"lmtui: note: {text}", file=sys.stderr)
