"""The first ranks of a context, and what bounds all that comes after.

A server may give K ranks and no more. Of the N other tokens two things are known then: what their probabilities q sum
to, m, and that none of them exceeds p_K. At an exponent a = 1/T the tail weighs W(a) = Σ qᵢ^a. x ↦ x^a is convex for
a ≥ 1 and concave for a ≤ 1, so that W(a) has its extremes where the mass is spread most and least:

- *even*: every q is m/N, and W(a) = N (m/N)^a: by Jensen's inequality the least for a ≥ 1, the greatest for a ≤ 1.
- *concentrated*: k = ⌊m/p_K⌋ tokens have p_K, one has the remainder r = m − k·p_K, the others have 0, and
  W(a) = k·p_K^a + r^a. Moving mass from a smaller q to a larger one adds to a convex sum, and takes from a concave
  one, until no two lie strictly between 0 and p_K. So this is the greatest for a ≥ 1, the least for a ≤ 1.

Both are probabilities that the tail can have, so that no closer bounds exist. W(a) grows with m.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from lmtui.errors import ModelError
from lmtui.model.ranking import DenseRanking, FloatArray, IntArray, Ranking

_ROUNDING = 2.0**-52  # of a sum of all p


class Bounds(NamedTuple):
    """A number that is known to lie between two others, both counted."""

    low: float
    high: float

    @classmethod
    def between(cls, one: float, other: float) -> Bounds:
        """The bounds that two numbers are, in whichever order: where both agree, rounding may swap them."""
        return cls(min(one, other), max(one, other))

    @property
    def middle(self) -> float:
        """The number halfway between the bounds."""
        return (self.low + self.high) / 2


class PartialRanking:
    """The first K tokens of the support by decreasing p, ties by id; N others, none of them above p_K.

    Args:
        tokens: int64 [K], the ids of the first ranks; K is at least 1.
        probs: float64 [K], p of each, never increasing.
        others: N, how many tokens of the support come after; at least 1.
        mass: what the p of the others sum to.
        error: how far each of `probs`, as it was given, may be from the same number in another answer, relatively.
        is_at_most: N is not known but for that bound: some of the others may be none. More others spread the mass
            further, and fewer can be as concentrated; so the extremes with N bound those of every smaller number.

    Attributes:
        size: K + N, how many tokens the support has.
        known: K.
        others: N.
        tokens: int64 [K].
        probs: float64 [K].
        mass: as given, within 0 and N·p_K.
        unknown_prob: 0: nothing is left for unknown tokens.
        error: as given.
        is_at_most: as given.
    """

    unknown_prob = 0.0

    def __init__(
        self,
        tokens: IntArray,
        probs: FloatArray,
        others: int,
        mass: Bounds,
        error: float = 0.0,
        is_at_most: bool = False,
    ) -> None:
        self.tokens, self.probs, self.others, self.error = tokens, probs, others, error
        self.is_at_most = is_at_most
        self.known, self.size = len(tokens), len(tokens) + others
        most = others * float(probs[-1])
        self.mass = Bounds(min(max(mass.low, 0.0), most), min(max(mass.high, 0.0), most))

    def mass_outside(self, first: int, last: int) -> Bounds:
        """What the p of all ranks but first to last, from 1, sum to."""
        known = float(np.sum(self.probs[: first - 1]) + np.sum(self.probs[last:]))
        return Bounds(known + self.mass.low, known + self.mass.high)

    def lightest(self, exponent: float) -> CompletedRanking:
        """The whole support as it would be if the tail's weight Σ q^exponent were the least possible."""
        return self._even(self.mass.low) if exponent > 1 else self._concentrated(self.mass.low)

    def heaviest(self, exponent: float) -> CompletedRanking:
        """The whole support as it would be if the tail's weight Σ q^exponent were the greatest possible."""
        return self._concentrated(self.mass.high) if exponent > 1 else self._even(self.mass.high)

    def _even(self, mass: float) -> CompletedRanking:
        return CompletedRanking(self, [(self.others, mass / self.others)])

    def _concentrated(self, mass: float) -> CompletedRanking:
        last = float(self.probs[-1])
        full = min(math.floor(mass / last), self.others) if last else 0
        remainder = min(max(mass - full * last, 0.0), last)
        one = min(self.others - full, 1 if remainder else 0)
        # At T = ∞ tokens with p = 0 weigh as much as any, where there are such tokens.
        impossible = 0 if self.is_at_most else self.others - full - one
        return CompletedRanking(self, [(full, last), (one, remainder), (impossible, 0.0)])


