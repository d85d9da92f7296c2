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

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from lmtui.model.protocol import Found
from lmtui.ngram.ranked_weights import ROUNDING, RankedWeights, doubt_of
from lmtui.ngram.seen_tokens import (
    COPIES,
    COPIES_ENDS,
    COPIES_IDS,
    NARROWER,
    ROWS,
    SEEN,
    SEEN_ENDS,
    SEEN_IDS,
    WIDER,
    SeenTokens,
    are_few,
    place_of,
    rows_of,
    smallest,
)

_SMALLEST = 1e-290
"""Products of probabilities down to this are floats of full precision."""

_ASKED_OFTEN = 3
"""A context that is asked so many questions will be asked more."""

_AHEAD_OF_SEEN, _COUNT_AHEAD, _AHEAD_OF_COPIES = range(COPIES_IDS + 1, ROWS)
"""The rows of the array of `StackedWeights` behind those of `rows_of`.

Where that is known, what all tokens ahead of each seen token weigh, how many these are, and what the unseen tokens
ahead of each copy weigh."""


class StackedWeights:
    """The weights of a context over those of its shorter one; `stacked` makes it where this is possible.

    What is ahead of a seen token, or of a copy, is found out when it is first asked for, and then remembered:
    O(log seen · log R) a question, O(seen) more where probabilities are equal, and less for later ones. Where many
    tokens were seen, and nothing is stacked below, the third question finds out all of it at once.

    Thousands of these are remembered, and most are asked once or twice. So all numbers about the m seen tokens stand
    in one array, whose rows of m + 1 numbers `rows_of` begins: what lies together is read sooner, and the garbage
    collector has one object to look at.

    Args:
        below: the weights of the shorter context.
        backoff: the factor on its probabilities.
        seen: the tokens seen after the context, at least one.
        exponent: 1/T.
        copies_are_behind: whether each seen token is at least as probable as its copy, and not only but for rounding.

    The attributes are those of `RankedWeights`.
    """

    __slots__ = (
        "_all_known",
        "_backoff",
        "_below",
        "_copies_are_behind",
        "_order",
        "_questions_left",
        "_rows",
        "_unit",
        "_width",
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

    def __init__(
        self, below: Weights, backoff: float, seen: SeenTokens, exponent: float, copies_are_behind: bool
    ) -> None:
        self._below, self._backoff, self._order = below, backoff, seen.order
        self._copies_are_behind = copies_are_behind
        count, first, first_below = len(seen.tokens), seen.largest(), backoff * below.largest
        self.largest = largest = max(first, first_below)
        self._width = width = count + 1
        self._rows = rows = rows_of(seen, 1 / largest, backoff / largest, exponent)
        self.smallest = min(backoff * below.smallest, smallest(rows, count))
        self._unit = (first_below / largest) ** exponent
        unseen = self._unit * below.total
        added, taken_out = rows[SEEN_ENDS * width + count], rows[COPIES_ENDS * width + count]
        self.total = unseen + added - taken_out
        # Each p is scaled and divided by the largest, which 1/T magnifies; then each weight is added once.
        roundings = 8 * exponent + 2 * count + 16
        self.error = self._unit * below.error + roundings * ROUNDING * (unseen + added + taken_out)
        self.runs = below.runs + 2 * count
        self.doubt = doubt_of(self.runs, self.total, self.error)
        self._all_known = False
        # Until all is found out at once; 0 where that does not pay.
        self._questions_left = 0 if are_few(seen.tokens) or isinstance(below, StackedWeights) else _ASKED_OFTEN

    def _row(self, row: int) -> Sequence[float]:
        """A copy of one row."""
        return self._rows[row * self._width : (row + 1) * self._width]

    def _ahead(self, place: int) -> tuple[int, float]:
        """How many tokens stand before the seen token at a place among these, and their weight."""
        level, rows, width = self, self._rows, self._width
        token, about = int(rows[SEEN_IDS * width + place]), rows[place]
        count, mass, unit, prob = 0, 0.0, 1.0, -about
        while True:
            count += place
            mass += unit * rows[SEEN_ENDS * width + place]
            about /= level._backoff
            place = bisect_left(rows, about * WIDER, width, 2 * width) - width
            if rows[width + place] <= about * NARROWER:
                scales = self.scales_from(level._below)
                place = place_of(level._row(COPIES), level._row(COPIES_IDS), place, scales, prob, token)
            count -= place
            mass -= unit * rows[COPIES_ENDS * width + place]
            unit *= level._unit
            below = level._below
            if isinstance(below, RankedWeights):
                count_below, mass_below = below.ahead(prob, token, about, self)
                return count + count_below, mass + unit * mass_below
            level, rows, width = below, below._rows, below._width
            place = bisect_left(rows, about * WIDER, 0, width)
            if rows[place] <= about * NARROWER:
                scales = self.scales_from(level)
                place = place_of(level._row(SEEN), level._row(SEEN_IDS), place, scales, prob, token)

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
        rows, width = self._rows, self._width
        place, ids = bisect_left(rows, -prob, 0, width), SEEN_IDS * width
        if rows[ids + place] != token:
            tied = bisect_right(rows, -prob, place, width)
            place = bisect_left(rows, token, ids + place, ids + tied) - ids
        known = rows[_AHEAD_OF_SEEN * width + place]
        return self._find_weight_ahead_of(place) if known != known else known

    def _find_weight_ahead_of(self, place: int) -> float:
        """Find out, and remember, what stands before the seen token at a place among these; what it weighs."""
        rows, width = self._rows, self._width
        rows[_COUNT_AHEAD * width + place], mass = self._ahead(place)
        rows[_AHEAD_OF_SEEN * width + place] = mass
        return mass

    def _find_weight_ahead_of_copy(self, place: int) -> float:
        """Find out, and remember, what the unseen tokens weigh that stand before the copy at a place among these."""
        rows, width = self._rows, self._width
        mass = self._below.weight_ahead(-rows[width + place], int(rows[COPIES_IDS * width + place]))
        weight: float = self._unit * mass - rows[COPIES_ENDS * width + place]
        rows[_AHEAD_OF_COPIES * width + place] = weight
        return weight

    def _find_out_all(self, below: RankedWeights) -> None:
        """Find out, and remember, what stands before each seen token and each copy, as for one after the other."""
        width, count = self._width, self._width - 1
        rows = np.frombuffer(self._rows).reshape(-1, width)
        about = rows[SEEN, :count] / self._backoff
        copies = np.searchsorted(rows[COPIES], about * WIDER)
        counts_below, masses_below, equal = below.ahead_of_all(about)
        equal |= rows[COPIES, copies] <= about * NARROWER
        rows[_COUNT_AHEAD, :count] = np.arange(count) - copies + counts_below
        masses = rows[SEEN_ENDS, :count] - rows[COPIES_ENDS, copies] + self._unit * masses_below
        rows[_AHEAD_OF_SEEN, :count] = masses
        for place in np.flatnonzero(equal).tolist():
            self._find_weight_ahead_of(place)
        masses_below = below.weights_ahead(rows[COPIES_IDS, :count].astype(np.int64))
        rows[_AHEAD_OF_COPIES, :count] = self._unit * masses_below - rows[COPIES_ENDS, :count]
        self._all_known = True

    def find(self, weight: float) -> Found:
        """See `RankedWeights`."""
        if self._questions_left:
            self._questions_left -= 1
            if not self._questions_left and isinstance(self._below, RankedWeights):
                self._find_out_all(self._below)
        rows, width = self._rows, self._width
        ends, count = SEEN_ENDS * width, width - 1
        # The seen ones ahead weigh no more than all that are ahead.
        most = bisect_right(rows, weight, ends, ends + count) - ends
        seen = self._places_up_to(weight, _AHEAD_OF_SEEN, most, self._find_weight_ahead_of)
        end = rows[ends + seen]
        if seen:
            place = seen - 1
            mass = rows[_AHEAD_OF_SEEN * width + place]
            after = mass + end - rows[ends + place]
            if after > weight:
                rank, token = int(rows[_COUNT_AHEAD * width + place]), int(rows[SEEN_IDS * width + place])
                return Found(rank, token, -rows[place], self._order, mass, after)
        most = seen if self._copies_are_behind else count
        copies = self._places_up_to(weight - end, _AHEAD_OF_COPIES, most, self._find_weight_ahead_of_copy)
        shift, unit = end - rows[COPIES_ENDS * width + copies], self._unit
        rank, token, prob, order, before, after = self._below.find((weight - shift) / unit if unit else 0.0)
        prob *= self._backoff
        return Found(rank + seen - copies, token, prob, order, unit * before + shift, unit * after + shift)

    def _places_up_to(self, weight: float, row: int, most: int, find_out: Callable[[int], float]) -> int:
        """How many places have at most this weight ahead.

        The places that are looked at halve the same stretches whatever the weight, so that most are known by then.

        Args:
            weight: that of all tokens ahead, or of the unseen ones.
            row: where it is remembered, at each place.
            most: no more places than these have so little ahead.
            find_out: finds it out for a place.
        """
        rows, start = self._rows, row * self._width
        if self._all_known:
            return bisect_right(rows, weight, start, start + most) - start
        first, last = 0, self._width - 1
        while first < last:
            place = (first + last) // 2
            if place >= most:
                last = place
                continue
            known = rows[start + place]
            if known != known:  # not a number
                known = find_out(place)
            if known <= weight:
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
    copies_are_behind = seen.reach(backoff)
    if not (copies_are_behind or seen.reach(backoff * (1 - 1e-9))) or backoff * below.smallest < _SMALLEST:
        return None
    weights = StackedWeights(below, backoff, seen, exponent, copies_are_behind)
    return weights if weights.smallest >= _SMALLEST else None
