"""Maximum likelihood: relative frequencies, no smoothing at all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lmtui.ngram.counts import Counts
from lmtui.ngram.smoothing import FloatArray, Formula, Terms, raw_terms


class MaximumLikelihood:
    """p(w|h) = c(hw) / c(h); 0 for what was never seen after h.

    Chen & Goodman (TR-10-98, 1998), section 1.1. A context that was never seen has no relative frequencies; it
    borrows those of the longest end of it that was.
    """

    label = "mle"
    uniform = False
    counts_continuations = False
    formula = Formula("{a} / {total}", "0")

    def terms(self, counts: Counts) -> Iterator[Terms]:
        """The numbers of each order from 1 up."""
        return raw_terms(counts, self._weights)

    @staticmethod
    def _weights(order: int, total: FloatArray, kinds: FloatArray) -> tuple[FloatArray, FloatArray]:
        return 1 / total, np.zeros_like(total)
