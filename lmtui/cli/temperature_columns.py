"""`lmtui next --temperatures`: one context at several temperatures, a column for each."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

from lmtui.cli.from_options import sampling_of
from lmtui.cli.loading import load_sampler, prompt_ids
from lmtui.cli.output import in_ascii_only, print_columns, print_json, printed_temperature
from lmtui.cli.parser import Parser
from lmtui.options.sampling import SEED, TEMPERATURE
from lmtui.options.table import COLUMNS, EXPLAIN

if TYPE_CHECKING:
    from lmtui.insight.temperature_columns import TemperatureColumn
    from lmtui.model.protocol import Tokens
    from lmtui.sampling.distribution import Candidate, Distribution


def print_columns_at(options: argparse.Namespace, parser: Parser) -> int:
    """Print p_T of the most probable tokens at each temperature, what is left of it, Z_T and the entropy."""
    from lmtui.insight.temperature_columns import temperature_columns
    from lmtui.sampling.generation import prompt_context
    from lmtui.sampling.luck import luck

    for option in (TEMPERATURE, EXPLAIN):
        if option.key in options.given:
            parser.error(f"{option.flag} is for one distribution; leave it out, or {COLUMNS.flag}")
    sampling = sampling_of(options)
    sampler = load_sampler(options, parser)
    model = sampler.model
    context = prompt_context(model, prompt_ids(options, sampler.model))
    distribution = sampler.distribution(context, 1.0)
    candidates = distribution.candidates(1, options.top or distribution.support)
    u = luck(sampling.seed, 0) if SEED.key in options.given else None
    columns = temperature_columns(distribution.ranking, options.temperatures, 1, len(candidates), sampling.cuts, u)
    if options.json:
        print_json(
            {
                "context": [model.tokens.spelling(token) for token in context],
                "vocabulary": model.facts.vocabulary,
                "support": distribution.support,
                "candidates": [
                    {
                        "rank": candidate.rank,
                        "token": model.tokens.spelling(candidate.token),
                        "model_prob": candidate.model_prob,
                        "order": candidate.order,
                        "probs": [column.probs[row] for column in columns],
                    }
                    for row, candidate in enumerate(candidates)
                ],
                "columns": [_record(column, distribution.support - len(candidates)) for column in columns],
                "unknown": {"model_prob": distribution.ranking.unknown_prob},
            }
        )
    else:
        print(f"after {' '.join(map(model.tokens.label, context)) or 'anything'}")
        _print_table(distribution, candidates, columns, model.tokens, not sampling.cuts.keep_all)
    return 0


def _record(column: TemperatureColumn, rest: int) -> dict[str, object]:
    return {
        "temperature": column.temperature,
        "rest": {"count": rest, "prob": column.rest_prob},
        "log_normaliser": column.log_normaliser,
        "entropy_bits": column.entropy_bits,
        "kept": column.kept,
        **({} if column.chosen is None else {"chosen_rank": column.chosen}),
    }


def _print_table(
    distribution: Distribution,
    candidates: list[Candidate],
    columns: tuple[TemperatureColumn, ...],
    tokens: Tokens,
    has_cuts: bool,
) -> None:
    ascii_only = in_ascii_only()
    rows = [("rank", "token", "p", *(f"T={printed_temperature(one.temperature, ascii_only)}" for one in columns))]
    for row, candidate in enumerate(candidates):
        probs = (f"{column.probs[row]:.6f}" for column in columns)
        rows.append((str(candidate.rank), tokens.label(candidate.token), f"{candidate.model_prob:.6f}", *probs))
    left = distribution.support - len(candidates)
    if left:
        model_left = f"{distribution.model_prob_outside(1, len(candidates)):.6f}"
        rows.append(("", f"{left:,} others", model_left, *(f"{column.rest_prob:.6f}" for column in columns)))
    unknown = distribution.ranking.unknown_prob
    if unknown:  # never drawn: with it, column p sums to 1
        rows.append(("", "<unk>", f"{unknown:.6f}", *("0.000000" for _ in columns)))
    rows.append(("", "Z_T", "", *map(_normaliser, columns)))
    rows.append(("", "bits", "", *(f"{column.entropy_bits:.3f}" for column in columns)))
    if has_cuts:
        rows.append(("", "kept", "", *(f"{column.kept:,}" for column in columns)))
    if columns[0].chosen is not None:
        rows.append(("", "drawn rank", "", *(str(column.chosen) for column in columns)))
    print_columns(rows, right=(True, False, *(True for _ in rows[0][2:])))
    print("p_T = p^(1/T) / Z_T; entropy in bits: logarithms to base 2")


def _normaliser(column: TemperatureColumn) -> str:
    """Z_T; a dash at T = 0, where there is none."""
    if column.log_normaliser is None:
        return "-"
    exponent = column.log_normaliser / math.log(10)
    return f"{10**exponent:.6g}" if abs(exponent) < 300 else f"1e{exponent:+.0f}"
