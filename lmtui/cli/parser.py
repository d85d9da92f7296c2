"""Options that several commands share, each declared once.

Nothing here imports numpy or Textual: `--help` must answer at once.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, TypeVar

from lmtui.errors import LmtuiError
from lmtui.ngram.names import ORDERS
from lmtui.text import bundled
from lmtui.text.safety import clean, visible
from lmtui.text.tokenizers import TOKENIZERS

if TYPE_CHECKING:
    from lmtui.ngram.library import Loaded
    from lmtui.ngram.recipe import Recipe
    from lmtui.sampling.sampler import Sampler
    from lmtui.sampling.settings import Sampling

T = TypeVar("T")


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    def __init__(self, prog: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def error(self, message: str) -> NoReturn:
        """Print the message and the way to the help, and exit with 2."""
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
    from lmtui.ngram.names import parse_smoothing

    name, parameter = parse_smoothing(text)
    return name if parameter is None else f"{name}:{parameter!r}"


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
    group.add_argument("--order", type=int, choices=ORDERS, help="n of the n-grams, 1 to 5 (default: 3)")
    group.add_argument(
        "--smoothing",
        type=setting(_smoothing, "smoothing"),
        metavar="NAME",
        help="kneser-ney (default), witten-bell, jelinek-mercer[:LAMBDA], add-k[:K], mle",
    )
    group.add_argument(
        "--tokenizer",
        choices=TOKENIZERS,
        help="how text is cut (default: word; for an .arpa file whitespace)",
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
    from lmtui.ngram.recipe import Recipe

    if options.model is not None:
        if not options.model:
            parser.error("--model needs the path of a folder or file")
        if options.tokenizer and os.path.isdir(options.model):
            parser.error("a trained folder has its own tokenizer; leave out --tokenizer")
        for name in ("corpus", "order", "smoothing"):
            if getattr(options, name) is not None:
                parser.error(f"--{name} is for training; leave it out, or --model")
    corpora = tuple(options.corpus or (bundled.DEFAULT,))
    # An ARPA file does not say how its text was cut; nearly all of them were cut at blanks.
    tokenizer = options.tokenizer or ("whitespace" if options.model else "word")
    return Recipe(corpora, options.order or 3, options.smoothing or "kneser-ney", tokenizer, options.model or "")


def sampling_of(options: argparse.Namespace, parser: Parser) -> Sampling:
    """How tokens are to be drawn; values out of range are wrong usage."""
    from lmtui.errors import SettingError
    from lmtui.sampling.cuts import Cuts
    from lmtui.sampling.settings import Sampling

    try:
        cuts = Cuts(options.top_k, options.top_p, options.min_p)
        return Sampling(options.temperature, cuts, options.seed)
    except SettingError as error:
        parser.error(str(error))


def load_sampler(options: argparse.Namespace, parser: Parser) -> Sampler:
    """Have the model that was asked for; say on standard error what was not UTF-8 in its text."""
    from lmtui.ngram.library import keep, load_model
    from lmtui.sampling.sampler import Sampler

    loaded = load_model(recipe_of(options, parser))
    keep(loaded)
    report(loaded)
    return Sampler(loaded.model)


def report(loaded: Loaded) -> None:
    """Say on standard error what of its text a model could not take as it was."""
    for name, count in loaded.undecodable:
        note(f"{count} undecodable bytes in '{name}' were replaced by U+FFFD")
    for reason in loaded.skipped:
        note(f"passed over: {reason}")


def prompt_tokens(options: argparse.Namespace, sampler: Sampler) -> list[str]:
    """The prompt's tokens; words the model does not know are named on standard error."""
    from lmtui.text.specials import UNK

    vocabulary = sampler.model.vocabulary
    tokens = sampler.model.tokenizer.split(clean(options.prompt))
    unknown = [token for token in tokens if vocabulary.id(token) == UNK]
    if unknown:
        note(f"not in the vocabulary, taken as <unk>: {', '.join(map(visible, dict.fromkeys(unknown)))}")
    return tokens


def note(text: str) -> None:
    """Say something on standard error that is no failure."""
    print(f"lmtui: note: {text}", file=sys.stderr)
