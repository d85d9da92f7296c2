"""Two scored texts beside each other, token by token: the ratio of their probabilities, and where it comes from.

The texts are aligned with the fewest changes that make one of the other (Levenshtein 1966): a token stands beside the
same one, beside the one it was replaced by, or alone. The logarithms of the ratios of all rows add up to that of the
two probabilities.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from lmtui.sequences.scoring import Score, ScoredToken


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """A token of one text, of the other, or of both.

    Attributes:
        left: of the first text; None where only the second has one.
        right: of the second text; None where only the first has one.
    """

    left: ScoredToken | None
    right: ScoredToken | None

    @property
    def log_ratio(self) -> float:
        """ln of the left factor by the right one, no token being a factor of 1; 0 where both are 0."""
        left, right = (token.logprob if token else 0.0 for token in (self.left, self.right))
        return 0.0 if left == right else left - right


@dataclass(frozen=True)
class Comparison:
    """Two texts, aligned."""

    rows: tuple[AlignedRow, ...]

    @property
    def log_ratio(self) -> float:
        """ln of the left text's probability by the right one's; NaN where both are 0."""
        left, right = (
            math.fsum(token.logprob for token in side if token)
            for side in (tuple(row.left for row in self.rows), tuple(row.right for row in self.rows))
        )
        return left - right

    @property
    def running(self) -> tuple[float, ...]:
        """The sum of the rows' logarithms up to and with each."""
        return tuple(accumulate(row.log_ratio for row in self.rows))

    @property
    def decisive(self) -> int | None:
        """The row where the more probable text won most, the first of several; None where neither is more
        probable."""
        total = self.log_ratio
        if not total or math.isnan(total):
            return None
        gains = [math.copysign(1.0, total) * row.log_ratio for row in self.rows]
        return gains.index(max(gains))


def compare(left: Score, right: Score) -> Comparison:
    """Align two scored texts; O(N M) for N and M tokens."""
    costs = _costs([token.token for token in left.tokens], [token.token for token in right.tokens])
    rows: list[AlignedRow] = []
    i, j = len(left.tokens), len(right.tokens)
    while i or j:
        cost = costs[i, j]
        replaced = i and j and costs[i - 1, j - 1] + (left.tokens[i - 1].token != right.tokens[j - 1].token)
        if i and j and replaced == cost:
            i, j = i - 1, j - 1
            rows.append(AlignedRow(left.tokens[i], right.tokens[j]))
        elif i and costs[i - 1, j] + 1 == cost:
            i -= 1
            rows.append(AlignedRow(left.tokens[i], None))
        else:
            j -= 1
            rows.append(AlignedRow(None, right.tokens[j]))
    return Comparison(tuple(reversed(rows)))


def _costs(left: Sequence[str], right: Sequence[str]) -> npt.NDArray[np.int32]:
    """int32 [N + 1, M + 1]: the fewest changes that make the first i tokens of the first text the first j of the
    other."""
    ids: dict[str, int] = {}
    first, second = (
        np.array([ids.setdefault(word, len(ids)) for word in words], np.int32) for words in (left, right)
    )
    places = np.arange(len(second) + 1, dtype=np.int32)
    costs = np.empty((len(first) + 1, len(second) + 1), np.int32)
    costs[0] = places
    for i, word in enumerate(first, 1):
        costs[i] = costs[i - 1] + 1
        np.minimum(costs[i, 1:], costs[i - 1, :-1] + (second != word), out=costs[i, 1:])
        costs[i] = np.minimum.accumulate(costs[i] - places) + places
    return costs
