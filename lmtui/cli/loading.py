"""Load the model of a command, and print notes about the model and its text on standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.cli.from_options import recipe_of, resources_of
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.cli.parser import Parser
    from lmtui.library import LoadedModel
    from lmtui.model.protocol import LanguageModel, TextToken
    from lmtui.ngram.counts import Counts
    from lmtui.ngram.language_model import NgramLanguageModel
    from lmtui.sampling.cuts import Cuts
    from lmtui.sampling.sampler import Sampler

PATIENCE = 1.0  # seconds until a progress bar is drawn


def load_model(options: argparse.Namespace, parser: Parser) -> LoadedModel:
    """Load or train the model that the options describe, and print notes about the model and its text."""
    from lmtui.cli.progress_bar import ProgressBar
    from lmtui.library import load

    recipe = recipe_of(options, parser)
    bar = ProgressBar(options.quiet, PATIENCE)
    try:
        loaded = load(recipe, bar.show, pipes_allowed=True, resources=resources_of(options, parser))
        loaded.store()
    finally:
        bar.clear()
    print_notes(loaded)
    return loaded


def load_counted(options: argparse.Namespace, parser: Parser) -> tuple[NgramLanguageModel, Counts | None]:
    """The model that the options describe, and the counts of its text; None where it was pruned, or has no text."""
    from lmtui.cli.progress_bar import ProgressBar
    from lmtui.insight.counts import counts_of
    from lmtui.library import load_with_text

    recipe = recipe_of(options, parser)
    bar = ProgressBar(options.quiet, PATIENCE)
    try:
        loaded, text = load_with_text(recipe, bar.show, pipes_allowed=True)
        counts = counts_of(loaded.ngram_model.trie, text, bar.show) if text and not recipe.is_pruned else None
    finally:
        bar.clear()
    print_notes(loaded)
    return loaded.ngram_model, counts


def load_sampler(options: argparse.Namespace, parser: Parser) -> Sampler:
    """A sampler for the model that the options describe; see `load_model`."""
    from lmtui.sampling.sampler import Sampler

    return Sampler(load_model(options, parser).model)


def print_notes(loaded: LoadedModel) -> None:
    """Print what is odd about a model or its text: files passed over, undecodable bytes, sums that differ from 1."""
    for reason in loaded.skipped:
        print_note(f"passed over: {reason}")
    for text in loaded.notes:
        print_note(text)


def prompt_ids(options: argparse.Namespace, model: LanguageModel) -> list[int]:
    """The ids of the prompt's tokens; a note names the words that the model does not know."""
    from lmtui.model.protocol import ids_of

    return ids_of(tokens_of(options.prompt, model))


def tokens_of(text: str, model: LanguageModel) -> list[TextToken]:
    """The tokens of a text; a note names the words that the model does not know."""
    tokens = model.tokens.encode(text)
    unknown = [token.unknown for token in tokens if token.unknown]
    if unknown:
        print_note(f"not in the vocabulary, taken as <unk>: {', '.join(map(visible, dict.fromkeys(unknown)))}")
    return tokens


def print_estimate(answers: int, seconds_each: float) -> None:
    """Print how long so many answers of a model take, if that is worth a word."""
    from lmtui.playground.time_left import estimate

    if said := estimate(answers, seconds_each):
        print_note(f"this takes {said}")


def print_estimate_of_tokens(
    tokens: int, sampler: Sampler, prompt: str, temperatures: Sequence[float], cuts: Cuts
) -> None:
    """Print how long it takes to draw so many tokens, if that is worth a word: the prompt's first ranks, which tell,
    are asked for."""
    from lmtui.model.protocol import ids_of
    from lmtui.playground.time_left import seconds_each
    from lmtui.sampling.generation import prompt_context

    if sampler.first_ranks:
        model = sampler.model
        sampler.first_ranks.ask(model.state(prompt_context(model, ids_of(model.tokens.encode(prompt)))))
    print_estimate(tokens, seconds_each(sampler, prompt, temperatures, cuts))


def print_note(text: str) -> None:
    """Print a note on standard error: something to know that is no failure."""
    print(f"lmtui: note: {text}", file=sys.stderr)
