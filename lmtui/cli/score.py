"""`lmtui score`: how probable texts are, by the chain rule."""

from __future__ import annotations

import argparse
import io
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

from lmtui.cli.bar import Bar
from lmtui.cli.loading import load_model, print_note
from lmtui.cli.output import print_json
from lmtui.cli.parser import Parser
from lmtui.cli.score_tables import print_comparison, print_texts, print_tokens
from lmtui.errors import SourceError
from lmtui.options.table import SCORED_TEMPERATURE
from lmtui.text.compressed import HEAD, packing_of
from lmtui.text.decoding import UTF_8, decode, encoding_of
from lmtui.text.safety import clean, visible
from lmtui.text.sources import read_standard_input
from lmtui.text.units import AUTO, LINE

if TYPE_CHECKING:
    from lmtui.ngram.language_model import NgramLanguageModel
    from lmtui.sequences.comparison import Comparison
    from lmtui.sequences.scoring import Score, Summary
    from lmtui.sequences.scoring_at import ScoreAt


class _Scored(NamedTuple):
    """A text with its score, and that at another temperature if one was asked for."""

    text: str
    score: Score
    at: ScoreAt | None


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Score each text, and all of them together."""
    from lmtui.sequences.comparison import compare
    from lmtui.sequences.scoring import summarise

    if not options.text and "-" in options.corpus:
        parser.error("standard input cannot be both the corpus and the texts to score; give the texts with --text")
    if options.compare and options.text and len(options.text) != 2:
        parser.error(f"--compare needs two texts, not {len(options.text):,}")
    done = []
    for scored in _scored(options, load_model(options, parser).model):
        done.append(scored)
        if options.json:
            print_json(_record(scored, options.temperature))
    if not done:
        raise SourceError("there is no text on standard input to score; give one there, or with --text")
    if options.compare and len(done) != 2:
        raise SourceError(f"--compare needs two texts on standard input, not {len(done):,}; or give them with --text")
    scores = [scored.score for scored in done]
    comparison = compare(*scores) if options.compare else None
    if options.json:
        if comparison:
            print_json({"comparison": _record_of(comparison)})
        print_json({"summary": asdict(summarise(scores))})
    else:
        _print_tables(done, comparison, options.by_token, math.e if options.base == "e" else float(options.base))
        print(f"{_in_words(summarise(scores))}; logarithms to base {options.base}")
    return 0


def _scored(options: argparse.Namespace, model: NgramLanguageModel) -> Iterator[_Scored]:
    """The texts, each scored as soon as it is there."""
    from lmtui.sampling.sampler import Sampler
    from lmtui.sequences.scoring import score
    from lmtui.sequences.scoring_at import ScorerAt

    end, progress = not options.no_end, Bar(options.quiet)
    scorer = None
    if SCORED_TEMPERATURE.key in options.given | options.configured:
        scorer = ScorerAt(Sampler(model), options.temperature, progress.show)
    try:
        for text in options.text or _units(model, options.encoding):
            tokens = model.tokens.encode(text)
            at = scorer.score(tokens, end) if scorer else None
            progress.clear()
            yield _Scored(clean(text), score(model, tokens, end), at)
    finally:
        progress.clear()


def _units(model: NgramLanguageModel, encoding: str) -> Iterator[str]:
    """The texts on standard input, cut into units as the model's text was."""
    from lmtui.text.remarks import undecodable_notes

    trie = model.trie
    if trie.unit_rule in (AUTO, LINE) and trie.unit == LINE and _is_plain(encoding):
        yield from _lines(model)
        return
    document = read_standard_input(encoding=encoding)
    yield from model.units(document.text)
    for line in undecodable_notes([document]):
        print_note(line)


def _is_plain(encoding: str) -> bool:
    """Whether standard input is UTF-8 that is not compressed, so that each line can be read by itself."""
    if encoding or sys.stdin is None:
        return False
    try:
        head = sys.stdin.buffer.peek(HEAD) if isinstance(sys.stdin.buffer, io.BufferedReader) else b""
    except OSError:
        return False
    return encoding_of(head) == UTF_8 and not packing_of(head)


def _lines(model: NgramLanguageModel) -> Iterator[str]:
    """The lines of standard input, each as soon as it comes; blank lines are texts for KenLM's tokenizer alone."""
    undecodable = 0
    for line in sys.stdin.buffer:
        text, replaced = decode(line.rstrip(b"\r\n"))
        undecodable += replaced
        if text.strip() or model.trie.tokenizer.name == "whitespace":
            yield text
    if undecodable:
        print_note(f"{undecodable} undecodable bytes in the texts; --encoding names what they are in")


def _in_words(summary: Summary) -> str:
    return (
        f"{summary.texts:,} texts, {summary.tokens:,} tokens, {summary.unknown:,} unknown, "
        f"perplexity {summary.perplexity:.6g} ({summary.perplexity_known:.6g} without unknown)"
    )


def _record(scored: _Scored, temperature: float) -> dict[str, object]:
    tokens = zip(scored.score.tokens, scored.score.contexts, scored.score.running, strict=True)
    record: dict[str, object] = {
        "text": scored.text,
        "tokens": [
            asdict(token) | {"context": context, "running": running, "surprise_bits": token.surprise_bits}
            for token, context, running in tokens
        ],
        "logprob": scored.score.logprob,
        "perplexity": scored.score.perplexity,
    }
    if scored.score.ended:
        shorter = scored.score.without_end
        record["without_end"] = {"logprob": shorter.logprob, "perplexity": shorter.perplexity}
    if scored.at:
        record["at"] = {"temperature": temperature, **scored.at._asdict()}
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


def _print_tables(done: list[_Scored], comparison: Comparison | None, by_token: bool, base: float) -> None:
    if by_token:
        for scored in done:
            print(visible(scored.text))
            print_tokens(scored.score, base)
            print()
    if comparison:
        print_comparison(comparison)
        print()
    print_texts(
        [scored.text for scored in done],
        [scored.score for scored in done],
        [scored.at for scored in done if scored.at],
        base,
    )
