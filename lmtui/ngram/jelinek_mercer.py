"""Jelinek-Mercer smoothing: one λ for every order, or a weight for each."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from lmtui.model.ranking import FloatArray
from lmtui.ngram.smoothing import ContextSums, Formula, RawCounts
from lmtui.numbers import meaning
from lmtui.recipe import smoothing_label


class JelinekMercer(RawCounts):
    """p(w|h) = λ c(hw) / c(h) + (1 − λ) p(w|h′), one λ for all contexts; or Σ_k λ_k c(h_k w) / c(h_k) + λ_0 / |V|.

    Jelinek & Mercer, "Interpolated estimation of Markov source parameters from sparse data" (1980); Chen & Goodman
    (TR-10-98, 1998), section 2.3.

    With a weight λ_k for each order k, h_k being the last k − 1 tokens of h, what they lack to 1 is λ_0. After a
    context that was never seen, the weights of the orders below keep their proportions.

    Args:
        weights: λ; or λ_n, …, λ_1, the highest order first.
    """

    formula = Formula("{rest} * {a} / {total}", "{backoff}")

    def __init__(self, *weights: float | Fraction) -> None:
        self.weights = weights

    @property
    def label(self) -> str:
        """`jelinek-mercer:` and the weights."""
        return smoothing_label("jelinek-mercer", self.weights)

    def context_weights(self, sums: ContextSums) -> tuple[FloatArray, FloatArray]:
        """What one count is worth after each context, and the backoff weight."""
        share = self._shares(sums.highest)[sums.order - 1]
        return float(share) / sums.total, np.full_like(sums.total, float(1 - share))

    def _shares(self, order: int) -> list[Fraction]:
        """For each order from 1, its share of what the higher ones leave; of nothing, all."""
        exact = [meaning(weight) for weight in self.weights]
        if len(exact) == 1:
            return exact * order
        shares = []
        left = Fraction(1)
        for weight in exact:
            shares.append(weight / left if left else Fraction(1))
            left -= weight
        return shares[::-1]
