"""Witten-Bell smoothing: a context that was followed by many different tokens may be followed by a new one."""

from __future__ import annotations

from collections.abc import Iterator

from lmtui.ngram.counts import Counts
from lmtui.ngram.smoothing import FloatArray, Formula, Terms, raw_terms


class WittenBell:
    """p(w|h) = (c(hw) + N₁₊(h·) p(w|h′)) / (c(h) + N₁₊(h·)), N₁₊(h·) being how many different tokens followed h.

    Witten & Bell, "The Zero-Frequency Problem" (IEEE Transactions on Information Theory 37, 1991), method C, in the
    interpolated form of Chen & Goodman (TR-10-98, 1998), section 2.5.
    """

    label = "witten-bell"
    uniform = False
    counts_continuations = False
    formula = Formula("{a} / ({total} + {kinds})", "{kinds} / ({total} + {kinds})")

    def terms(self, counts: Counts) -> Iterator[Terms]:
        """The numbers of each order from 1 up."""
        return raw_terms(counts, self._weights)

    @staticmethod
    def _weights(order: int, total: FloatArray, kinds: FloatArray) -> tuple[FloatArray, FloatArray]:
        return 1 / (total + kinds), kinds / (total + kinds)
