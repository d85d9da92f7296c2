"""All tokens that can be drawn after a context, in the order of their probability.

A ranking is a few *runs* of equal probability. Everything exact about a distribution follows from its runs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from lmtui.model.partial_ranking import PartialRanking

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


class Ranking(ABC):
    """The support ranked for one context, ties by id. Ranks here count from 0; R is the number of runs.

    Attributes:
        size: S, how many tokens there are.
        starts: int64 [R], the rank each run begins with.
        sizes: int64 [R], how many tokens each run has.
        values: float64 [R], the model probability p(w|h) of each run's tokens, never increasing.
        unknown_prob: p(<unk>|h), which is not in the support.
        partial: what is known of the context, where the tail is only one of those that can be; else None.
    """

    size: int
    starts: IntArray
    sizes: IntArray
    values: FloatArray
    unknown_prob: float = 0.0
    partial: PartialRanking | None = None

    @property
    def known(self) -> int:
        """Of how many first ranks the tokens are known."""
        return self.size

    @abstractmethod
    def tokens_at(self, ranks: IntArray) -> IntArray:
        """The token ids at these ranks."""

    @abstractmethod
    def ranks_of(self, tokens: IntArray) -> IntArray:
        """The ranks of these token ids, which must be in the support."""

    def orders_at(self, ranks: IntArray) -> IntArray | None:
        """The order that served the token at each of these ranks (0: the uniform); None where there are no orders."""
        return None

    def runs_at(self, ranks: IntArray) -> IntArray:
        """The runs these ranks lie in."""
        return np.searchsorted(self.starts, ranks, "right") - 1


class TokenRanking(Ranking):
    """A ranking in which every token is a run of its own, so that each can have a weight of its own.

    Args:
        ranking: the same tokens in the same order.
    """

    def __init__(self, ranking: Ranking) -> None:
        self._ranking = ranking
        self.size, self.unknown_prob = ranking.size, ranking.unknown_prob
        self.starts, self.sizes = np.arange(self.size), np.ones(self.size, np.int64)
        self.values = np.repeat(ranking.values, ranking.sizes)

    def tokens_at(self, ranks: IntArray) -> IntArray:
        """The token ids at these ranks."""
        return self._ranking.tokens_at(ranks)

    def ranks_of(self, tokens: IntArray) -> IntArray:
        """The ranks of these token ids, which must be in the support."""
        return self._ranking.ranks_of(tokens)

    def orders_at(self, ranks: IntArray) -> IntArray | None:
        """The order that served the token at each of these ranks; None where there are no orders."""
        return self._ranking.orders_at(ranks)


class DenseRanking(Ranking):
    """The support of a whole vector of probabilities, sorted.

    Args:
        prob: float64 [V], p of each id.
        never_drawn: the ids that are not in the support.
    """

    def __init__(self, prob: FloatArray, never_drawn: Sequence[int] = ()) -> None:
        support = np.delete(np.arange(len(prob)), list(never_drawn))
        self._ranked = support[np.argsort(-prob[support], kind="stable")]
        self._ranks = np.full(len(prob), -1)
        self._ranks[self._ranked] = np.arange(len(self._ranked))
        self.size = len(self._ranked)
        values = prob[self._ranked]
        self.starts = np.flatnonzero(np.diff(values, prepend=np.inf))
        self.sizes = np.diff(self.starts, append=self.size)
        self.values = values[self.starts]

    def tokens_at(self, ranks: IntArray) -> IntArray:
        """The token ids at these ranks."""
        return self._ranked[ranks]

    def ranks_of(self, tokens: IntArray) -> IntArray:
        """The ranks of these token ids, which must be in the support."""
        return self._ranks[tokens]


def annealed(values: FloatArray, exponent: float) -> FloatArray:
    """p^(1/T) of runs relative to rank 1, so that no temperature overflows; all 1 where all p are 0."""
    if not values[0]:
        return np.ones_like(values)
    weights: FloatArray = np.power(values / values[0], exponent)
    return weights
