"""`lmtui sample`: many sequences, how often each came, and its probability."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.cli.from_options import sampling_of, whole_sequences_wanted
from lmtui.cli.loading import load_sampler, print_estimate_of_tokens, print_note, prompt_ids
from lmtui.cli.output import (
    in_ascii_only,
    interval,
    print_columns,
    print_json,
    printed_temperature,
    sequence_of,
)
from lmtui.cli.parser import Parser
from lmtui.cli.progress_bar import ProgressBar
from lmtui.sequences.limits import most_answers
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
    searches, tokens = Searches(sampler.model, sampler), sampler.model.tokens
    progress = ProgressBar(options.quiet)
    if sampler.times and not whole and not options.quiet:
        answers = most_answers(options.tokens, options.count, sampling.temperature)
        print_estimate_of_tokens(answers, sampler, options.prompt, (sampling.temperature,), sampling.cuts)
    try:
        if whole:
            table = sample_sequences(searches, prompt, sampling, options.tokens, options.count, progress.show)
        else:
            table = sample_tokens(
                searches, prompt, sampling, options.tokens, options.count, options.stop, progress.show
            )
    finally:
        progress.clear()
    if table.uncertain:
        print_note(f"{table.uncertain:,} sequences are not certain, as the model gives no more ranks")
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
    least, most = row.bounds
    record = {
        "tokens": list(map(tokens.spelling, row.tokens)),
        "count": row.count,
        "logprob": row.log_bounds or row.logprob,
        "share": row.share,
        "deviation": (most.deviation, least.deviation) if row.log_bounds else row.deviation,
        "greedy": row == table.greedy,
        "best": row == table.best if table.best_is_known else None,
    }
    return record if row.certain else record | {"certain": False}


def _print_table(table: SampleTable, tokens: Tokens, shown: int) -> None:
    rows = [("rank", "count", "share", "p", "std errors", "sequence")]
    rows += [
        (
            str(rank),
            f"{row.count:,}",
            f"{row.share:.6f}",
            interval(*(probability_of(one.logprob) for one in row.bounds)),
            interval(*(f"{one.deviation:+.2f}" for one in reversed(row.bounds))),
            sequence_of(tokens, row.tokens),
        )
        for rank, row in enumerate(table.rows[:shown], 1)
    ]
    others = table.rows[shown:]
    if others:
        count = sum(row.count for row in others)
        prob = interval(*(f"{prob:.6g}" for prob in _sums(others)))
        share = count / table.greedy.draws
        rows.append(("", f"{count:,}", f"{share:.6f}", prob, "", f"{len(others):,} others"))
    never = [max(1.0 - prob, 0.0) for prob in reversed(_sums(table.rows))]
    if never[-1] > _ROUNDING:
        prob = interval(*(f"{prob:.6g}" for prob in never))
        rows.append(("", "0", "0.000000", prob, "", "all that never came"))
    print_columns(rows, right=(True, True, True, True, True, False))
    print(f"the greedy sequence, T = 0's: {_standing(table.greedy, table, tokens)}")
    if not table.best_is_known:
        print("the best sequence: known of n-gram models alone")
    elif table.best is None:
        print("the best sequence: none has a probability above 0")
    elif table.best == table.greedy:
        print("the best sequence is the same")
    else:
        print(f"the best sequence, at T = 1: {_standing(table.best, table, tokens)}")


def _standing(row: DistinctSample, table: SampleTable, tokens: Tokens) -> str:
    """Where a sequence stands among the samples."""
    place = f"rank {table.rows.index(row) + 1}, count {row.count:,}" if row.count else "never came"
    prob = interval(*(probability_of(one.logprob) for one in row.bounds))
    return f"{place}, p {prob}: {sequence_of(tokens, row.tokens)}"


def _sums(rows: Sequence[DistinctSample]) -> tuple[float, float]:
    """What the probabilities of all rows sum to, at least and at most."""
    ends = [row.log_bounds or (row.logprob, row.logprob) for row in rows]
    least, most = (math.fsum(math.exp(each[end]) for each in ends) for end in (0, 1))
    return least, most
