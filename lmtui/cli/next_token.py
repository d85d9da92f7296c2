"""`lmtui next`: the next-token table."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from lmtui.cli.from_options import sampling_of
from lmtui.cli.loading import load_sampler, prompt_ids
from lmtui.cli.output import in_ascii_only, print_columns, print_json, printed_temperature
from lmtui.cli.parser import Parser
from lmtui.sampling.temperature import zero_note

if TYPE_CHECKING:
    from lmtui.model.protocol import LanguageModel, Tokens
    from lmtui.sampling.cuts import Cuts
    from lmtui.sampling.distribution import Candidate, Distribution


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
    model = sampler.model
    context = prompt_context(model, prompt_ids(options, sampler.model))
    distribution = sampler.distribution(context, sampling.temperature, sampling.cuts)
    candidates = distribution.candidates(1, options.top or distribution.support)
    rest = {
        "count": distribution.support - len(candidates),
        "prob": distribution.prob_outside(1, len(candidates)),
    }
    others = distribution.with_cuts(sampling.cuts.in_other_order).kept
    if options.json:
        print_json(
            {
                "context": [model.tokens.spelling(token) for token in context],
                "temperature": sampling.temperature,
                "vocabulary": model.facts.vocabulary,
                "support": distribution.support,
                "entropy_bits": distribution.entropy_bits,
                "candidates": [_record(candidate, model.tokens) for candidate in candidates],
                "rest": rest,
                "kept": {
                    "first": distribution.first,
                    "last": distribution.last,
                    "count": distribution.kept,
                    "count_in_other_order": others,
                },
                "unknown": {"model_prob": distribution.ranking.unknown_prob},
            }
        )
    else:
        notes = [] if sampling.cuts.keep_all else [_kept(distribution, sampling.cuts, others)]
        _print_table(distribution, candidates, context, model, notes)
    return 0


def _kept(distribution: Distribution, cuts: Cuts, others: int) -> str:
    """How many tokens the cuts leave, and would leave on the other side of the temperature."""
    ranks = f", ranks {distribution.first} to {distribution.last}" if distribution.first > 1 else ""
    before, other = ("before", "after") if cuts.temperature_last else ("after", "before")
    kept = f"{before} T they keep {distribution.kept:,} of {distribution.support:,} tokens{ranks}"
    return f"{', '.join(replace(cuts, temperature_last=False).labels)}: {kept}; {other} T they would keep {others:,}"


def _record(candidate: Candidate, tokens: Tokens) -> dict[str, object]:
    return {
        "rank": candidate.rank,
        "token": tokens.spelling(candidate.token),
        "model_prob": candidate.model_prob,
        "prob": candidate.prob,
        "cumulative": candidate.cumulative,
        "order": candidate.order,
    }


def _print_table(
    distribution: Distribution,
    candidates: list[Candidate],
    context: list[int],
    model: LanguageModel,
    notes: list[str],
) -> None:
    label = model.tokens.label
    temperature = printed_temperature(distribution.temperature, in_ascii_only())
    print(f"after {' '.join(map(label, context)) or 'anything'}")
    print(
        f"T = {temperature}, {distribution.entropy_bits:.3f} bits, "
        f"support {distribution.support:,} of {model.facts.vocabulary:,}"
    )
    rows = [("rank", "token", "p", "p_T", "cumulated", "order")]
    rows += [
        (
            str(candidate.rank),
            label(candidate.token),
            f"{candidate.model_prob:.6f}",
            f"{candidate.prob:.6f}",
            f"{candidate.cumulative:.6f}",
            "" if candidate.order is None else str(candidate.order),
        )
        for candidate in candidates
    ]
    left = distribution.support - len(candidates)
    if left:
        model_left = distribution.model_prob_outside(1, len(candidates))
        p_left = distribution.prob_outside(1, len(candidates))
        rows.append(("", f"{left:,} others", f"{model_left:.6f}", f"{p_left:.6f}", "1.000000", ""))
    unknown = distribution.ranking.unknown_prob
    if unknown:  # never drawn: with it, column p sums to 1
        rows.append(("", "<unk>", f"{unknown:.6f}", "0.000000", "1.000000", ""))
    print_columns(rows, right=(True, False, True, True, True, True))
    zeros = zero_note(distribution.temperature, distribution.impossible)
    if zeros:
        print(zeros.replace("∞", "inf") if in_ascii_only() else zeros)
    for note in notes:
        print(note)
    print("entropy in bits: logarithms to base 2")
