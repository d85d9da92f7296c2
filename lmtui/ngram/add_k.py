"""Add-k smoothing: every token of V is taken to have been seen k times more often than it was."""

from __future__ import annotations

from collections.abc import Iterator

from lmtui.ngram.counts import Counts
from lmtui.ngram.smoothing import FloatArray, Formula, Terms, raw_terms
from lmtui.recipe import smoothing_label


class AddK:
    """p(w|h) = (c(hw) + k) / (c(h) + k|V|), where |V| does not count what never follows anything, as `<s>`.

    Lidstone's law (1920); Chen & Goodman (TR-10-98, 1998), section 2.1. A token not seen after h takes
    k / (c(h) + k|V|): the backoff weight k|V| / (c(h) + k|V|) times the uniform distribution. A context never seen is
    uniform.
    """

    uniform = True
    counts_continuations = False
    formula = Formula("{a} / ({total} + {added})", "{added} / ({total} + {added})")

    def __init__(self, k: float) -> None:
        self.k = k

    @property
    def label(self) -> str:
        """`add-k:` and k."""
        return smoothing_label("add-k", (self.k,))

    def terms(self, counts: Counts) -> Iterator[Terms]:
        """The numbers of each order from 1 up."""
        added = self.k * counts.uniform_size

        def weights(order: int, total: FloatArray, kinds: FloatArray) -> tuple[FloatArray, FloatArray]:
            return 1 / (total + added), added / (total + added)

        return raw_terms(counts, weights)
