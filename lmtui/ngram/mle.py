"""Maximum likelihood: relative frequencies, no smoothing at all."""

from __future__ import annotations

import numpy as np

from lmtui.model.ranking import FloatArray
from lmtui.ngram.smoothing import ContextSums, Formula, RawCounts


class MaximumLikelihood(RawCounts):
    """p(w|h) = c(hw) / c(h); 0 for what was never seen after h.

    Chen & Goodman (TR-10-98, 1998), section 1.1. A context that was never seen has no relative frequencies; it
    borrows those of the longest end of it that was.
    """

    label = "mle"
    formula = Formula("{a} / {total}", "0")

    def context_weights(self, sums: ContextSums) -> tuple[FloatArray, FloatArray]:
        """What one count is worth after each context, and the backoff weight."""
        return 1 / sums.total, np.zeros_like(sums.total)
