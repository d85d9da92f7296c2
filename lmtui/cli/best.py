"""`lmtui best`: the most probable sequences after a prompt, beside the greedy one; or what a beam search finds."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from lmtui.cli.beam import print_beam
from lmtui.cli.continuations import print_continuations, record_of
from lmtui.cli.loading import load_sampler, prompt_ids
from lmtui.cli.output import print_json, sequence_of
from lmtui.cli.parser import Parser
from lmtui.cli.progress_bar import ProgressBar
from lmtui.options.sequences import BEAM

if TYPE_CHECKING:
    from lmtui.model.protocol import Tokens
    from lmtui.sequences.best_and_greedy import BestAndGreedy
    from lmtui.sequences.searches import Searches


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Search, then print the best sequences, the greedy one, and the tokens at which the greedy one lost."""
    from lmtui.errors import ModelError
    from lmtui.sequences.searches import Searches

    if options.beam and options.count > options.beam:
        parser.error(f"a beam of {options.beam} finds no {options.count} sequences; give {BEAM.flag} {options.count}")
    sampler = load_sampler(options, parser)
    searches, tokens = Searches(sampler.model, sampler), sampler.model.tokens
    if not (searches.available or options.beam):
        raise ModelError(
            f"only of an n-gram model the best sequence is known; give {BEAM.flag} 8 for what a beam of 8 finds"
        )
    context = [*tokens.start, *prompt_ids(options, sampler.model)]
    (print_beam if options.beam else _print_best)(searches, context, options)
    return 0


def _print_best(searches: Searches, context: Sequence[int], options: argparse.Namespace) -> None:
    from lmtui.sequences.best_and_greedy import best_and_greedy

    tokens, progress = searches.model.tokens, ProgressBar(options.quiet)
    try:
        found = best_and_greedy(searches, context, options.tokens, options.ends, options.count, progress.show)
    finally:
        progress.clear()
    found.check_possible(options.ends)
    if options.json:
        _print_json(found, tokens)
    else:
        print(f"after {sequence_of(tokens, context) or 'anything'}")
        _print_table(found, tokens)


def _print_json(found: BestAndGreedy, tokens: Tokens) -> None:
    detours = [
        asdict(detour) | {"token": tokens.spelling(detour.token), "better": tokens.spelling(detour.better)}
        for detour in found.detours
    ]
    rival = record_of(found.greedy, tokens) | {"detours": detours}
    for each in found.best:
        print_json(record_of(each, tokens) | {"greedy": rival})


def _print_table(found: BestAndGreedy, tokens: Tokens) -> None:
    print_continuations(found.best, found.greedy, tokens)
    if not found.detours:
        print("the greedy sequence is as probable as the best")
    for detour in found.detours:
        taken, better = tokens.label(detour.token), tokens.label(detour.better)
        if detour.loss == math.inf:
            lost = "no sequence of a probability above 0 is left"
        else:
            lost = f"the best that is left is {math.exp(min(detour.loss, 700.0)):.4g} times less probable"
        print(f"at token {detour.index + 1} greedy took '{taken}' and not '{better}': {lost}")