def ranking_of_first(
    tokens: IntArray,
    probs: FloatArray,
    support: int,
    total: Bounds,
    error: float = 0.0,
    is_at_most: bool = False,
) -> Ranking | PartialRanking:
    """The ranking of a context whose most probable tokens are given.

    Of tokens as probable as the last given one some may be missing that come before it by their ids. So the last
    given token, and all as probable, count as others, unless every given token is one of them.

    Args:
        tokens: int64 [G], the ids of the G most probable tokens, in any order.
        probs: float64 [G], p of each.
        support: S; ids are below S.
        total: what the p of all S tokens sum to.
        error: how far each p may be from the same number in another answer, relatively.
        is_at_most: S is not known but for that bound.

    Returns:
        A whole ranking where G is S.

    Raises:
        ValueError: these probabilities cannot sum to `total` with any others.
    """
    order = np.lexsort((tokens, -probs))
    tokens, probs = tokens[order], probs[order]
    given, rounding = math.fsum(probs.tolist()), error + _ROUNDING
    most = given + (support - len(tokens)) * float(probs[-1])
    if not (given <= total.high + rounding and most >= total.low - rounding):
        raise ValueError("the probabilities do not sum to 1")
    if len(tokens) == support:
        whole = np.zeros(support)
        whole[tokens] = probs
        return DenseRanking(whole)
    known = int(np.sum(probs > probs[-1])) or len(tokens)
    tokens, probs = tokens[:known], probs[:known]
    given = math.fsum(probs.tolist())
    mass = Bounds(total.low - given - _ROUNDING, total.high - given + _ROUNDING)
    return PartialRanking(tokens, probs, support - known, mass, error, is_at_most)


class CompletedRanking(Ranking):
    """A partial ranking with one of the tails that it can have. Which tokens are in the tail is not known.

    Args:
        partial: the first ranks.
        tail: how many tokens have which p, never increasing.

    Attributes:
        tail_sizes: int64 [R'], of the tail alone.
        tail_values: float64 [R'], p of each of these.
    """

    partial: PartialRanking

    def __init__(self, partial: PartialRanking, tail: Iterable[tuple[int, float]]) -> None:
        self.partial = partial
        tail = [(size, value) for size, value in tail if size]
        self.tail_sizes = np.array([size for size, _ in tail], np.int64)
        self.tail_values = np.array([value for _, value in tail], np.float64)
        self.size = partial.known + int(self.tail_sizes.sum())
        begins = np.flatnonzero(np.diff(partial.probs, prepend=np.inf))
        sizes = np.append(np.diff(begins, append=partial.known), self.tail_sizes)
        values = np.append(partial.probs[begins], self.tail_values)
        runs = np.flatnonzero(np.diff(values, prepend=np.inf))  # the tail may have the p of the last known rank
        self.starts = (np.cumsum(sizes) - sizes)[runs]
        self.sizes, self.values = np.diff(self.starts, append=self.size), values[runs]

    @property
    def known(self) -> int:
        """Of how many first ranks the tokens are known."""
        return self.partial.known

    def tokens_at(self, ranks: IntArray) -> IntArray:
        """The token ids at these ranks, which must be among the first."""
        return self.partial.tokens[ranks]

    def ranks_of(self, tokens: IntArray) -> IntArray:
        """The ranks of these token ids, which must be among the first.

        Raises:
            ModelError: one of the tokens is in the tail.
        """
        found = self.partial.tokens[None, :] == tokens[:, None]
        if not found.any(axis=1).all():
            raise ModelError(
                "the model gave only its first ranks, and the token is none of these; ask for more ranks, if it "
                "gives more"
            )
        ranks: IntArray = found.argmax(axis=1)
        return ranks
