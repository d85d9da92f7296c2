"""`lmtui sample`: many sequences, how often each came, and its exact probability."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

from lmtui.cli.from_options import sampling_of, whole_sequences_wanted
from lmtui.cli.loading import load_sampler, prompt_ids
from lmtui.cli.output import (
    in_ascii_only,
    print_columns,
    print_json,
    printed_temperature,
    sequence_of,
)
from lmtui.cli.parser import Parser
from lmtui.cli.progress_bar import ProgressBar
from lmtui.sequences.scoring import probability_of

if TYPE_CHECKING:
    from lmtui.model.protocol import Tokens
    from lmtui.sequences.sample_table import SampleTable
    from lmtui.sequences.samples import DistinctSample

_ROUNDING = 1e-9


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Draw the sequences, then print the distinct ones."""
    from lmtui.sequences.sample_table import sample_sequences, sample_tokens
    from lmtui.sequences.searches import Searches

    whole, sampling = whole_sequences_wanted(options, parser), sampling_of(options)
    sampler = load_sampler(options, parser)
    prompt = prompt_ids(options, sampler.model)
    searches, tokens = Searches(sampler.model), sampler.model.tokens
    progress = ProgressBar(options.quiet)
    try:
        if whole:
            table = sample_sequences(searches, prompt, sampling, options.tokens, options.count, progress.show)
        else:
            table = sample_tokens(
                searches, prompt, sampling, options.tokens, options.count, options.stop, progress.show
            )
    finally:
        progress.clear()
    if options.json:
        for row in table.rows:
            print_json(_record(row, table, tokens))
        return 0
    print(f"after {sequence_of(tokens, [*tokens.start, *prompt]) or 'anything'}")
    shown = printed_temperature(sampling.temperature, in_ascii_only())
    print(f"T = {shown}, {'the whole sequence' if whole else 'each token'} annealed, {options.count:,} sequences")
    _print_table(table, tokens, len(table.rows) if options.top is None else options.top)
    return 0


def _record(row: DistinctSample, table: SampleTable, tokens: Tokens) -> dict[str, object]:
    return {
        "tokens": list(map(tokens.spelling, row.tokens)),
        "count": row.count,
        "logprob": row.logprob,
        "share": row.share,
        "deviation": row.deviation,
        "greedy": row == table.greedy,
        "best": row == table.best,
    }


def _print_table(table: SampleTable, tokens: Tokens, shown: int) -> None:
    rows = [("rank", "count", "share", "exact p", "std errors", "sequence")]
    rows += [
        (
            str(rank),
            f"{row.count:,}",
            f"{row.share:.6f}",
            probability_of(row.logprob),
            f"{row.deviation:+.2f}",
            sequence_of(tokens, row.tokens),
        )
        for rank, row in enumerate(table.rows[:shown], 1)
    ]
    others = table.rows[shown:]
    if others:
        count = sum(row.count for row in others)
        prob = math.fsum(math.exp(row.logprob) for row in others)
        share = count / table.greedy.draws
        rows.append(("", f"{count:,}", f"{share:.6f}", f"{prob:.6g}", "", f"{len(others):,} others"))
    never = 1.0 - math.fsum(math.exp(row.logprob) for row in table.rows)
    if never > _ROUNDING:
        rows.append(("", "0", "0.000000", f"{never:.6g}", "", "all that never came"))
    print_columns(rows, right=(True, True, True, True, True, False))
    print(f"the greedy sequence, T = 0's: {_standing(table.greedy, table, tokens)}")
    if table.best is None:
        print("the best sequence: none has a probability above 0")
    elif table.best == table.greedy:
        print("the best sequence is the same")
    else:
        print(f"the best sequence, at T = 1: {_standing(table.best, table, tokens)}")


def _standing(row: DistinctSample, table: SampleTable, tokens: Tokens) -> str:
    """Where a sequence stands among the samples."""
    place = f"rank {table.rows.index(row) + 1}, count {row.count:,}" if row.count else "never came"
    return f"{place}, exact p {probability_of(row.logprob)}: {sequence_of(tokens, row.tokens)}"
