"""Draw by luck from a context met for the first time, without ranking all that could follow.

A distribution answers every question, and costs a merge of all its runs; a drawn token asks only one. So for a
context this holds, at one temperature, only the tokens seen after it, over what stands below: the distribution of the
shorter context, whose own weights of the seen tokens (their *copies*) are taken out again. What is ahead of any
probability is then what is ahead of it below, more the seen tokens, less the copies.

Weights that are summed in another order differ in their last digits from those of the distribution. So weights know
how far they may be off, and a token that is found says where its own weight begins and ends. Where a luck falls
nearer to such a boundary than the two ways may differ (one time in some 10¹¹), the distribution is asked.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from typing import TypeAlias

import numpy as np

from lmtui.model.protocol import Found
from lmtui.model.ranking import annealed
from lmtui.ngram.rankings import NgramRanking
from lmtui.ngram.seen_tokens import (
    NARROWER,
    PAST_THE_LAST,
    WIDER,
    SeenTokens,
    place_of,
    ranked,
    smallest,
    tied_places,
    weights_of_first,
)

_SMALLEST = 1e-290
"""Products of probabilities down to this are floats of full precision."""

_ROUNDING = 2.0**-53

_NOT_KNOWN = math.nan


def _doubt(weights: Weights) -> float:
    """How far a sum of weights may be from the one that the distribution of the context makes, one addition a run.

    Three times as far, since what is looked for may be a share of one sum between two others.
    """
    return 3 * (weights.error + weights.runs * _ROUNDING * weights.total)


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
        self.smallest = smallest(self._descending)
        self.error = self.runs * _ROUNDING * self.total
        self.doubt = _doubt(self)

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

    def weight_ahead(self, prob: float, token: int) -> float:
        """What the tokens ahead of a token weigh that was seen after this context, its p being `prob`."""
        rank = self._ranking.rank_of(token)
        run = bisect_right(self._starts, rank) - 1
        before: float = self._ends[run] + (rank - self._starts[run]) * self._weights[run]
        return before

    def find(self, weight: float) -> Found:
        """The first token, by rank, up to and with which the tokens weigh more than `weight`."""
        run = min(max(bisect_right(self._ends, weight) - 1, 0), self.runs - 1)
        before, own, start = self._ends[run], self._weights[run], self._starts[run]
        last = self._starts[run + 1] - start - 1
        inside = int(min(max((weight - before) / own, 0), last)) if own else 0
        before += inside * own
        token, order = self._ranking.locate(start + inside)
        return Found(start + inside, token, -self._descending[run], order, before, before + own)


class StackedWeights:
    """The weights of a context over those of its shorter one; `stacked` makes it where this is possible.

    What is ahead of a seen token, or of a copy, is found out when it is first asked for, and then remembered:
    O(log seen · log R) a question, and less for later ones.

    Args:
        below: the weights of the shorter context.
        backoff: the factor on its probabilities.
        seen: the tokens seen after the context, at least one.
        exponent: 1/T.

    The attributes are those of `RankedWeights`.
    """

    __slots__ = (
        "_ahead_of_copies",
        "_ahead_of_seen",
        "_backoff",
        "_below",
        "_copies",
        "_copies_descending",
        "_copies_ends",
        "_counts_ahead",
        "_order",
        "_seen",
        "_seen_descending",
        "_seen_ends",
        "_unit",
        "doubt",
        "error",
        "largest",
        "runs",
        "smallest",
        "total",
    )

    largest: float
    smallest: float
    total: float
    error: float
    runs: int

    def __init__(self, below: Weights, backoff: float, seen: SeenTokens, exponent: float) -> None:
        self._below, self._backoff, self._order = below, backoff, seen.order
        self._seen, self._seen_descending = ranked(seen.tokens, seen.prob)
        self._copies, self._copies_descending = ranked(seen.tokens, seen.prob_below)
        count, first, first_below = len(seen.tokens), -self._seen_descending[0], backoff * below.largest
        self.largest = largest = max(first, first_below)
        self.smallest = min(backoff * below.smallest, smallest(self._seen_descending))
        self._seen_ends = weights_of_first(self._seen_descending, 1 / largest, exponent)
        self._copies_ends = weights_of_first(self._copies_descending, backoff / largest, exponent)
        self._unit = (first_below / largest) ** exponent
        unseen, added, taken_out = self._unit * below.total, self._seen_ends[count], self._copies_ends[count]
        self.total = unseen + added - taken_out
        # Each p is scaled and divided by the largest, which 1/T magnifies; then each weight is added once.
        roundings = 8 * exponent + 2 * count + 16
        self.error = self._unit * below.error + roundings * _ROUNDING * (unseen + added + taken_out)
        self.runs = below.runs + 2 * count
        self.doubt = _doubt(self)
        self._ahead_of_seen, self._counts_ahead = array("d", [_NOT_KNOWN]) * count, array("q", [0]) * count
        self._ahead_of_copies = array("d", [_NOT_KNOWN]) * count

    def _ahead(self, place: int) -> tuple[int, float]:
        """How many tokens stand before the seen token at a place among these, and their weight."""
        token, level, about = self._seen[place], self, self._seen_descending[place]
        count, mass, unit, prob = 0, 0.0, 1.0, -about
        while True:
            count += place
            mass += unit * level._seen_ends[place]
            about /= level._backoff
            place = bisect_left(level._copies_descending, about * WIDER)
            if level._copies_descending[place] <= about * NARROWER:
                scales = self.scales_from(level._below)
                place = place_of(level._copies_descending, level._copies, place, scales, prob, token)
            count -= place
            mass -= unit * level._copies_ends[place]
            unit *= level._unit
            below = level._below
            if isinstance(below, RankedWeights):
                count_below, mass_below = below.ahead(prob, token, about, self)
                return count + count_below, mass + unit * mass_below
            level = below
            place = bisect_left(level._seen_descending, about * WIDER)
            if level._seen_descending[place] <= about * NARROWER:
                scales = self.scales_from(level)
                place = place_of(level._seen_descending, level._seen, place, scales, prob, token)

    def scales_from(self, below: Weights) -> list[float]:
        """The backoff weights that p of a context below are multiplied by, the first one first: floats depend on the
        order."""
        scales: list[float] = []
        level: Weights = self
        while level is not below and isinstance(level, StackedWeights):
            scales.append(level._backoff)
            level = level._below
        return scales[::-1]

    def weight_ahead(self, prob: float, token: int) -> float:
        """See `RankedWeights`."""
        place = bisect_left(self._seen_descending, -prob)
        if self._seen[place] != token:
            place = bisect_left(self._seen, token, place, bisect_right(self._seen_descending, -prob, place))
        return self._weight_ahead_of(place)

    def _weight_ahead_of(self, place: int) -> float:
        """What the tokens weigh that stand before the seen token at a place among these."""
        known = self._ahead_of_seen[place]
        if known != known:  # not a number
            self._counts_ahead[place], known = self._ahead(place)
            self._ahead_of_seen[place] = known
        return known

    def _unseen_weight_ahead_of(self, place: int) -> float:
        """What the unseen tokens weigh that stand before the copy at a place among these."""
        known = self._ahead_of_copies[place]
        if known != known:
            mass = self._below.weight_ahead(-self._copies_descending[place], self._copies[place])
            known = self._ahead_of_copies[place] = self._unit * mass - self._copies_ends[place]
        return known

    def find(self, weight: float) -> Found:
        """See `RankedWeights`."""
        ends, seen = self._seen_ends, self._seen_up_to(weight)
        if seen:
            place = seen - 1
            mass = self._ahead_of_seen[place]
            after = mass + ends[seen] - ends[place]
            if after > weight:
                return Found(
                    self._counts_ahead[place],
                    self._seen[place],
                    -self._seen_descending[place],
                    self._order,
                    mass,
                    after,
                )
        copies = self._copies_up_to(weight - ends[seen])
        shift, unit = ends[seen] - self._copies_ends[copies], self._unit
        rank, token, prob, order, before, after = self._below.find((weight - shift) / unit if unit else 0.0)
        prob *= self._backoff
        return Found(rank + seen - copies, token, prob, order, unit * before + shift, unit * after + shift)

    def _seen_up_to(self, weight: float) -> int:
        """How many seen tokens have at most this weight ahead."""
        # The seen ones ahead weigh no more than all that are ahead.
        first, last = 0, bisect_right(self._seen_ends, weight, 0, len(self._seen))
        while first < last:
            place = (first + last) // 2
            if self._weight_ahead_of(place) <= weight:
                first = place + 1
            else:
                last = place
        return first

    def _copies_up_to(self, weight: float) -> int:
        """How many copies have unseen tokens of at most this weight ahead."""
        first, last = 0, len(self._copies)
        while first < last:
            place = (first + last) // 2
            if self._unseen_weight_ahead_of(place) <= weight:
                first = place + 1
            else:
                last = place
        return first


Weights: TypeAlias = RankedWeights | StackedWeights
"""p^(1/T) of all tokens of a context, relative to the largest p."""


def stacked(below: Weights, backoff: float, seen: SeenTokens, exponent: float) -> StackedWeights | None:
    """The weights of a context over those of its shorter one; see `StackedWeights`.

    None where all that is seen is not (but for rounding) at least as probable as its copy, as it is in every
    interpolated model: what is taken out could outweigh what is left. And where a p is so small that it lost digits.
    """
    if not seen.reach(backoff * (1 - 1e-9)) or backoff * below.smallest < _SMALLEST:
        return None
    weights = StackedWeights(below, backoff, seen, exponent)
    return weights if weights.smallest >= _SMALLEST else None
