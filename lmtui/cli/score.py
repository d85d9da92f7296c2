"""`lmtui score`: how probable texts are, by the chain rule."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from lmtui.cli.loading import PATIENCE, load_model
from lmtui.cli.output import print_json
from lmtui.cli.parser import Parser
from lmtui.cli.progress_bar import ProgressBar
from lmtui.cli.score_records import JsonRecords
from lmtui.cli.score_tables import TextTable, print_comparison, print_tokens
from lmtui.cli.texts_to_score import units_on_standard_input
from lmtui.errors import Progress, SourceError
from lmtui.options.table import SCORED_TEMPERATURE
from lmtui.text.safety import clean, visible
from lmtui.text.unit_stream import Units

if TYPE_CHECKING:
    from lmtui.model.protocol import LanguageModel
    from lmtui.sequences.annealed_scoring import AnnealedScore
    from lmtui.sequences.comparison import Comparison
    from lmtui.sequences.scoring import Score
    from lmtui.sequences.summary import Summary
    from lmtui.sequences.unit_scoring import ScoredUnits


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Score each text, and all of them together."""
    from lmtui.sequences.comparison import compare
    from lmtui.sequences.summary import RunningSummary

    if not options.text and "-" in options.corpus:
        parser.error("standard input cannot be both the corpus and the texts to score; give the texts with --text")
    if options.compare and options.text and len(options.text) != 2:
        parser.error(f"--compare needs two texts, not {len(options.text):,}")
    base = math.e if options.base == "e" else float(options.base)
    total, table = RunningSummary(), TextTable(base, SCORED_TEMPERATURE.key in options.given)
    records = JsonRecords(options.temperature)
    compared: list[Score] = []
    for given, annealed in _scored(options, load_model(options, parser).model):
        total.add(given.begun, given.scored.logprobs, given.scored.known)
        if options.compare:
            compared += given.scored.scores()
        elif not options.json and options.by_token:
            _print_products(given, base)
        if options.json and not options.summary:
            records.add(given, annealed)
        elif not options.summary:
            table.add(given, annealed)
    comparison = compare(*compared) if options.compare else None
    if options.json:
        if comparison:
            print_json({"comparison": _record_of(comparison)})
        print_json({"summary": asdict(total.summary)})
        return 0
    if comparison:
        print_comparison(comparison)
        print()
    if not options.summary:
        table.print()
    print(f"{_in_words(total.summary)}; logarithms to base {options.base}")
    return 0


def _scored(
    options: argparse.Namespace, model: LanguageModel
) -> Iterator[tuple[ScoredUnits, Sequence[AnnealedScore | None]]]:
    """The texts, scored as soon as they are there, and their scores at another temperature if one was asked for."""
    from lmtui.sampling.sampler import Sampler
    from lmtui.sequences.annealed_scoring import AnnealedScorer
    from lmtui.sequences.unit_scoring import UnitScorer

    end, progress = not options.no_end, ProgressBar(options.quiet, PATIENCE)
    scorer, annealed_scorer = UnitScorer(model, end, progress.show), None
    if _at_temperature(options):
        annealed_scorer = AnnealedScorer(Sampler(model), options.temperature, progress.show)
    count = 0
    try:
        for units in _units(options, model, progress.show):
            count += len(units.texts)
            scored = scorer.score(units)
            annealed = [
                annealed_scorer.score(model.tokens.encode(text), end) if annealed_scorer else None
                for text in units.texts
            ]
            progress.clear()
            yield scored, annealed
    finally:
        progress.clear()
    if not count:
        raise SourceError("there is no text on standard input to score; give one there, or with --text")


def _at_temperature(options: argparse.Namespace) -> bool:
    return SCORED_TEMPERATURE.key in options.given | options.configured


def _units(options: argparse.Namespace, model: LanguageModel, progress: Progress) -> Iterator[Units]:
    """The texts that are given, or those on standard input as they come."""
    if options.text:
        return iter([Units(options.text)])
    in_parts = not (options.compare or (options.by_token and not options.json) or _at_temperature(options))
    units = units_on_standard_input(model, options.encoding, in_parts, progress)
    return _two_of(units) if options.compare else units


def _two_of(given: Iterable[Units]) -> Iterator[Units]:
    """The two texts that are to be compared."""
    texts: list[str] = []
    count = 0
    for units in given:
        texts += units.texts[: 2 - len(texts)]
        count += len(units.texts)
    if count not in (0, 2):
        raise SourceError(f"--compare needs two texts on standard input, not {count:,}; or give them with --text")
    if texts:
        yield Units(texts)


def _in_words(summary: Summary) -> str:
    return (
        f"{summary.texts:,} texts, {summary.tokens:,} tokens, {summary.unknown:,} unknown, "
        f"perplexity {summary.perplexity:.6g} ({summary.perplexity_known:.6g} without unknown)"
    )


def _print_products(given: ScoredUnits, base: float) -> None:
    for text, score in zip(given.units.texts, given.scored.scores(), strict=True):
        print(visible(clean(text)))
        print_tokens(score, base)
        print()


def _record_of(comparison: Comparison) -> dict[str, object]:
    rows = [
        {
            "left": row.left.token if row.left else None,
            "right": row.right.token if row.right else None,
            "log_ratio": row.log_ratio,
            "running": running,
        }
        for row, running in zip(comparison.rows, comparison.running, strict=True)
    ]
    return {"rows": rows, "log_ratio": comparison.log_ratio, "decisive": comparison.decisive}
