"""Witten-Bell smoothing: a context that was followed by many different tokens may be followed by a new one."""

from __future__ import annotations

from lmtui.model.ranking import FloatArray
from lmtui.ngram.smoothing import ContextSums, Formula, RawCounts


class WittenBell(RawCounts):
    """p(w|h) = (c(hw) + N₁₊(h·) p(w|h′)) / (c(h) + N₁₊(h·)), N₁₊(h·) being how many different tokens followed h.

    Witten & Bell, "The Zero-Frequency Problem" (IEEE Transactions on Information Theory 37, 1991), method C, in the
    interpolated form of Chen & Goodman (TR-10-98, 1998), section 2.5.
    """

    label = "witten-bell"
    formula = Formula("{a} / ({total} + {kinds})", "{kinds} / ({total} + {kinds})")

    def context_weights(self, sums: ContextSums) -> tuple[FloatArray, FloatArray]:
        """What one count is worth after each context, and the backoff weight."""
        total = sums.total + sums.kinds
        return 1 / total, sums.kinds / total
