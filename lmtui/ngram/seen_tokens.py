"""The tokens seen after a context, in the order of their probability."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import ge
from typing import Any, NamedTuple

import numpy as np

WIDER, NARROWER = 1 + 2.0**-48, 1 - 2.0**-48
"""Numbers that are farther apart than this keep their order, however they are rounded."""

PAST_THE_LAST = 1.0
"""Stands after the last −p: more than all of these."""

SEEN, COPIES, SEEN_ENDS, COPIES_ENDS, SEEN_IDS, COPIES_IDS = range(6)
"""The rows that `rows_of` makes.

−p of the seen tokens and of the copies, ascending, with one number more at the end; what the first so many of them
weigh; and their ids."""

ROWS = 9
"""How many rows there are with those that `lmtui.ngram.draws` finds out later."""

_NOT_KNOWN = array("d", [math.nan])

_FEW = 30
"""Up to so many tokens are dealt with faster one by one than by numpy."""


class SeenTokens(NamedTuple):
    """The tokens seen after a context that can be drawn.

    Attributes:
        tokens: int32 [m], ids, ascending.
        prob: float64 [m], their p.
        prob_below: float64 [m], their p after the shorter context.
        order: the order that serves them.
    """

    tokens: Sequence[int]
    prob: Sequence[float]
    prob_below: Sequence[float]
    order: int

    def largest(self) -> float:
        """The largest p."""
        return max(self.prob) if are_few(self.tokens) else float(np.max(self.prob))

    def reach(self, share: float) -> bool:
        """Whether each p is at least this share of the p after the shorter context."""
        if are_few(self.tokens):
            return all(map(ge, self.prob, [share * below for below in self.prob_below]))
        return bool(np.all(np.asarray(self.prob) >= share * np.asarray(self.prob_below)))


def are_few(tokens: Sequence[int]) -> bool:
    """Whether seen tokens are dealt with faster one by one than by numpy."""
    return len(tokens) <= _FEW


def numbers_in(values: memoryview, span: slice) -> Sequence[Any]:
    """The values of a span: as a list where they are few."""
    return values[span].tolist() if span.stop - span.start <= _FEW else values[span]


def values_at(values: memoryview, places: Sequence[int]) -> Sequence[float]:
    """The values at these places."""
    if are_few(places):
        return [values[place] for place in places]
    gathered: memoryview = np.asarray(values)[np.asarray(places)].data
    return gathered


def rows_of(seen: SeenTokens, factor: float, factor_below: float, exponent: float) -> array[float]:
    """Seen tokens and their copies by decreasing p, ties by id, with what they weigh.

    Args:
        seen: m tokens.
        factor: the weight of a token is (p · factor)^exponent.
        factor_below: the same for the p after the shorter context.
        exponent: 1/T.

    Returns:
        The rows `SEEN` to `COPIES_IDS`, each of m + 1 numbers, then as many as make `ROWS` rows, which are NaN.
    """
    width = len(seen.tokens) + 1
    if are_few(seen.tokens):
        descending, ends, ids = _rows_of_few(seen.tokens, seen.prob, factor, exponent)
        copies, copies_ends, copies_ids = _rows_of_few(seen.tokens, seen.prob_below, factor_below, exponent)
        known = array("d", [*descending, *copies, *ends, *copies_ends, *ids, *copies_ids])
        return known + _NOT_KNOWN * ((ROWS - COPIES_IDS - 1) * width)
    rows = np.full((ROWS, width), math.nan)
    negative = -np.array((np.asarray(seen.prob), np.asarray(seen.prob_below)))
    by_prob = negative.argsort(axis=1, kind="stable")
    ordered = np.take_along_axis(negative, by_prob, axis=1)
    weights = ordered * ((-factor,), (-factor_below,))
    if exponent != 1:
        weights **= exponent
    rows[SEEN:SEEN_ENDS, :-1], rows[SEEN:SEEN_ENDS, -1] = ordered, PAST_THE_LAST
    rows[SEEN_ENDS:SEEN_IDS, 0] = 0
    weights.cumsum(axis=1, out=rows[SEEN_ENDS:SEEN_IDS, 1:])
    rows[SEEN_IDS : COPIES_IDS + 1, :-1], rows[SEEN_IDS : COPIES_IDS + 1, -1] = np.asarray(seen.tokens)[by_prob], 0
    return array("d", rows.tobytes())


def _rows_of_few(
    tokens: Sequence[int], prob: Sequence[float], factor: float, exponent: float
) -> tuple[list[float], list[float], list[int]]:
    """−p of tokens, ascending; what the first so many weigh; and their ids. All have one number more at the end."""
    order = sorted(range(len(tokens)), key=prob.__getitem__, reverse=True)  # equals stay in order
    ordered = [prob[i] for i in order]
    weights = [p * factor for p in ordered]
    if exponent != 1:
        weights = [weight**exponent for weight in weights]
    return (
        [*[-p for p in ordered], PAST_THE_LAST],
        [*accumulate(weights, initial=0.0)],
        [*[tokens[i] for i in order], 0],
    )


def smallest(descending: Sequence[float], count: int) -> float:
    """The smallest p above 0, given all −p, ascending; 0 where all are 0."""
    return -descending[max(bisect_left(descending, 0.0, 0, count) - 1, 0)]


def place_of(
    descending: Sequence[float], tokens: Sequence[float], near: int, scales: Sequence[float], prob: float, token: int
) -> int:
    """How many tokens stand before (prob, token) if all p are multiplied by the scales; see `tied_places`."""
    place, after = tied_places(descending, near, scales, prob)
    return place if place == after else bisect_left(tokens, token, place, after)


def tied_places(descending: Sequence[float], near: int, scales: Sequence[float], prob: float) -> tuple[int, int]:
    """The first place whose p, once multiplied by the scales, is at most `prob`, and the first where it is less.

    Args:
        descending: all −p, ascending, with one number more at the end.
        near: a place; p is larger before it.
        scales: all above 0, to be applied one after the other.
        prob: what the p are compared with.
    """

    def scaled(place: int) -> float:
        return math.prod(scales, start=descending[place])

    wanted, place = -prob, near
    while scaled(place) < wanted:
        place = bisect_right(descending, descending[place], place)
    after = place
    while scaled(after) == wanted:
        after = bisect_right(descending, descending[after], after)
    return place, after
