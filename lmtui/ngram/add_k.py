"""Add-k smoothing: every token of V is taken to have been seen k times more often than it was."""

from __future__ import annotations

import numpy as np

from lmtui.ngram.counts import Counts
from lmtui.ngram.smoothing import Estimates, FloatArray, context_totals
from lmtui.recipe import smoothing_label
from lmtui.text.specials import BOS


class AddK:
    """p(w|h) = (c(hw) + k) / (c(h) + k|V|), where |V| does not count what never follows anything, as `<s>`.

    Lidstone's law (1920); Chen & Goodman (TR-10-98, 1998), section 2.1. A token not seen after h takes
    k / (c(h) + k|V|): the backoff weight k|V| / (c(h) + k|V|) times the uniform distribution. A context never seen is
    uniform.
    """

    def __init__(self, k: float) -> None:
        self.k = k

    @property
    def label(self) -> str:
        """`add-k:` and k."""
        return smoothing_label("add-k", (self.k,))

    def estimate(self, counts: Counts) -> Estimates:
        """Turn counts into probabilities and backoff weights."""
        prior = self.k * counts.uniform_size
        prob: list[FloatArray] = []
        backoff: list[FloatArray] = []
        for k, ngrams in enumerate(counts.orders, 1):
            counted = ngrams.count.copy()
            if k == 1:
                counted[BOS] = 0
            contexts, (total,) = context_totals(ngrams, counted)
            denominator = np.full(len(counts.orders[k - 2]) if k > 1 else 1, prior)
            denominator[contexts] += total
            own = (counted + self.k) / denominator[ngrams.prefix]
            if k == 1:
                own[list(counts.absent)] = 0.0
            else:
                backoff.append(prior / denominator)
            prob.append(own)
        return Estimates(prob, backoff, uniform=True)
