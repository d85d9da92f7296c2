"""`lmtui next --temperatures`: one context at several temperatures, a column for each."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.cli.first_ranks import distribution_of, model_prob_after
from lmtui.cli.from_options import sampling_of
from lmtui.cli.loading import load_sampler, prompt_ids
from lmtui.cli.output import in_ascii_only, interval, print_columns, print_json, printed_number, printed_temperature
from lmtui.cli.parser import Parser
from lmtui.options.sampling import SEED, TEMPERATURE
from lmtui.options.table import COLUMNS, EXPLAIN, RANKS

if TYPE_CHECKING:
    from lmtui.insight.temperature_columns import TemperatureColumn
    from lmtui.model.partial_ranking import Bounds
    from lmtui.model.protocol import Tokens
    from lmtui.sampling.bounded import BoundedCandidate, BoundedDistribution
    from lmtui.sampling.distribution import Candidate, Distribution


def print_columns_at(options: argparse.Namespace, parser: Parser) -> int:
    """Print p_T of the most probable tokens at each temperature, what is left of it, Z_T and the entropy."""
    from lmtui.insight.temperature_columns import temperature_columns
    from lmtui.sampling.generation import prompt_context
    from lmtui.sampling.luck import luck
    from lmtui.sampling.settings import Sampling

    for option in (TEMPERATURE, EXPLAIN):
        if option.key in options.given:
            parser.error(f"{option.flag} is for one distribution; leave it out, or {COLUMNS.flag}")
    sampling = sampling_of(options)
    sampler = load_sampler(options, parser)
    model = sampler.model
    context = prompt_context(model, prompt_ids(options, model))
    distribution = distribution_of(sampler, context, Sampling(1.0), options)
    partial = distribution.partial
    candidates: Sequence[Candidate | BoundedCandidate] = distribution.candidates(
        1, min(options.top or distribution.support, distribution.ranking.known)
    )
    rest = distribution.support - len(candidates) if distribution.is_counted else None
    u = luck(sampling.seed, 0) if SEED.key in options.given else None
    columns = temperature_columns(
        partial or distribution.ranking, options.temperatures, 1, len(candidates), sampling.cuts, u
    )
    if options.json:
        print_json(
            {
                "context": [model.tokens.spelling(token) for token in context],
                "vocabulary": model.facts.vocabulary if distribution.is_counted else None,
                "support": distribution.support if distribution.is_counted else None,
                "candidates": _candidate_records(candidates, columns, model.tokens),
                "columns": [_column_record(column, rest, u is not None) for column in columns],
                "unknown": {"model_prob": distribution.ranking.unknown_prob},
            }
        )
    else:
        print(f"after {' '.join(map(model.tokens.label, context)) or 'anything'}")
        _print_table(distribution, candidates, columns, model.tokens, not sampling.cuts.keep_all, u is not None)
        if any(column.kept is None for column in columns):
            print(f"-: the first ranks do not tell what the cuts leave; ask for more with {RANKS.flag}, or cut less")
    return 0


def _candidate_records(
    candidates: Sequence[Candidate | BoundedCandidate], columns: Sequence[TemperatureColumn], tokens: Tokens
) -> list[dict[str, object]]:
    return [
        {
            "rank": candidate.rank,
            "token": tokens.spelling(candidate.token),
            "model_prob": candidate.model_prob,
            "order": candidate.order,
            "probs": [column.probs[row] for column in columns],
        }
        for row, candidate in enumerate(candidates)
    ]


def _column_record(column: TemperatureColumn, rest: int | None, has_luck: bool) -> dict[str, object]:
    return {
        "temperature": column.temperature,
        "rest": {"count": rest, "prob": column.rest_prob},
        "log_normaliser": column.log_normaliser,
        "entropy_bits": column.entropy_bits,
        "kept": column.kept,
        **({"chosen_rank": column.chosen} if has_luck else {}),
    }


def _print_table(
    distribution: Distribution | BoundedDistribution,
    candidates: Sequence[Candidate | BoundedCandidate],
    columns: tuple[TemperatureColumn, ...],
    tokens: Tokens,
    has_cuts: bool,
    has_luck: bool,
) -> None:
    ascii_only = in_ascii_only()
    rows = [("rank", "token", "p", *(f"T={printed_temperature(one.temperature, ascii_only)}" for one in columns))]
    for row, candidate in enumerate(candidates):
        probs = (_number(column.probs[row], 6) for column in columns)
        rows.append(
            (str(candidate.rank), tokens.label(candidate.token), printed_number(candidate.model_prob, 6), *probs)
        )
    left = distribution.support - len(candidates)
    if left:
        model_left = printed_number(model_prob_after(distribution, len(candidates)), 6)
        others = f"{left:,} others" if distribution.is_counted else "all others"
        rows.append(("", others, model_left, *(_number(column.rest_prob, 6) for column in columns)))
    unknown = distribution.ranking.unknown_prob
    if unknown:  # never drawn: with it, column p sums to 1
        rows.append(("", "<unk>", printed_number(unknown, 6), *("0.000000" for _ in columns)))
    rows.append(("", "Z_T", "", *map(_normaliser, columns)))
    rows.append(("", "bits", "", *(_number(column.entropy_bits, 3) for column in columns)))
    if has_cuts:
        rows.append(("", "kept", "", *("-" if column.kept is None else f"{column.kept:,}" for column in columns)))
    if has_luck:
        rows.append(("", "drawn rank", "", *(str(column.chosen or "?") for column in columns)))
    print_columns(rows, right=(True, False, *(True for _ in rows[0][2:])))
    print("p_T = p^(1/T) / Z_T; entropy in bits: logarithms to base 2")


def _number(value: float | Bounds | None, digits: int) -> str:
    """A number, or its bounds; a dash where it is not known."""
    return "-" if value is None else printed_number(value, digits)


def _normaliser(column: TemperatureColumn) -> str:
    """Z_T, or its bounds; a dash at T = 0, where there is none."""
    logs = column.log_normaliser
    if logs is None:
        return "-"
    return interval(*(_power(log) for log in (logs if isinstance(logs, tuple) else (logs, logs))))


def _power(log: float) -> str:
    exponent = log / math.log(10)
    return f"{10**exponent:.6g}" if abs(exponent) < 300 else f"1e{exponent:+.0f}"
