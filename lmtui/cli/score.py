"""`lmtui score`: how probable texts are, by the chain rule."""

from __future__ import annotations

import argparse
import io
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from lmtui.cli.loading import load_model, print_note
from lmtui.cli.output import print_columns, print_json
from lmtui.cli.parser import Parser
from lmtui.errors import SourceError
from lmtui.text.compressed import HEAD, packing_of
from lmtui.text.decoding import UTF_8, decode, encoding_of
from lmtui.text.safety import clean, visible
from lmtui.text.sources import read_standard_input
from lmtui.text.units import AUTO, LINE

if TYPE_CHECKING:
    from lmtui.ngram.language_model import NgramLanguageModel
    from lmtui.sequences.scoring import Score, Summary


def run(options: argparse.Namespace, parser: Parser) -> int:
    """Score each text, and all of them together."""
    from lmtui.sequences.scoring import score, summarise

    if not options.text and "-" in options.corpus:
        parser.error("standard input cannot be both the corpus and the texts to score; give the texts with --text")
    model = load_model(options, parser).model
    scores = []
    texts = []
    for text in options.text or _units(model, options.encoding):
        scored = score(model, model.tokens.encode(text), end=not options.no_end)
        scores.append(scored)
        texts.append(clean(text))
        if options.json:
            print_json({"text": texts[-1], **_record(scored)})
    if not scores:
        raise SourceError("there is no text on standard input to score; give one there, or with --text")
    summary = summarise(scores)
    if options.json:
        print_json({"summary": asdict(summary)})
    else:
        _print_table(texts, scores, math.e if options.base == "e" else float(options.base))
        print(f"{_in_words(summary)}; logarithms to base {options.base}")
    return 0


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


def _record(scored: Score) -> dict[str, object]:
    return {
        "tokens": [asdict(token) for token in scored.tokens],
        "logprob": scored.logprob,
        "perplexity": scored.perplexity,
    }


def _print_table(texts: list[str], scores: list[Score], base: float) -> None:
    """Print one row a text, in the order in which the texts were given, with the rank of its probability."""
    from lmtui.sequences.scoring import probability_of

    by_prob = sorted(range(len(scores)), key=lambda i: -scores[i].logprob)
    ranks = {i: rank for rank, i in enumerate(by_prob, 1)}
    rows = [("rank", "p", "log p", "perplexity", "tokens", "unknown", "text")]
    rows += [
        (
            str(ranks[i]),
            probability_of(scored.logprob),
            f"{scored.logprob / math.log(base):.4f}",
            f"{scored.perplexity:.6g}",
            str(len(scored.tokens)),
            str(sum(not token.known for token in scored.tokens)),
            visible(text),
        )
        for i, (text, scored) in enumerate(zip(texts, scores, strict=True))
    ]
    print_columns(rows, right=(True, True, True, True, True, True, False))
