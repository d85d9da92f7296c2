"""Draw by luck from a context met for the first time, without ranking all that could follow.

A distribution answers every question, and costs a merge of all its runs; a drawn token asks only one. Most contexts
were followed by few tokens. For these this holds, at one temperature, only the seen tokens, over what stands below:
the distribution of the shorter context, whose own weights of the seen tokens (their *copies*) are taken out again.
What is ahead of any probability is then what is ahead of it below, more the seen tokens, less the copies.

Weights that are summed in another order differ in their last digits from those of the distribution. So weights know
how far they may be off, and a token that is found says where its own weight begins and ends. Where a luck falls
nearer to such a boundary than the two ways may differ (one time in some 10¹¹), the distribution is asked.
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import NamedTuple, Protocol

from lmtui.model.ranking import annealed
from lmtui.ngram.rankings import NgramRanking

_SMALLEST = 1e-290
"""Products of probabilities down to this are floats of full precision."""

_ROUNDING = 2.0**-53
_SEEN_BELOW = 1024
"""More tokens than all stacked contexts of one context have seen; a distribution sums a run for each."""


class Found(NamedTuple):
    """A token that was drawn.

    Attributes:
        rank: from 0.
        token: its id.
        model_prob: p(w|h).
        order: the order that served it.
        before: the weight of all tokens ahead of it.
        after: the same and its own weight.
    """

    rank: int
    token: int
    model_prob: float
    order: int
    before: float
    after: float


class Weights(Protocol):
    """p^(1/T) of all tokens of a context, relative to the largest p.

    Attributes:
        largest: the largest p; its weight is 1.
        smallest: the smallest p above 0.
        total: the weight of all tokens.
        error: how far any sum of weights may be from the one that the distribution of the context makes.
    """

    largest: float
    smallest: float
    total: float
    error: float

    def ahead(self, prob: float, token: int, scale: float) -> tuple[int, float]:
        """How many tokens stand before (prob, token) if all p here are multiplied by `scale`, and their weight."""

    def prob_of(self, token: int, scale: float) -> float:
        """`scale` times p of a token: the very float that `ahead` compares."""

    def find(self, weight: float) -> Found:
        """The first token, by rank, up to and with which the tokens weigh more than `weight`."""


class RankedWeights:
    """The weights of a ranking that was made in full; O(log R) a question."""

    def __init__(self, ranking: NgramRanking, exponent: float) -> None:
        weights = annealed(ranking.values, exponent)
        self._ranking = ranking
        self._starts, self._values = ranking.starts.data, ranking.values.data
        ends = (ranking.sizes * weights).cumsum()
        self._weights, self._ends = weights.data, ends.data
        self.largest, self.total = float(ranking.values[0]), float(ends[-1])
        self.smallest = float(self._values[max(bisect_left(self._values, True, key=operator.not_) - 1, 0)])
        # One rounding a run here, and one in a distribution that is made of as many runs and of what was seen above.
        self.error = (2 * len(ends) + _SEEN_BELOW) * _ROUNDING * self.total

    def ahead(self, prob: float, token: int, scale: float) -> tuple[int, float]:
        """See `Weights`."""
        run = bisect_left(self._values, -prob, key=lambda value: -scale * value)
        count, mass = self._start(run), self._ends[run - 1] if run else 0.0
        if run < len(self._values) and scale * self._values[run] == prob:
            after = bisect_right(self._values, -prob, lo=run, key=lambda value: -scale * value)
            tied = self._ranking.smaller_ids(count, self._start(after), token)
            count, mass = count + tied, mass + tied * self._weights[run]
        return count, mass

    def prob_of(self, token: int, scale: float) -> float:
        """See `Weights`."""
        return scale * self._ranking.prob_of(token)

    def find(self, weight: float) -> Found:
        """See `Weights`."""
        run = min(bisect_right(self._ends, weight), len(self._ends) - 1)
        before = self._ends[run - 1] if run else 0.0
        own, start = self._weights[run], self._starts[run]
        last = self._start(run + 1) - start - 1
        inside = int(min(max((weight - before) / own, 0), last)) if own else 0
        before += inside * own
        token, order = self._ranking.locate(start + inside)
        return Found(start + inside, token, self._values[run], order, before, before + own)

    def _start(self, run: int) -> int:
        return self._starts[run] if run < len(self._starts) else self._ranking.size


class StackedWeights:
    """The weights of a context that few tokens were seen after; O(seen · log R) to make, O(log seen · log R) a
    question.

    Only where `stacks` allows it.

    Args:
        below: the weights of the shorter context.
        backoff: the factor on its probabilities.
        tokens: ids seen after the context, ascending.
        prob: their p.
        order: the order that serves them.
        exponent: 1/T.
    """

    def __init__(
        self,
        below: Weights,
        backoff: float,
        tokens: list[int],
        prob: list[float],
        order: int,
        exponent: float,
    ) -> None:
        self._below, self._backoff, self._order = below, backoff, order
        # Sorted like the ranking: by decreasing p, ties by id.
        self._seen = sorted(zip((-p for p in prob), tokens, strict=True))
        self._copies = sorted((-below.prob_of(token, backoff), token) for token in tokens)
        self.largest = max(-self._seen[0][0], backoff * below.largest)
        self.smallest = min([backoff * below.smallest, *filter(None, prob)])
        self._unit = (backoff * below.largest / self.largest) ** exponent
        self._seen_ends = self._cumulated(self._seen, exponent)
        self._copies_ends = self._cumulated(self._copies, exponent)
        unseen, seen, copies = self._unit * below.total, self._seen_ends[-1], self._copies_ends[-1]
        self.total = unseen + seen - copies
        # Each p is scaled and divided by the largest, which 1/T magnifies; then each weight is added once.
        roundings = 8 * exponent + 4 * len(tokens) + 16
        self.error = self._unit * below.error + roundings * _ROUNDING * (unseen + seen + copies)

    def _cumulated(self, ranked: list[tuple[float, int]], exponent: float) -> list[float]:
        return list(accumulate(((-p / self.largest) ** exponent for p, _ in ranked), initial=0.0))

    def ahead(self, prob: float, token: int, scale: float) -> tuple[int, float]:
        """See `Weights`."""
        count, mass = self._below.ahead(prob, token, scale * self._backoff)
        if scale == 1:
            seen = bisect_left(self._seen, (-prob, token))
            copies = bisect_left(self._copies, (-prob, token))
        else:
            seen = bisect_left(self._seen, (-prob, token), key=lambda ranked: (ranked[0] * scale, ranked[1]))
            copies = bisect_left(self._copies, (-prob, token), key=lambda ranked: self._copy(ranked[1], scale))
        return count + seen - copies, self._unit * mass + self._seen_ends[seen] - self._copies_ends[copies]

    def _copy(self, token: int, scale: float) -> tuple[float, int]:
        """A copy's place in the order, its p being the very float that is compared below."""
        return -self._below.prob_of(token, scale * self._backoff), token

    def prob_of(self, token: int, scale: float) -> float:
        """See `Weights`."""
        for p, seen in self._seen:
            if seen == token:
                return -p * scale
        return self._below.prob_of(token, scale * self._backoff)

    def find(self, weight: float) -> Found:
        """See `Weights`."""
        seen = bisect_right(range(len(self._seen)), weight, key=lambda place: self._ahead_of_seen(place)[1])
        if seen:
            p, token = self._seen[seen - 1]
            count, mass = self._ahead_of_seen(seen - 1)
            after = mass + self._seen_ends[seen] - self._seen_ends[seen - 1]
            if after > weight:
                return Found(count, token, -p, self._order, mass, after)
        return self._unseen(weight - self._seen_ends[seen], seen)

    def _ahead_of_seen(self, place: int) -> tuple[int, float]:
        p, token = self._seen[place]
        return self.ahead(-p, token, 1.0)

    def _unseen_ahead_of_copy(self, place: int) -> float:
        p, token = self._copies[place]
        mass: float = self._unit * self._below.ahead(-p, token, self._backoff)[1] - self._copies_ends[place]
        return mass

    def _unseen(self, weight: float, seen: int) -> Found:
        """The unseen token up to and with which the unseen tokens weigh more than `weight`."""
        copies = bisect_right(range(len(self._copies)), weight, key=self._unseen_ahead_of_copy)
        taken_out = self._copies_ends[copies]
        rank, token, prob, order, before, after = self._below.find((weight + taken_out) / self._unit)
        shift = self._seen_ends[seen] - taken_out
        return Found(
            rank + seen - copies,
            token,
            prob * self._backoff,
            order,
            self._unit * before + shift,
            self._unit * after + shift,
        )


def stacks(below: Weights, backoff: float, tokens: list[int], prob: list[float]) -> bool:
    """Whether the weights of a context can be stacked on those of its shorter one.

    All seen tokens must be (but for rounding) at least as probable as their copies, as in every interpolated model.
    Else what is taken out could outweigh what is left. And no p may become so small that it loses digits.
    """
    if backoff * below.smallest < _SMALLEST:
        return False
    return all(p >= below.prob_of(token, backoff) * (1 - 1e-9) for token, p in zip(tokens, prob, strict=True))
