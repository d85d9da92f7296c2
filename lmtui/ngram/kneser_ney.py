"""Interpolated modified Kneser-Ney smoothing, with KenLM's conventions.

Chen & Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling" (TR-10-98, 1998), section 3;
Heafield et al., "Scalable Modified Kneser-Ney Language Model Estimation" (ACL 2013).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from lmtui.model.ranking import FloatArray
from lmtui.ngram.columns import IndexArray
from lmtui.ngram.counts import Counts
from lmtui.ngram.smoothing import ContextSums, Formula, without_start

FALLBACK = (0.5, 1.0, 1.5)
"""Discounts where the counts cannot tell them, as `lmplz --discount_fallback`."""


class KneserNey:
    """p(w|h) = max(a(hw) − D(a(hw)), 0) / Σ_v a(hv) + γ(h) · p(w|h′), γ(h) = Σ_v D(a(hv)) / Σ_v a(hv).

    Chen & Goodman, sections 2.7 and 3. a is the adjusted count: at the top order, and for n-grams that begin with
    `<s>`, how often hw occurs; else its continuation count, the number of different tokens that precede it, the
    beginning of a stream being one.
    """

    label = "kneser-ney"
    uniform = False
    counts_continuations = True
    formula = Formula("({a} - {discount}) / {total}", "{taken} / {total}")

    def counted(self, counts: Counts, order: int, start: int, stop: int) -> IndexArray:
        """The adjusted counts of the n-grams of an order from one place up to another; that of `<s>` alone is 0."""
        if order == counts.order:
            counted: IndexArray = counts.levels[order - 1].count.read(start, stop)
        else:
            counted = _adjusted(counts, order, start, stop)
        return without_start(counted, start) if order == 1 else counted

    def discounts(self, counts: Counts, order: int, rows: int, report: Callable[[], None]) -> FloatArray:
        """D of an order where the adjusted count is 0, 1, 2 and 3 or more, float64 [4]."""
        size = len(counts.levels[order - 1])
        how_many = np.zeros(6, np.int64)
        for start in range(0, size, rows):
            report()
            adjusted = self.counted(counts, order, start, min(start + rows, size))
            how_many += np.bincount(np.minimum(adjusted, 5), minlength=6)
        return discounts(how_many)

    def context_weights(self, sums: ContextSums) -> tuple[FloatArray, FloatArray]:
        """What one count is worth after each context, and the backoff weight."""
        return 1 / sums.total, sums.taken / sums.total


def _adjusted(counts: Counts, order: int, start: int, stop: int) -> IndexArray:
    """Below the highest order: continuation counts, but of n-grams that begin with `<s>` how often they occur."""
    adjusted = counts.links[order - 1].continuations.read(start, stop).copy()
    after_begin = counts.after_begins[order - 1]
    low, high = max(after_begin.start, start), min(after_begin.stop, stop)
    if low < high:
        adjusted[low - start : high - start] = counts.levels[order - 1].count.read(low, high)
    for place in counts.opening[order - 1 : order]:
        if start <= place < stop:
            adjusted[place - start] += 1
    return adjusted


def discounts(how_many: npt.NDArray[np.int64]) -> FloatArray:
    """D for the counts 0, 1, 2 and 3 or more; float64 [4].

    Chen & Goodman eq. 26: Y = n₁ / (n₁ + 2 n₂), D_j = j − (j + 1) Y n_{j+1} / n_j. Where some n_j (j ≤ 3) is 0 or a
    D_j leaves [0, j], the order takes `FALLBACK`.

    Args:
        how_many: [5 or more], n_j: how many n-grams have the adjusted count j.
    """
    n = how_many[:5].astype(np.float64)
    j = np.arange(1, 4)
    if not n[1:4].all():
        return np.array((0.0, *FALLBACK))
    y = n[1] / (n[1] + 2 * n[2])
    estimated = j - (j + 1) * y * n[j + 1] / n[j]
    if (estimated < 0).any() or (estimated > j).any():
        return np.array((0.0, *FALLBACK))
    return np.concatenate(([0.0], estimated))
