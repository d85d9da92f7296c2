"""How `lmtui score` prints: a row a text, a row a token, and two texts beside each other."""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lmtui.cli.output import in_ascii_only, print_columns, spool
from lmtui.playground.bars import bar
from lmtui.sequences.scoring import probability_of
from lmtui.sequences.summary import RunningTotal, Total, perplexity
from lmtui.text.safety import clean, visible

if TYPE_CHECKING:
    from lmtui.sequences.annealed_scoring import AnnealedScore
    from lmtui.sequences.comparison import Comparison
    from lmtui.sequences.scoring import Score, ScoredToken
    from lmtui.sequences.unit_scoring import ScoredUnits

_BAR = 20  # columns of the longest bar


class TextTable:
    """One row a text in the order given, with its rank among them by probability.

    The rows wait in temporary files until the last one has come, since ranks and widths depend on all.

    Args:
        base: of the logarithms.
        at_temperature: whether the probabilities at another temperature have columns.
    """

    def __init__(self, base: float, at_temperature: bool) -> None:
        self._log_base = math.log(base)
        annealed = ("p_T generated", "p_T sequence") if at_temperature else ()
        self._head = ("p", "log p", "perplexity", "tokens", "unknown", *annealed)
        self._widths = list(map(len, self._head))
        self._logprobs = array("d")
        self._figures, self._texts = spool(), spool()
        self._begun = RunningTotal()

    def add(self, given: ScoredUnits, annealed: Sequence[AnnealedScore | None]) -> None:
        """Add a row for each unit, or a part of one to its row.

        Args:
            annealed: the score of each unit at another temperature, if one was asked for.
        """
        self._texts.writelines(
            visible(clean(text)) + ("\n" if given.units.ends else "") for text in given.units.texts
        )
        if given.are_whole:
            self._add_figures(given.scored.totals(), annealed)
            return
        self._begun.add(given.scored.logprobs, given.scored.known)
        if given.units.ends:
            self._add_figures([self._begun.total], annealed)
            self._begun = RunningTotal()

    def _add_figures(self, totals: Iterable[Total], annealed: Sequence[AnnealedScore | None]) -> None:
        for total, at in zip(totals, annealed, strict=True):
            cells = [
                probability_of(total.logprob),
                f"{total.logprob / self._log_base:.4f}",
                f"{perplexity(total.logprob, total.tokens):.6g}",
                str(total.tokens),
                str(total.unknown),
                *("-" if log is None else probability_of(log) for log in at or ()),
            ]
            self._widths = list(map(max, self._widths, map(len, cells)))
            self._logprobs.append(total.logprob)
            self._figures.write("\t".join(cells) + "\n")

    def print(self) -> None:
        """Print all rows."""
        by_prob = np.argsort(-np.array(self._logprobs), kind="stable")
        ranks = np.empty(len(by_prob), np.int64)
        ranks[by_prob] = np.arange(1, len(by_prob) + 1)
        width = max(len("rank"), len(str(len(ranks))))
        template = "  ".join((f"%{width}s", *(f"%{width}s" for width in self._widths), ""))
        print(template % ("rank", *self._head) + "text")
        self._figures.seek(0)
        self._texts.seek(0)
        for rank, row in zip(ranks, self._figures, strict=True):
            self._print_row(template % (rank, *row.removesuffix("\n").split("\t")))

    def _print_row(self, begun: str) -> None:
        """Print what a row begins with, and its text, which may be long; no blanks stand at the end."""
        ended = False
        while not ended:
            piece = self._texts.readline(_PIECE)
            ended = piece.endswith("\n")
            begun += piece.removesuffix("\n")
            shown = begun.rstrip()
            sys.stdout.write(shown)
            begun = begun[len(shown) :]
        sys.stdout.write("\n")


_PIECE = 1 << 20  # characters of a row that are printed at once, at most


def print_tokens(scored: Score, base: float) -> None:
    """The product that a text's probability is, one row a token, and what it comes to with and without `</s>`."""
    largest = max((token.surprise_bits for token in scored.tokens if token.surprise_bits < math.inf), default=0.0)
    rows: list[tuple[str, ...]] = [("token", "after", "order", "p", "running p", "log p", "bits", "surprise")]
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
    right: tuple[bool, ...] = (False, False, True, True, True, True, True, False)
    if not any(row[2] for row in rows[1:]):  # the model has no orders
        rows, right = [(*row[:2], *row[3:]) for row in rows], (*right[:2], *right[3:])
    print_columns(rows, right)
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
