"""Maximum likelihood: relative frequencies, no smoothing at all."""

from __future__ import annotations

import numpy as np

from lmtui.ngram.counts import Counts
from lmtui.ngram.smoothing import Estimates, FloatArray, context_totals
from lmtui.text.specials import BOS


class MaximumLikelihood:
    """p(w|h) = c(hw) / c(h); 0 for what was never seen after h.

    Chen & Goodman (1998) eq. 2. A context that was never seen has no relative frequencies; it borrows those of the
    longest end of it that was.
    """

    label = "mle"

    def estimate(self, counts: Counts) -> Estimates:
        """Turn counts into probabilities and backoff weights."""
        prob: list[FloatArray] = []
        backoff: list[FloatArray] = []
        for k, ngrams in enumerate(counts.orders, 1):
            counted = ngrams.count.copy()
            if k == 1:
                counted[BOS] = 0
            contexts, total = context_totals(ngrams, counted)
            denominator = np.ones(len(counts.orders[k - 2]) if k > 1 else 1)
            denominator[contexts] = total
            prob.append(counted / denominator[ngrams.prefix])
            if k > 1:
                weight = np.ones(len(denominator))
                weight[contexts] = 0.0
                backoff.append(weight)
        return Estimates(prob, backoff)
