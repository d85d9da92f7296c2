"""How `lmtui score` prints: a row a text, a row a token, and two texts beside each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.cli.output import in_ascii_only, print_columns
from lmtui.playground.bars import bar
from lmtui.sequences.scoring import probability_of
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.sequences.comparison import Comparison
    from lmtui.sequences.scoring import Score, ScoredToken
    from lmtui.sequences.scoring_at import ScoreAt

_BAR = 20  # columns of the longest bar


def print_texts(texts: Sequence[str], scores: Sequence[Score], at: Sequence[ScoreAt], base: float) -> None:
    """One row a text in the order given, with its rank among them by probability.

    Args:
        texts: as they were given.
        scores: of each text.
        at: of each text at another temperature; empty where none was asked for.
        base: of the logarithms.
    """
    by_prob = sorted(range(len(scores)), key=lambda i: -scores[i].logprob)
    ranks = {i: rank for rank, i in enumerate(by_prob, 1)}
    rows = [("rank", "p", "log p", "perplexity", "tokens", "unknown", *_AT[: 2 * bool(at)], "text")]
    rows += [
        (
            str(ranks[i]),
            probability_of(scored.logprob),
            f"{scored.logprob / math.log(base):.4f}",
            f"{scored.perplexity:.6g}",
            str(len(scored.tokens)),
            str(sum(not token.known for token in scored.tokens)),
            *(map(probability_of, at[i]) if at else ()),
            visible(text),
        )
        for i, (text, scored) in enumerate(zip(texts, scores, strict=True))
    ]
    print_columns(rows, right=(*(True,) * (len(rows[0]) - 1), False))


_AT = ("p_T generated", "p_T sequence")


def print_tokens(scored: Score, base: float) -> None:
    """The product that a text's probability is, one row a token, and what it comes to with and without `</s>`."""
    largest = max((token.surprise_bits for token in scored.tokens if token.surprise_bits < math.inf), default=0.0)
    rows = [("token", "after", "order", "p", "running p", "log p", "bits", "surprise")]
    rows += [
        (
            _label(token),
            " ".join(map(visible, context)),
            "" if token.order is None else str(token.order),
            probability_of(token.logprob),
            probability_of(running),
            f"{token.logprob / math.log(base):.4f}",
            f"{token.surprise_bits:.3f}",
            _bar(token.surprise_bits, largest),
        )
        for token, context, running in zip(scored.tokens, scored.contexts, scored.running, strict=True)
    ]
    print_columns(rows, right=(False, False, True, True, True, True, True, False))
    if scored.ended:
        print(f"with </s>: {_total(scored, base)}")
    print(f"without </s>: {_total(scored.without_end, base)}")


def _total(scored: Score, base: float) -> str:
    logprob = scored.logprob / math.log(base)
    return f"p {probability_of(scored.logprob)}, log p {logprob:.4f}, perplexity {scored.perplexity:.6g}"


def _bar(bits: float, largest: float) -> str:
    share = 1.0 if bits == math.inf else bits / largest if largest else 0.0
    return bar(share, _BAR, fine=not in_ascii_only())


def _label(token: ScoredToken | None) -> str:
    if token is None:
        return ""
    return visible(token.token) if token.known else f"{visible(token.token)} (unknown)"


def print_comparison(comparison: Comparison) -> None:
    """Two texts, aligned: the ratio of each row, and all so far; then in words which won, and where."""
    rows = [("first", "p", "second", "p", "ratio", "running ratio", "")]
    rows += [
        (
            _label(row.left),
            probability_of(row.left.logprob) if row.left else "",
            _label(row.right),
            probability_of(row.right.logprob) if row.right else "",
            probability_of(row.log_ratio),
            probability_of(running),
            "<" if place == comparison.decisive else "",
        )
        for place, (row, running) in enumerate(zip(comparison.rows, comparison.running, strict=True))
    ]
    print_columns(rows, right=(False, True, False, True, True, True, False))
    total = comparison.log_ratio
    if math.isnan(total):
        print("both texts are impossible")
    elif comparison.decisive is None:
        print("both texts are equally probable")
    else:
        won = "first" if total > 0 else "second"
        print(f"the {won} text is {probability_of(abs(total))} times as probable; the row marked < won most of it")
