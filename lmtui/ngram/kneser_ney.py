"""Interpolated modified Kneser-Ney smoothing, with KenLM's conventions.

Chen & Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling" (TR-10-98, 1998), section 3;
Heafield et al., "Scalable Modified Kneser-Ney Language Model Estimation" (ACL 2013).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from lmtui.ngram.counts import Counts, IndexArray, Ngrams
from lmtui.ngram.smoothing import FloatArray, Formula, Terms, context_totals
from lmtui.text.specials import BOS

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

    def terms(self, counts: Counts) -> Iterator[Terms]:
        """The numbers of each order from 1 up."""
        for k, adjusted in enumerate(adjusted_counts(counts), 1):
            ngrams, of_counts = counts.orders[k - 1], discounts(adjusted)
            discount = of_counts[np.minimum(adjusted, 3)]
            contexts, (total, taken) = context_totals(ngrams, adjusted, discount)
            worth = np.zeros(len(counts.orders[k - 2]) if k > 1 else 1)
            worth[contexts] = 1 / total
            backoff = np.ones_like(worth)
            backoff[contexts] = taken / total
            discounted = np.subtract(adjusted, discount, out=discount)
            yield Terms(adjusted, discounted, of_counts, worth, backoff)


def adjusted_counts(counts: Counts) -> list[IndexArray]:
    """The counts that Kneser-Ney estimates from, order by order; int [U_k] each, that of `<s>` alone 0."""
    adjusted = []
    low, high = BOS, BOS + 1  # the n-grams that begin with <s> stand together
    for k, ngrams in enumerate(counts.orders, 1):
        if k > 1:
            low, high = np.searchsorted(ngrams.prefix, (low, high))
        raw = ngrams.count
        if k < counts.order:
            raw = _continuations(counts.orders[k], len(ngrams))
            raw[low:high] = ngrams.count[low:high]
            raw[list(counts.opening[k - 1 : k])] += 1
        if k == 1:
            raw = raw.copy()
            raw[BOS] = 0
        adjusted.append(raw)
    return adjusted


def _continuations(longer: Ngrams, size: int) -> npt.NDArray[np.int64]:
    return np.bincount(longer.suffix, minlength=size)


def discounts(adjusted: IndexArray) -> FloatArray:
    """D for the counts 0, 1, 2 and 3 or more; float64 [4].

    Chen & Goodman eq. 26: Y = n₁ / (n₁ + 2 n₂), D_j = j − (j + 1) Y n_{j+1} / n_j, where n_j is how many n-grams have
    the adjusted count j. Where some n_j (j ≤ 3) is 0 or a D_j leaves [0, j], the order takes `FALLBACK`.
    """
    n = np.bincount(np.minimum(adjusted, 5), minlength=6)[:5].astype(np.float64)
    j = np.arange(1, 4)
    if not n[1:4].all():
        return np.array((0.0, *FALLBACK))
    y = n[1] / (n[1] + 2 * n[2])
    estimated = j - (j + 1) * y * n[j + 1] / n[j]
    if (estimated < 0).any() or (estimated > j).any():
        return np.array((0.0, *FALLBACK))
    return np.concatenate(([0.0], estimated))
