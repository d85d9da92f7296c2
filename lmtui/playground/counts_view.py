"""Counts as texts and shares that widgets draw: the n-grams of an order, and a table of bigrams to walk in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmtui.insight.counted_model import CountedModel
    from lmtui.model.protocol import Tokens

_LISTED = 1000  # n-grams
_TABLED = 64  # tokens, in rows and in columns


@dataclass(frozen=True)
class NgramRow:
    """An n-gram of the training text.

    Attributes:
        ngram: its tokens.
        count: how often it occurs.
        context_count: how often its first n − 1 tokens are followed by any token.
        prob: p(w|h) of its last token.
        share: its count as a share of the largest, in (0, 1].
    """

    ngram: str
    count: int
    context_count: int
    prob: float
    share: float


@dataclass(frozen=True)
class NgramList:
    """The most frequent n-grams of an order.

    Attributes:
        order: n.
        rows: the most frequent first.
        altogether: how many n-grams there are.
    """

    order: int
    rows: Sequence[NgramRow]
    altogether: int


def ngram_list(counted: CountedModel, tokens: Tokens, order: int) -> NgramList:
    """The most frequent n-grams of an order, 1 up to that of the model."""
    listed, altogether = counted.ngrams(order, _LISTED)
    largest = max((ngram.count for ngram in listed), default=1)
    rows = [
        NgramRow(
            " ".join(map(tokens.label, ngram.ids)),
            ngram.count,
            ngram.context_count,
            ngram.prob,
            ngram.count / largest,
        )
        for ngram in listed
    ]
    return NgramList(order, rows, altogether)


class BigramWalk:
    """A table of bigrams, and the cell that one looks at.

    Args:
        counted: the model, with its counts if there are any.
        tokens: of the model.

    Attributes:
        contexts: the tokens before, a row each.
        followers: the tokens that follow, a column each.
        row: of the cell looked at.
        column: of the cell looked at.
        by_count: whether cells are shaded by count, and not by p_T.

    Raises:
        ModelError: the model has no bigrams.
    """

    def __init__(self, counted: CountedModel, tokens: Tokens) -> None:
        self._table, self._columns = counted.bigrams(_TABLED)
        self.contexts = [tokens.label(token) for token in self._table.contexts.tolist()]
        self.followers = [tokens.label(token) for token in self._columns]
        self.row = self.column = 0
        self.by_count = False
        self._annealed: tuple[float, list[list[float]]] = (-1.0, [])

    @property
    def has_counts(self) -> bool:
        """Whether cells can be shaded by count."""
        return self._table.counts is not None

    def walk(self, rows: int, columns: int) -> None:
        """Look at another cell, so many rows down and columns to the right, as far as the table goes."""
        self.row = min(max(self.row + rows, 0), len(self.contexts) - 1)
        self.column = min(max(self.column + columns, 0), len(self.followers) - 1)

    def probs(self, temperature: float) -> list[list[float]]:
        """p_T of every cell, a list for each row."""
        if self._annealed[0] != temperature:
            self._annealed = temperature, self._table.annealed(temperature)[:, self._columns].tolist()
        return self._annealed[1]

    def shares(self, temperature: float) -> list[list[float]]:
        """What the shades of all cells stand for, in [0, 1]: p_T, or the count as a share of the largest."""
        if self.by_count and self._table.counts is not None:
            counts = self._table.counts[:, self._columns]
            shares: list[list[float]] = (counts / max(int(counts.max()), 1)).tolist()
            return shares
        return self.probs(temperature)

    def cell(self, temperature: float) -> str:
        """The cell looked at, in words."""
        context, follower = self.contexts[self.row], self.followers[self.column]
        token = self._columns[self.column]
        p, p_t = float(self._table.probs[self.row, token]), self.probs(temperature)[self.row][self.column]
        said = f"{follower} after {context}: p {p:.4g}, p_T {p_t:.4g}"
        if self._table.counts is not None:
            count, of = int(self._table.counts[self.row, token]), int(self._table.counts[self.row].sum())
            said += f", seen {count:,} of {of:,} times"
        return said
