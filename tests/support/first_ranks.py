"""Random distributions, and the first ranks of these as a server would give them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from lmtui.model.partial_ranking import Bounds, PartialRanking, ranking_of_first
from lmtui.model.ranking import FloatArray, Ranking
from support.byte_model import COST, SPELLINGS, ByteModel

_weights = st.one_of(
    st.integers(0, 6).map(float),  # ties, and zeros
    st.floats(1e-6, 1.0),
    st.floats(-25, 0).map(math.exp),
)

whole = st.lists(_weights, min_size=2, max_size=40).filter(any).map(lambda weights: np.array(weights) / sum(weights))
"""float64 [V], p of each id."""

exponents = st.one_of(st.sampled_from((0.0, 0.25, 0.5, 1.0, 2.0, 8.0)), st.floats(0, 12, allow_subnormal=False))
"""1/T."""


def first_ranks(prob: FloatArray, given: int, slack: float = 0.0) -> PartialRanking:
    """What so many first ranks say, but not all; what all of p sums to is known but for a slack."""
    best = np.argsort(-prob, kind="stable")[:given]
    total = float(prob.sum())
    ranking = ranking_of_first(best, prob[best], len(prob), Bounds(total - slack, total + slack))
    assert isinstance(ranking, PartialRanking)
    return ranking


@st.composite
def partial(draw: st.DrawFn) -> tuple[FloatArray, PartialRanking]:
    """A distribution, and its first ranks."""
    prob = draw(whole)
    given = draw(st.integers(1, len(prob) - 1))
    return prob, first_ranks(prob, given, draw(st.sampled_from((0.0, 0.0, 1e-3))))


SUPPORT = len(SPELLINGS)


class RanksModel(ByteModel):
    """Gives first ranks, up to so many.

    Attributes:
        ranks: how many ranks it was asked for, each time.
    """

    def __init__(self, most_ranks: int = SUPPORT, slack: float = 1e-5) -> None:
        super().__init__(cost=COST)
        self.facts = replace(self.facts, complete=most_ranks == SUPPORT)
        self.most_ranks, self._slack = most_ranks, slack
        self.ranks: list[int] = []

    def first_ranks(self, state: tuple[int, ...], ranks: int) -> Ranking | PartialRanking:
        self.ranks.append(ranks)
        assert ranks <= self.most_ranks
        prob = self.probs_after(state)
        best = np.argsort(-prob, kind="stable")[:ranks]
        return ranking_of_first(best, prob[best], SUPPORT, Bounds(1 - self._slack, 1 + self._slack), 1e-7)
