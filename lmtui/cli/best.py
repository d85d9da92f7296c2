"""`lmtui best`: the most probable sequences after a prompt, beside the greedy one."""

from __future__ import annotations

import argparse
import math
from dataclasses import asdict
from typing import TYPE_CHECKING

from lmtui.cli.loading import load_sampler, prompt_ids
from lmtui.cli.output import print_columns, print_json, sequence_of
from lmtui.cli.parser import Parser
from lmtui.cli.progress_bar import ProgressBar
from lmtui.sequences.scoring import probability_of

if TYPE_CHECKING:
    from lmtui.model.protocol import Tokens
    from lmtui.sequences.best import Continuation
    from lmtui.sequences.best_and_greedy import BestAndGreedy


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Search, then print the best sequences, the greedy one, and the tokens at which the greedy one lost."""
    from lmtui.sequences.best_and_greedy import best_and_greedy
    from lmtui.sequences.searches import Searches

    sampler = load_sampler(options, parser)
    searches = Searches(sampler.model)
    tokens = sampler.model.tokens
    context = [*tokens.start, *prompt_ids(options, sampler.model)]
    progress = ProgressBar(options.quiet)
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
    return 0


def _print_json(found: BestAndGreedy, tokens: Tokens) -> None:
    detours = [
        asdict(detour) | {"token": tokens.spelling(detour.token), "better": tokens.spelling(detour.better)}
        for detour in found.detours
    ]
    rival = _record(found.greedy, tokens) | {"detours": detours}
    for each in found.best:
        print_json(_record(each, tokens) | {"greedy": rival})


def _record(continuation: Continuation, tokens: Tokens) -> dict[str, object]:
    return {"tokens": list(map(tokens.spelling, continuation.tokens)), "logprob": continuation.logprob}


def _print_table(found: BestAndGreedy, tokens: Tokens) -> None:
    named = [*((str(rank), each) for rank, each in enumerate(found.best, 1)), ("greedy", found.greedy)]
    rows = [("rank", "log p", "p", "sequence")]
    rows += [
        (name, f"{each.logprob:.4f}", probability_of(each.logprob), sequence_of(tokens, each.tokens))
        for name, each in named
    ]
    print_columns(rows, right=(True, True, True, False))
    if not found.detours:
        print("the greedy sequence is as probable as the best")
    for detour in found.detours:
        taken, better = tokens.label(detour.token), tokens.label(detour.better)
        if detour.loss == math.inf:
            lost = "no sequence of a probability above 0 is left"
        else:
            lost = f"the best that is left is {math.exp(min(detour.loss, 700.0)):.4g} times less probable"
        print(f"at token {detour.index + 1} greedy took '{taken}' and not '{better}': {lost}")
