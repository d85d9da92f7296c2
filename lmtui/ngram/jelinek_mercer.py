"""Jelinek-Mercer smoothing: one λ for every order."""

from __future__ import annotations

import numpy as np

from lmtui.ngram.counts import Counts
from lmtui.ngram.smoothing import Estimates, FloatArray, interpolate


class JelinekMercer:
    """p(w|h) = λ c(hw) / c(h) + (1 − λ) p(w|h′), one λ for all contexts.

    Jelinek & Mercer, "Interpolated estimation of Markov source parameters from sparse data" (1980); Chen & Goodman
    (TR-10-98, 1998), section 2.3. The unigrams are interpolated with the uniform distribution over V without `<s>`.
    """

    def __init__(self, weight: float) -> None:
        self.weight = weight

    @property
    def label(self) -> str:
        """`jelinek-mercer:` and λ."""
        return f"jelinek-mercer:{self.weight!r}"

    def estimate(self, counts: Counts) -> Estimates:
        """Turn counts into probabilities and backoff weights."""
        return interpolate(counts, self._weights)

    def _weights(self, total: FloatArray, kinds: FloatArray) -> tuple[FloatArray, FloatArray]:
        return self.weight / total, np.full_like(total, 1 - self.weight)
