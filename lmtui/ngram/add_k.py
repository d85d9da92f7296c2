"""Add-k smoothing: every token of V is taken to have been seen k times more often than it was."""

from __future__ import annotations

from lmtui.model.ranking import FloatArray
from lmtui.ngram.smoothing import ContextSums, Formula, RawCounts
from lmtui.recipe import smoothing_label


class AddK(RawCounts):
    """p(w|h) = (c(hw) + k) / (c(h) + k|V|), where |V| does not count what never follows anything, as `<s>`.

    Lidstone's law (1920); Chen & Goodman (TR-10-98, 1998), section 2.1. A token not seen after h takes
    k / (c(h) + k|V|): the backoff weight k|V| / (c(h) + k|V|) times the uniform distribution. A context never seen is
    uniform.
    """

    uniform = True
    formula = Formula("{a} / ({total} + {added})", "{added} / ({total} + {added})")

    def __init__(self, k: float) -> None:
        self.k = k

    @property
    def label(self) -> str:
        """`add-k:` and k."""
        return smoothing_label("add-k", (self.k,))

    def context_weights(self, sums: ContextSums) -> tuple[FloatArray, FloatArray]:
        """What one count is worth after each context, and the backoff weight."""
        added = self.k * sums.uniform_size
        return 1 / (sums.total + added), added / (sums.total + added)
