"""The weights of a ranking that was made in full: those of the base, and where none can be stacked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lmtui.model.protocol import Found
from lmtui.model.ranking import FloatArray, IntArray, annealed
from lmtui.ngram.rankings import BaseRanking, NgramRanking
from lmtui.ngram.seen_tokens import NARROWER, PAST_THE_LAST, WIDER, tied_places

if TYPE_CHECKING:
    from lmtui.ngram.stacked_weights import StackedWeights

ROUNDING = 2.0**-53


def doubt_of(error: float, runs: int, total: float) -> float:
    """How far a sum of weights may be from the one that the distribution of the context makes, one addition a run.

    Three times as far, since an edge between two tokens may be a share of a sum of these, more another one.
    """
    return 3 * (error + runs * ROUNDING * total)


class RankedWeights:
    """The weights of a ranking that was made in full; O(log R) a question.

    Args:
        ranking: of the context.
        exponent: 1/T.

    Attributes:
        order: the order that serves the tokens seen after the context.
        largest: the largest p; its weight is 1.
        smallest: the smallest p above 0; 0 where all are 0.
        total: the weight of all tokens.
        error: how far any sum of weights may be from the true one.
        doubt: how far it may be from the one that the distribution of the context makes.
        runs: how many runs the ranking of the context has at most.
    """

    def __init__(self, ranking: NgramRanking, exponent: float) -> None:
        weights = annealed(ranking.values, exponent)
        self._ranking, self.order = ranking, ranking.order
        # Of each run, and of what would be the run after the last: −p, and the ranks and the weight ahead.
        columns = (
            np.append(-ranking.values, PAST_THE_LAST),
            np.append(ranking.starts, ranking.size),
            np.append(0.0, (ranking.sizes * weights).cumsum()),
            weights,
        )
        self._columns = columns
        # The base is asked most, and lists answer soonest; there is one base, and there may be many contexts.
        is_base = isinstance(ranking, BaseRanking)
        views = [column.tolist() if is_base else column.data for column in columns]
        self._descending, self._starts, self._ends, self._weights = views
        self.runs = len(weights)
        self.largest, self.total = float(ranking.values[0]), self._ends[-1]
        self.smallest = -self._descending[max(bisect_left(self._descending, 0.0) - 1, 0)]
        self.error = self.runs * ROUNDING * self.total
        self.doubt = doubt_of(self.error, self.runs, self.total)

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

    def all_ahead(self, about: FloatArray) -> tuple[IntArray, FloatArray, npt.NDArray[np.bool_]]:
        """The same for each of several −p, and whether some token is so near that rounding decides."""
        descending, starts, ends, _ = self._columns
        runs = descending.searchsorted(about * WIDER)
        return starts[runs], ends[runs], descending[runs] <= about * NARROWER

    def weights_ahead(self, tokens: npt.NDArray[np.int32]) -> FloatArray:
        """What the tokens weigh that are ahead of each of these tokens."""
        _, starts, ends, weights = self._columns
        ranks = self._ranking.ranks_of(tokens.astype(np.int64))
        runs = self._ranking.runs_at(ranks)
        ahead: FloatArray = ends[runs] + (ranks - starts[runs]) * weights[runs]
        return ahead

    def find(self, weight: float) -> Found:
        """The first token, by rank, up to and with which the tokens weigh more than `weight`."""
        run = bisect_right(self._ends, weight, 1, self.runs) - 1
        before, own, rank = self._ends[run], self._weights[run], self._starts[run]
        others = self._starts[run + 1] - rank - 1
        if others and own and weight > before:
            inside = min(int((weight - before) / own), others)
            rank += inside
            before += inside * own
        token, order = self._ranking.locate(rank)
        return Found(rank, token, -self._descending[run], order, before, before + own)
