"""The tokens seen after a context, as they are stored, and in the order of their probability."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import ge
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lmtui.model.ranking import FloatArray

WIDER, NARROWER = 1 + 2.0**-48, 1 - 2.0**-48
"""Numbers that are farther apart than this keep their order, however they are rounded."""

PAST_THE_LAST = 1.0
"""Stands after the last −p: more than all of these."""

_FEW = 40
"""Up to so many tokens are worked on faster one by one than by numpy."""


class SeenTokens(NamedTuple):
    """The tokens seen after a context that can be drawn.

    Attributes:
        tokens: [m], ids, ascending.
        prob: [m], their p.
        prob_below: [m], their p after the shorter context.
    """

    tokens: Sequence[int]
    prob: Sequence[float]
    prob_below: Sequence[float]

    @classmethod
    def of(
        cls, tokens: npt.NDArray[np.int32], prob: FloatArray, below: FloatArray, places: npt.NDArray[np.integer]
    ) -> SeenTokens:
        """The tokens with their p, and with the p of n-grams at places among shorter ones."""
        if len(tokens) > _FEW:
            return cls(tokens.data, prob.data, below.take(places).data)
        values = below.data
        return cls(tokens.tolist(), prob.tolist(), [values[place] for place in places.tolist()])

    @property
    def are_few(self) -> bool:
        """Whether so few tokens were seen that numpy makes nothing faster."""
        return len(self.tokens) <= _FEW

    def reach(self, share: float) -> bool:
        """Whether each p is at least this share of the p after the shorter context."""
        if self.are_few:
            return all(map(ge, self.prob, [share * below for below in self.prob_below]))
        return bool(np.all(np.asarray(self.prob) >= share * np.asarray(self.prob_below)))

    def extremes(self) -> tuple[float, float, float]:
        """The smallest p, the smallest above 0 (0 where all are 0), and the largest."""
        if self.are_few:
            least, largest = min(self.prob), max(self.prob)
        else:
            least, largest = float(np.min(self.prob)), float(np.max(self.prob))
        return least, least or min((prob for prob in self.prob if prob), default=0.0), largest


class TokensInOrder(NamedTuple):
    """Tokens by decreasing p, ties by id.

    Attributes:
        tokens: [m], ids.
        descending: [m + 1], −p of each, and one number more, which is larger.
        ends: [m + 1], what the first 0, 1, … m tokens weigh.
    """

    tokens: Sequence[int]
    descending: Sequence[float]
    ends: Sequence[float]

    @classmethod
    def of(cls, tokens: Sequence[int], prob: Sequence[float], factor: float, exponent: float) -> TokensInOrder:
        """The tokens in order, each weighing (p · factor)^exponent.

        Args:
            tokens: ids, ascending; at least one.
            prob: p of each.
        """
        if len(tokens) > _FEW:
            negative = -np.asarray(prob)
            by_prob = negative.argsort(kind="stable")
            ends = np.append(0.0, np.cumsum(_powers(-negative[by_prob], factor, exponent)))
            return cls(np.asarray(tokens)[by_prob].data, np.append(negative[by_prob], PAST_THE_LAST).data, ends.data)
        order = sorted(range(len(tokens)), key=prob.__getitem__, reverse=True)  # equals stay in order
        ranked = [prob[place] for place in order]
        weights = [p * factor for p in ranked] if exponent == 1 else [(p * factor) ** exponent for p in ranked]
        descending = [-p for p in ranked]
        descending.append(PAST_THE_LAST)
        return cls([tokens[place] for place in order], descending, list(accumulate(weights, initial=0.0)))

    def places_of(self, prob: float) -> tuple[int, int]:
        """How many of these tokens are more probable than p, and how many are at least as probable."""
        place = bisect_left(self.descending, -prob)
        if self.descending[place] != -prob:
            return place, place
        return place, bisect_right(self.descending, -prob, place)


def weight_of(prob: Sequence[float], factor: float, exponent: float) -> float:
    """What tokens weigh together, each (p · factor)^exponent."""
    if len(prob) > _FEW:
        return float(np.sum(_powers(np.asarray(prob), factor, exponent)))
    return factor * sum(prob) if exponent == 1 else sum([(p * factor) ** exponent for p in prob])


def _powers(prob: FloatArray, factor: float, exponent: float) -> FloatArray:
    scaled = prob * factor
    return scaled if exponent == 1 else scaled**exponent


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
