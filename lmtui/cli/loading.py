"""The model that the options of a command ask for, and what is said about it on standard error."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from lmtui.cli.asked import recipe_of
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.cli.parser import Parser
    from lmtui.library import LoadedModel
    from lmtui.model.protocol import TextToken
    from lmtui.sampling.sampler import Sampler

_PATIENCE = 1.0  # seconds until it is said what a model is waited for


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
    print_notes(loaded)
    return loaded


def load_sampler(options: argparse.Namespace, parser: Parser) -> Sampler:
    """Have the model that was asked for, ready to sample from; see `load_model`."""
    from lmtui.sampling.sampler import Sampler

    return Sampler(load_model(options, parser).model)


def print_notes(loaded: LoadedModel) -> None:
    """Say on standard error what of its text a model could not take as it was, and what is odd about the model."""
    for reason in loaded.skipped:
        print_note(f"passed over: {reason}")
    for text in loaded.notes:
        print_note(text)


def prompt_tokens(options: argparse.Namespace, sampler: Sampler) -> list[TextToken]:
    """The prompt's tokens; words the model does not know are named on standard error."""
    tokens = sampler.model.tokens.encode(options.prompt)
    unknown = [token.unknown for token in tokens if token.unknown]
    if unknown:
        print_note(f"not in the vocabulary, taken as <unk>: {', '.join(map(visible, dict.fromkeys(unknown)))}")
    return tokens


def print_note(text: str) -> None:
    """Say something on standard error that is no failure."""
    print(f"lmtui: note: {text}", file=sys.stderr)
