"""Colourings of generated tokens: each gives a token one of four levels, from expected to surprising."""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane

LEVELS = 4


class Colouring(Enum):
    """The property of a token that decides its level; the value is its name on the screen."""

    PROBABILITY = "p"
    RANK = "rank"
    ENTROPY = "bits"
    ORDER = "order"
    NONE = "none"

    def next(self, order: int | None) -> Colouring:
        """The next colouring; after the last comes the first. Without orders (None) there is none by order."""
        every = list(Colouring)
        following = every[(every.index(self) + 1) % len(every)]
        return following.next(order) if following is Colouring.ORDER and order is None else following

    def legend(self, order: int | None) -> tuple[str, ...]:
        """What each level stands for, given n of the model; empty for a colouring without levels."""
        if self is not Colouring.ORDER or order is None:
            return _LEGENDS.get(self, ())
        *named, last = range(order, order - LEVELS, -1)
        return tuple(str(one) for one in named if one > 0) + ((f"≤{last}",) if last > 0 else ())

    def level(self, lane: Lane, index: int) -> int | None:
        """The level, 0 to 3, of the token of a lane at an index; None where it is not known yet."""
        drawn = lane.tokens[index].drawn
        if self is Colouring.PROBABILITY:
            return probability_level(drawn.model_prob)
        if self is Colouring.RANK:
            return bisect_left((1, 10, 100), drawn.rank)
        if self is Colouring.ENTROPY:
            bits = lane.entropy_bits(index)
            return None if bits is None else bisect_left((1, 4, 7), bits)
        if lane.order is None or drawn.order is None:
            return 0
        return min(max(lane.order - drawn.order, 0), LEVELS - 1)


def probability_level(prob: float) -> int:
    """The level, 0 to 3, of a probability: by its power of ten."""
    return LEVELS - 1 - sum(prob >= least for least in (0.1, 0.01, 0.001))


_LEGENDS = {
    Colouring.PROBABILITY: ("≥.1", "≥.01", "≥.001", "<.001"),
    Colouring.RANK: ("1", "2-10", "11-100", ">100"),
    Colouring.ENTROPY: ("≤1", "≤4", "≤7", ">7"),
}
