"""The weights of a context whose ranking was made in full."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lmtui.model.protocol import Found
from lmtui.model.ranking import FloatArray, IntArray, annealed
from lmtui.ngram.rankings import NgramRanking
from lmtui.ngram.seen_tokens import NARROWER, PAST_THE_LAST, WIDER, smallest, tied_places

if TYPE_CHECKING:
    from lmtui.ngram.draws import StackedWeights

ROUNDING = 2.0**-53


def doubt_of(runs: int, total: float, error: float) -> float:
    """How far a sum of the weights of a context may be from the one that its distribution makes, one addition a run.

    Three times as far, since what is looked for may be a share of one sum between two others.
    """
    return 3 * (error + runs * ROUNDING * total)


class RankedWeights:
    """The weights of a ranking that was made in full; O(log R) a question.

    Args:
        ranking: of the context.
        exponent: 1/T.

    Attributes:
        largest: the largest p; its weight is 1.
        smallest: the smallest p above 0; 0 where all are 0.
        total: the weight of all tokens.
        error: how far any sum of weights may be from the true one.
        doubt: how far it may be from the one that the distribution of the context makes.
        runs: how many runs the ranking of the context has at most.
    """

    def __init__(self, ranking: NgramRanking, exponent: float) -> None:
        weights = annealed(ranking.values, exponent)
        self._ranking = ranking
        # Of each run, and of what would be the run after the last: −p, and the ranks and the weight ahead.
        starts, ends = np.append(ranking.starts, ranking.size), np.append(0.0, (ranking.sizes * weights).cumsum())
        self._descending = np.append(-ranking.values, PAST_THE_LAST).data
        self._starts, self._ends, self._weights = starts.data, ends.data, weights.data
        self.runs = len(weights)
        self.largest, self.total = float(ranking.values[0]), float(ends[-1])
        self.smallest = smallest(self._descending, self.runs)
        self.error = self.runs * ROUNDING * self.total
        self.doubt = doubt_of(self.runs, self.total, self.error)

    def ahead(self, prob: float, token: int, about: float, stack: StackedWeights) -> tuple[int, float]:
        """How many tokens stand before (prob, token) in a context stacked on this one, if none was seen there, and
        their weight.

        Args:
            prob: p in that context.
            token: an id.
            about: −p divided by the backoff weights from this context to that one.
            stack: the weights of that context.
        """
        run = bisect_left(self._descending, about * WIDER)
        if self._descending[run] <= about * NARROWER:
            run, after = tied_places(self._descending, run, stack.scales_from(self), prob)
            if run < after:
                first = self._starts[run]
                tied = self._ranking.smaller_ids(first, self._starts[after], token)
                return first + tied, self._ends[run] + tied * self._weights[run]
        return self._starts[run], self._ends[run]

    def ahead_of_all(self, about: FloatArray) -> tuple[IntArray, FloatArray, npt.NDArray[np.bool_]]:
        """`ahead` for many tokens at once: float64 [m], `about` for each.

        Returns:
            int64 [m] and float64 [m], how many tokens stand before each, and their weight; and bool [m], whether that
            may be wrong, since other tokens are as probable, or nearly.
        """
        descending = np.asarray(self._descending)
        runs = np.searchsorted(descending, about * WIDER)
        return np.asarray(self._starts)[runs], np.asarray(self._ends)[runs], descending[runs] <= about * NARROWER

    def weights_ahead(self, tokens: IntArray) -> FloatArray:
        """`weight_ahead` of many tokens: int64 [m], ids; float64 [m], the weights."""
        ranks, starts = self._ranking.ranks_of(tokens), np.asarray(self._starts)
        runs = np.searchsorted(starts, ranks, "right") - 1
        weights: FloatArray = np.asarray(self._ends)[runs] + (ranks - starts[runs]) * np.asarray(self._weights)[runs]
        return weights

    def weight_ahead(self, prob: float, token: int) -> float:
        """What the tokens ahead of a token weigh that was seen after this context, its p being `prob`."""
        rank = self._ranking.rank_of(token)
        run = bisect_right(self._starts, rank) - 1
        before: float = self._ends[run] + (rank - self._starts[run]) * self._weights[run]
        return before

    def find(self, weight: float) -> Found:
        """The first token, by rank, up to and with which the tokens weigh more than `weight`."""
        run = bisect_right(self._ends, weight, 1, self.runs) - 1
        before, own, start = self._ends[run], self._weights[run], self._starts[run]
        last = self._starts[run + 1] - start - 1
        inside = int(min(max((weight - before) / own, 0), last)) if own else 0
        before += inside * own
        token, order = self._ranking.locate(start + inside)
        return Found(start + inside, token, -self._descending[run], order, before, before + own)
