"""`lmtui next`: the next-token table."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lmtui.cli.first_ranks import distribution_of, model_prob_after
from lmtui.cli.from_options import sampling_of
from lmtui.cli.loading import load_sampler, prompt_ids
from lmtui.cli.output import in_ascii_only, print_columns, print_json, printed_number, printed_temperature
from lmtui.cli.parser import Parser
from lmtui.sampling.temperature import zero_note

if TYPE_CHECKING:
    from lmtui.model.protocol import LanguageModel, Tokens
    from lmtui.sampling.bounded import BoundedCandidate, BoundedDistribution
    from lmtui.sampling.cuts import Cuts
    from lmtui.sampling.distribution import Candidate, Distribution
    from lmtui.sampling.sampler import Sampler
    from lmtui.sampling.settings import Sampling


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Print the most probable next tokens and the rest; or the table that --temperatures or --explain asks for."""
    from lmtui.sampling.generation import prompt_context

    if options.temperatures is not None:
        from lmtui.cli.temperature_columns import print_columns_at

        return print_columns_at(options, parser)
    if options.explain is not None:
        from lmtui.cli.explanation import explain

        return explain(options, parser)
    sampling = sampling_of(options)
    sampler = load_sampler(options, parser)
    context = prompt_context(sampler.model, prompt_ids(options, sampler.model))
    distribution = distribution_of(sampler, context, sampling, options)
    candidates = distribution.candidates(1, min(options.top or distribution.support, distribution.ranking.known))
    others = _kept_in_other_order(sampler, context, sampling, distribution)
    if options.json:
        print_json(_object(distribution, candidates, context, sampler.model, others))
    else:
        notes = [] if sampling.cuts.keep_all else [_kept(distribution, sampling.cuts, others)]
        _print_table(distribution, candidates, context, sampler.model, notes)
    return 0


def _kept_in_other_order(
    sampler: Sampler, context: list[int], sampling: Sampling, distribution: Distribution | BoundedDistribution
) -> int | None:
    """How many tokens the cuts would leave on the other side of the temperature; None where that is not known."""
    cuts = sampling.cuts.in_other_order
    if sampling.cuts.keep_all:
        return distribution.kept
    if sampler.first_ranks is None or sampler.is_known(context):
        return sampler.distribution(context, sampling.temperature, cuts).kept
    found = sampler.first_ranks.distribution(sampler.model.state(context), sampling.temperature, cuts)
    return found.kept if found else None


def _kept(distribution: Distribution | BoundedDistribution, cuts: Cuts, others: int | None) -> str:
    """How many tokens the cuts leave, and would leave on the other side of the temperature."""
    ranks = f", ranks {distribution.first} to {distribution.last}" if distribution.first > 1 else ""
    before, other = ("before", "after") if cuts.temperature_last else ("after", "before")
    kept = f"{before} T they keep {distribution.kept:,} of {distribution.support:,} tokens{ranks}"
    others_kept = "a number that more ranks would tell" if others is None else f"{others:,}"
    return (
        f"{', '.join(replace(cuts, temperature_last=False).labels)}: {kept}; {other} T they would keep {others_kept}"
    )


def _object(
    distribution: Distribution | BoundedDistribution,
    candidates: Sequence[Candidate | BoundedCandidate],
    context: list[int],
    model: LanguageModel,
    others: int | None,
) -> dict[str, object]:
    """What --json prints; `others` is how many tokens the cuts would leave on the other side of the temperature."""
    is_counted = distribution.is_counted
    return {
        "context": [model.tokens.spelling(token) for token in context],
        "temperature": distribution.temperature,
        "vocabulary": model.facts.vocabulary if is_counted else None,
        "support": distribution.support if is_counted else None,
        "entropy_bits": distribution.entropy_bits,
        "candidates": [_record(candidate, model.tokens) for candidate in candidates],
        "rest": {
            "count": distribution.support - len(candidates) if is_counted else None,
            "prob": distribution.prob_outside(1, len(candidates)),
        },
        "kept": {
            "first": distribution.first,
            "last": distribution.last,
            "count": distribution.kept,
            "count_in_other_order": others,
        },
        "unknown": {"model_prob": distribution.ranking.unknown_prob},
    }


def _record(candidate: Candidate | BoundedCandidate, tokens: Tokens) -> dict[str, object]:
    return {
        "rank": candidate.rank,
        "token": tokens.spelling(candidate.token),
        "model_prob": candidate.model_prob,
        "prob": candidate.prob,
        "cumulative": candidate.cumulative,
        "order": candidate.order,
    }


def _print_table(
    distribution: Distribution | BoundedDistribution,
    candidates: Sequence[Candidate | BoundedCandidate],
    context: list[int],
    model: LanguageModel,
    notes: list[str],
) -> None:
    label = model.tokens.label
    temperature = printed_temperature(distribution.temperature, in_ascii_only())
    print(f"after {' '.join(map(label, context)) or 'anything'}")
    support = (
        f"{distribution.support:,} of {model.facts.vocabulary:,}"
        if distribution.is_counted
        else "not told by the server"
    )
    print(f"T = {temperature}, {printed_number(distribution.entropy_bits, 3)} bits, support {support}")
    rows = _rows(distribution, candidates, model.tokens)
    columns = len(rows[0]) if model.facts.order else len(rows[0]) - 1
    print_columns([row[:columns] for row in rows], right=(True, False, True, True, True, True)[:columns])
    zeros = zero_note(distribution.temperature, distribution.impossible)
    if zeros:
        print(zeros.replace("∞", "inf") if in_ascii_only() else zeros)
    for note in notes:
        print(note)
    print("entropy in bits: logarithms to base 2")


def _rows(
    distribution: Distribution | BoundedDistribution,
    candidates: Sequence[Candidate | BoundedCandidate],
    tokens: Tokens,
) -> list[tuple[str, ...]]:
    """The rows of the table, the names of its columns first; with the last rows, columns p and p_T sum to 1."""
    rows: list[tuple[str, ...]] = [("rank", "token", "p", "p_T", "cumulated", "order")]
    rows += [
        (
            str(candidate.rank),
            tokens.label(candidate.token),
            printed_number(candidate.model_prob, 6),
            printed_number(candidate.prob, 6),
            printed_number(candidate.cumulative, 6),
            "" if candidate.order is None else str(candidate.order),
        )
        for candidate in candidates
    ]
    left = distribution.support - len(candidates)
    if left:
        model_left = printed_number(model_prob_after(distribution, len(candidates)), 6)
        p_left = printed_number(distribution.prob_outside(1, len(candidates)), 6)
        rows.append(
            ("", f"{left:,} others" if distribution.is_counted else "all others", model_left, p_left, "1.000000", "")
        )
    unknown = distribution.ranking.unknown_prob
    if unknown:  # never drawn: with it, column p sums to 1
        rows.append(("", "<unk>", printed_number(unknown, 6), "0.000000", "1.000000", ""))
    return rows
