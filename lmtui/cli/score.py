"""`lmtui score`: how probable texts are, by the chain rule."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from lmtui.cli.loading import load_model
from lmtui.cli.output import print_json
from lmtui.cli.parser import Parser
from lmtui.cli.progress_bar import ProgressBar
from lmtui.cli.score_tables import TextTable, print_comparison, print_tokens
from lmtui.cli.texts_to_score import parts_on_standard_input, texts_on_standard_input
from lmtui.errors import SourceError
from lmtui.options.table import SCORED_TEMPERATURE
from lmtui.text.safety import clean, visible
from lmtui.text.unit_stream import is_one_unit

if TYPE_CHECKING:
    from lmtui.model.protocol import LanguageModel
    from lmtui.ngram.language_model import NgramLanguageModel
    from lmtui.sequences.annealed_scoring import AnnealedScore
    from lmtui.sequences.comparison import Comparison
    from lmtui.sequences.scoring import Score, ScoredTexts
    from lmtui.sequences.summary import RunningSummary, Summary


_NO_TEXT = "there is no text on standard input to score; give one there, or with --text"


class _Batch(NamedTuple):
    """Texts with their scores, and those at another temperature if one was asked for."""

    texts: Sequence[str]
    scored: ScoredTexts
    annealed: Sequence[AnnealedScore | None]


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
    compared: list[Score] = []
    model = load_model(options, parser).model
    if of_one_unit := _unit_in_parts(options, model):
        _add_parts(total, options, of_one_unit)
    for batch in () if of_one_unit else _scored(options, model):
        total.add(len(batch.texts), batch.scored.logprobs, batch.scored.known)
        if options.compare:
            compared += batch.scored.scores()
        elif not options.json and options.by_token:
            _print_products(batch, base)
        if options.json and not options.summary:
            _print_records(batch, options.temperature)
        elif not options.summary:
            table.add(batch.texts, batch.scored.totals(), batch.annealed)
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


def _scored(options: argparse.Namespace, model: LanguageModel) -> Iterator[_Batch]:
    """The texts, scored as soon as they are there."""
    from lmtui.sampling.sampler import Sampler
    from lmtui.sequences.annealed_scoring import AnnealedScorer
    from lmtui.sequences.scoring import score_texts, tokenized

    end, progress = not options.no_end, ProgressBar(options.quiet)
    scorer = None
    if _at_temperature(options):
        scorer = AnnealedScorer(Sampler(model), options.temperature, progress.show)
    try:
        for texts in _texts(options, model):
            scored = score_texts(model, tokenized(model.tokens, texts), end, progress.show)
            annealed = [scorer.score(model.tokens.encode(text), end) if scorer else None for text in texts]
            progress.clear()
            yield _Batch(texts, scored, annealed)
    finally:
        progress.clear()


def _unit_in_parts(options: argparse.Namespace, model: LanguageModel) -> NgramLanguageModel | None:
    """The model, if the texts are one, on standard input, of which nothing is wanted but what it comes to."""
    from lmtui.ngram.language_model import NgramLanguageModel

    wanted = options.text or options.compare or options.by_token or _at_temperature(options)
    if wanted or not options.summary or not isinstance(model, NgramLanguageModel):
        return None
    return model if is_one_unit(model.trie.unit_rule) else None


def _add_parts(total: RunningSummary, options: argparse.Namespace, model: NgramLanguageModel) -> None:
    """Score the text on standard input part after part, so that it need not fit into memory."""
    from lmtui.sequences.scoring import score_parts

    parts = parts_on_standard_input(model, options.encoding)
    first = next(parts, None)
    if first is None:
        raise SourceError(_NO_TEXT)
    read = (model.tokens.encode_texts([part]) for part in chain((first,), parts))
    for number, scored in enumerate(score_parts(model, read, not options.no_end)):
        total.add(number == 0, scored.logprobs, scored.known)


def _at_temperature(options: argparse.Namespace) -> bool:
    return SCORED_TEMPERATURE.key in options.given | options.configured


def _texts(options: argparse.Namespace, model: LanguageModel) -> Iterator[Sequence[str]]:
    """The texts that are given, or those on standard input, many in a list; all in one list if they are compared."""
    given = [options.text] if options.text else filter(None, texts_on_standard_input(model, options.encoding))
    if options.compare:
        given = [[text for texts in given for text in texts]]
    count = 0
    for texts in given:
        count += len(texts)
        if options.compare and count not in (0, 2):
            raise SourceError(f"--compare needs two texts on standard input, not {count:,}; or give them with --text")
        if texts:
            yield texts
    if not count:
        raise SourceError(_NO_TEXT)


def _in_words(summary: Summary) -> str:
    return (
        f"{summary.texts:,} texts, {summary.tokens:,} tokens, {summary.unknown:,} unknown, "
        f"perplexity {summary.perplexity:.6g} ({summary.perplexity_known:.6g} without unknown)"
    )


def _print_products(batch: _Batch, base: float) -> None:
    for text, score in zip(batch.texts, batch.scored.scores(), strict=True):
        print(visible(clean(text)))
        print_tokens(score, base)
        print()


def _print_records(batch: _Batch, temperature: float) -> None:
    for text, score, annealed in zip(batch.texts, batch.scored.scores(), batch.annealed, strict=True):
        at = {"at": {"temperature": temperature, **annealed._asdict()}} if annealed else {}
        print_json(_record(text, score) | at)


def _record(text: str, score: Score) -> dict[str, object]:
    tokens = zip(score.tokens, score.contexts, score.running, strict=True)
    record: dict[str, object] = {
        "text": clean(text),
        "tokens": [
            {
                "token": token.token,
                "logprob": token.logprob,
                "order": token.order,
                "known": token.known,
                "context": context,
                "running": running,
                "surprise_bits": token.surprise_bits,
            }
            for token, context, running in tokens
        ],
        "logprob": score.logprob,
        "perplexity": score.perplexity,
    }
    if score.ended:
        shorter = score.without_end
        record["without_end"] = {"logprob": shorter.logprob, "perplexity": shorter.perplexity}
    return record


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
