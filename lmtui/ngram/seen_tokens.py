"""The tokens seen after a context, in the order of their probability."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

WIDER, NARROWER = 1 + 2.0**-48, 1 - 2.0**-48
"""Numbers that are farther apart than this keep their order, however they are rounded."""

PAST_THE_LAST = 1.0
"""Stands after the last −p: more than all of these."""

_FEW = 40
"""Up to so many tokens are put in order faster one by one than by numpy."""


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
        if len(self.tokens) <= _FEW:
            return all(p >= share * below for p, below in zip(self.prob, self.prob_below, strict=True))
        return bool(np.all(np.asarray(self.prob) >= share * np.asarray(self.prob_below)))


def values_at(values: memoryview, places: Sequence[int]) -> Sequence[float]:
    """The values at these places."""
    if len(places) <= _FEW:
        return [values[place] for place in places]
    gathered: memoryview = np.asarray(values)[np.asarray(places)].data
    return gathered


def ranked(tokens: Sequence[int], prob: Sequence[float]) -> tuple[array[int], array[float]]:
    """Tokens by decreasing p, ties by id, given by id; and their −p, with one number more at the end."""
    if len(tokens) == 1:
        return array("i", tokens), array("d", (-prob[0], PAST_THE_LAST))
    if len(tokens) <= _FEW:
        probs = [*prob]
        order = sorted(range(len(tokens)), key=probs.__getitem__, reverse=True)  # equals stay in order
        return array("i", [tokens[i] for i in order]), array("d", [*[-probs[i] for i in order], PAST_THE_LAST])
    negative = -np.asarray(prob)
    by_prob = np.argsort(negative, kind="stable")
    ranked = np.append(negative[by_prob], PAST_THE_LAST)
    return array("i", np.asarray(tokens)[by_prob].tobytes()), array("d", ranked.tobytes())


def weights_of_first(descending: array[float], factor: float, exponent: float) -> array[float]:
    """What the first so many tokens weigh, each (p · factor)^exponent; −p has one number more at the end."""
    if len(descending) <= _FEW + 1:
        weights = [p * -factor for p in descending[:-1]]
        if exponent != 1:
            weights = [weight**exponent for weight in weights]
        return array("d", accumulate(weights, initial=0.0))
    powers = np.asarray(descending)[:-1] * -factor
    if exponent != 1:
        powers **= exponent
    return array("d", np.append(0.0, np.cumsum(powers)).tobytes())


def smallest(descending: Sequence[float]) -> float:
    """The smallest p above 0, given all −p, ascending, with one number more at the end; 0 where all are 0."""
    return -descending[max(bisect_left(descending, 0.0) - 1, 0)]


def place_of(
    descending: Sequence[float], tokens: Sequence[int], near: int, scales: Sequence[float], prob: float, token: int
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
