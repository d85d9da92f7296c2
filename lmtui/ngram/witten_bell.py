"""Witten-Bell smoothing: a context that was followed by many different tokens may be followed by a new one."""

from __future__ import annotations

from lmtui.ngram.counts import Counts
from lmtui.ngram.smoothing import Estimates, FloatArray, interpolate


class WittenBell:
    """p(w|h) = (c(hw) + N₁₊(h·) p(w|h′)) / (c(h) + N₁₊(h·)), N₁₊(h·) being how many different tokens followed h.

    Witten & Bell, "The Zero-Frequency Problem" (IEEE Transactions on Information Theory 37, 1991), method C, in the
    interpolated form of Chen & Goodman (TR-10-98, 1998), section 2.5. The unigrams are interpolated with the uniform
    distribution over V without what never follows anything (`Counts.absent`).
    """

    label = "witten-bell"

    def estimate(self, counts: Counts) -> Estimates:
        """Turn counts into probabilities and backoff weights."""
        return interpolate(counts, self._weights)

    @staticmethod
    def _weights(order: int, total: FloatArray, kinds: FloatArray) -> tuple[FloatArray, FloatArray]:
        return 1 / (total + kinds), kinds / (total + kinds)
