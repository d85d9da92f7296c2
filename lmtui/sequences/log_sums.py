"""The weight of all that can still follow any context, over all contexts at once.

Whole sequences annealed have the weights p(x₁…x_L)^(1/T). Of all that follow a context these sum to

    Z_l(h) = Σ over w of p(w|h)^(1/T) · Z_{l−1}(hw)
           = Σ over seen w of p(w|h)^(1/T) · Z_{l−1}(hw) + U_l(h)
    U_l(h) = bow(h)^(1/T) · ( Σ over w seen after h′, not after h, of p(w|h′)^(1/T) · Z_{l−1}(h′w) + U_l(h′) )

U_l(h) is the weight of the tokens that were not seen after h. Its inner sum is all that was seen after h′ less what
was seen after h, too; where little is left of that, digits would be lost, and what is left is added up itself.

Everything is a logarithm, and is taken relative to the best sequence, M_l(h) / T: no T is so small that the sums
would be too large or too small for a float. Where a model gives an unseen token more than its best seen one (no
interpolated model does), a logarithm errs by some 2⁻⁵⁰ / T.
"""

from __future__ import annotations

import numpy as np

from lmtui.errors import Progress, ignore_progress
from lmtui.model.ranking import FloatArray
from lmtui.ngram.stretch_search import IntegerArray
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.unseen import GapTree

_LITTLE = 2.0**-12
"""Where less than this share is left, it is added up itself. So subtracting loses 12 bits of 53 at most."""


def log_sums(
    automaton: Automaton,
    exponent: float,
    best: list[FloatArray],
    progress: Progress = ignore_progress,
) -> list[FloatArray]:
    """log Z_l(h) − M_l(h) / T for l = 0 … L, float64 [S] each: 8 · S · (L + 1) bytes.

    Args:
        automaton: of the model.
        exponent: 1/T, finite. Where it is 0 all sequences have one weight, those of probability 0 too (0⁰ = 1).
        best: M_0 … M_L, as `best_values` gives them.
        progress: told after each step.

    Returns:
        Natural logarithms; −∞ where nothing of a weight above 0 can follow.

    Raises:
        Cancelled: by `progress`.
    """
    sums = [np.zeros(len(automaton.suffix))]
    for step in range(1, len(best)):
        progress("adding up the sequences", (step - 1) / (len(best) - 1))
        longer = _Step(automaton, exponent, finite(best[step - 1]), finite(best[step]), sums[-1]).sums()
        longer[automaton.end] = -np.inf
        sums.append(longer)
    return sums


def finite(values: FloatArray) -> FloatArray:
    """M_l to take sums relative to: 0 where it is −∞."""
    return np.where(values == -np.inf, 0.0, values)


def annealed_weights(exponent: float, logs: FloatArray, *relative: FloatArray | float) -> FloatArray:
    """(logs + relative) / T, where T may be ∞: then 0, whatever the logs are."""
    if not exponent:
        return np.zeros(len(logs))
    weights = logs.copy()
    for each in relative:
        weights += each
    weights *= exponent
    return weights


class _Step:
    """Z_l from Z_{l−1}."""

    def __init__(
        self, automaton: Automaton, exponent: float, best_shorter: FloatArray, best: FloatArray, sums: FloatArray
    ) -> None:
        self._automaton = automaton
        # Of each arc, relative to the best of its own state.
        relative = best_shorter[automaton.target]
        relative -= best[automaton.source]
        self._values = annealed_weights(exponent, automaton.logprob, relative)
        self._values += sums[automaton.target]
        # Of each state the weight of what its shorter context reads for it.
        self._backoff = annealed_weights(exponent, automaton.backoff, best[automaton.suffix] - best)

    def sums(self) -> FloatArray:
        """log Z_l − M_l / T, float64 [S]."""
        automaton = self._automaton
        states = len(automaton.suffix)
        first, filled = automaton.first[:-1], automaton.filled
        seen, copies = np.full(states, -np.inf), np.full(states, -np.inf)
        seen[filled] = _log_sums_of_segments(self._values, first[filled])
        upper = filled[filled > 0]
        start = int(automaton.first[1])
        copies[upper] = _log_sums_of_segments(self._values[automaton.below[start:]], first[upper] - start)
        unseen, sums = np.full(states, -np.inf), seen.copy()
        tree = GapTree(automaton, self._values, np.logaddexp)
        for batch in automaton.batches[1:]:
            shorter = automaton.suffix[batch]
            with np.errstate(divide="ignore", invalid="ignore"):
                left = -np.expm1(copies[batch] - seen[shorter])
                outside = seen[shorter] + np.log(left)
            little = batch.start + np.flatnonzero(~(left >= _LITTLE) & (copies[batch] > -np.inf))
            outside[little - batch.start] = tree.outside(little)
            outside[seen[shorter] == -np.inf] = -np.inf
            unseen[batch] = self._backoff[batch] + np.logaddexp(outside, unseen[shorter])
            sums[batch] = np.logaddexp(seen[batch], unseen[batch])
        return sums


def _log_sums_of_segments(values: FloatArray, starts: IntegerArray) -> FloatArray:
    """log Σ exp over each segment; segments begin at `starts`, and the first at 0."""
    if not len(starts):
        return np.empty(0)
    highest = finite(np.maximum.reduceat(values, starts))
    scaled = values - np.repeat(highest, np.diff(starts, append=len(values)))
    np.exp(scaled, out=scaled)
    with np.errstate(divide="ignore"):
        sums: FloatArray = np.log(np.add.reduceat(scaled, starts))
    sums += highest
    return sums
