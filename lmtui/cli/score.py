"""`lmtui score`: how probable texts are, by the chain rule."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from lmtui.cli.output import print_columns, print_json
from lmtui.cli.parser import Parser, add_json_option, add_model_options, load_sampler, note
from lmtui.errors import SourceError
from lmtui.text.decoding import decode
from lmtui.text.safety import clean, visible

if TYPE_CHECKING:
    from lmtui.insight.scoring import Score


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_model_options(parser)
    parser.add_argument(
        "--text",
        action="append",
        metavar="TEXT",
        help="a text to score; may be repeated (default: the lines of standard input)",
    )
    add_json_option(parser)


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Score each text, and all of them together."""
    from lmtui.insight.scoring import score, summarise

    if not options.text and options.corpus and "-" in options.corpus:
        parser.error("standard input cannot be both the corpus and the texts to score; give the texts with --text")
    model = load_sampler(options, parser).model
    scores = []
    texts = []
    for text in map(clean, options.text or _lines()):
        scored = score(model, model.tokenizer.split(text))
        scores.append(scored)
        texts.append(text)
        if options.json:
            print_json({"text": text, **_record(scored)})
    summary = summarise(scores)
    if options.json:
        print_json({"summary": asdict(summary)})
        return 0
    if scores:
        _print_table(texts, scores)
    print(
        f"{summary.texts:,} texts, {summary.tokens:,} tokens, {summary.unknown:,} unknown, "
        f"perplexity {summary.perplexity:.6g} ({summary.perplexity_known:.6g} without unknown)"
    )
    return 0


def _lines() -> Iterator[str]:
    if sys.stdin is None:
        raise SourceError("standard input is closed; give the texts with --text")
    undecodable = 0
    try:
        for line in sys.stdin.buffer:
            text, replaced = decode(line.rstrip(b"\r\n"))
            undecodable += replaced
            yield text
    except OSError as error:
        raise SourceError(f"cannot read standard input: {error.strerror or error}; give texts with --text") from None
    if undecodable:
        note(f"{undecodable} undecodable bytes in the texts were replaced by U+FFFD")


def _record(scored: Score) -> dict[str, object]:
    return {
        "tokens": [asdict(token) for token in scored.tokens],
        "logprob": scored.logprob,
        "perplexity": scored.perplexity,
    }


def _print_table(texts: list[str], scores: list[Score]) -> None:
    """One row a text in the order given, with its rank among them by probability."""
    by_prob = sorted(range(len(scores)), key=lambda i: -scores[i].logprob)
    ranks = {i: rank for rank, i in enumerate(by_prob, 1)}
    rows = [("rank", "log p", "perplexity", "tokens", "unknown", "text")]
    rows += [
        (
            str(ranks[i]),
            f"{scored.logprob:.4f}",
            f"{scored.perplexity:.6g}",
            str(len(scored.tokens)),
            str(sum(not token.known for token in scored.tokens)),
            visible(text),
        )
        for i, (text, scored) in enumerate(zip(texts, scores, strict=True))
    ]
    print_columns(rows, right=(True, True, True, True, True, False))
