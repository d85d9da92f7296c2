"""The tokens seen after a context, in the order of their probability."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, chain
from operator import ge
from typing import Any, NamedTuple

import numpy as np

WIDER, NARROWER = 1 + 2.0**-48, 1 - 2.0**-48
"""Numbers that are farther apart than this keep their order, however they are rounded."""

PAST_THE_LAST = 1.0
"""Stands after the last −p: more than all of these."""

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


def ranked(tokens: Sequence[int], prob: Sequence[float]) -> tuple[Sequence[float], Sequence[float]]:
    """Tokens by decreasing p, ties by id, given by id; and their −p. Both have one number more at the end."""
    if are_few(tokens):
        order = sorted(range(len(tokens)), key=prob.__getitem__, reverse=True)  # equals stay in order
        return [*[tokens[i] for i in order], 0], [*[-prob[i] for i in order], PAST_THE_LAST]
    negative = -np.asarray(prob)
    by_prob = np.argsort(negative, kind="stable")
    ids, descending = np.zeros(len(tokens) + 1), np.full(len(tokens) + 1, PAST_THE_LAST)
    ids[:-1], descending[:-1] = np.asarray(tokens)[by_prob], negative[by_prob]
    return ids.data, descending.data


def weights_of_first(descending: Sequence[float], factor: float, exponent: float) -> Sequence[float]:
    """What the first so many tokens weigh, each (p · factor)^exponent; −p has one number more at the end."""
    if len(descending) <= _FEW + 1:
        weights = [p * -factor for p in descending[:-1]]
        if exponent != 1:
            weights = [weight**exponent for weight in weights]
        return [*accumulate(weights, initial=0.0)]
    powers = np.asarray(descending)[:-1] * -factor
    if exponent != 1:
        powers **= exponent
    ends = np.zeros(len(descending))
    np.cumsum(powers, out=ends[1:])
    return ends.data


def in_one_array(*rows: Sequence[float]) -> array[float]:
    """Rows of one length, one after another."""
    if len(rows[0]) <= _FEW + 1:
        return array("d", [*chain(*rows)])
    return array("d", np.concatenate(rows).tobytes())


def smallest(descending: Sequence[float]) -> float:
    """The smallest p above 0, given all −p, ascending, with one number more at the end; 0 where all are 0."""
    return -descending[max(bisect_left(descending, 0.0) - 1, 0)]


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
