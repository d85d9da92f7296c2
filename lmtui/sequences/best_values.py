"""The best that any context can still reach: M_l(h), over all contexts at once.

    M_l(h) = max over w of log p(w|h) + M_{l−1}(hw)
           = max( max over seen w of log p(w|h) + M_{l−1}(hw),  E_l(h) )
    E_l(h) = log bow(h) + max( max over w seen after h′, not after h, of log p(w|h′) + M_{l−1}(h′w),  E_l(h′) )

E_l(h) is the best of the tokens that were not seen after h. The exclusion matters: a token seen after h leads on to
hw, never to h′w. It is costly, too, and mostly needless: E_l(h) is at most log bow(h) + M_l(h′). It is no less where
the best token after h′ was not seen after h; and where the best seen token beats that bound, nothing more is asked. A
step is a few passes over the arcs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress
from lmtui.model.ranking import FloatArray
from lmtui.ngram.stretch_search import IntegerArray
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.stretches import ranges
from lmtui.sequences.unseen import GapTree


def best_values(
    automaton: Automaton, length: int, ends: bool = False, progress: Progress = ignore_progress
) -> list[FloatArray]:
    """M_0 … M_L, float64 [S] each: 8 · S · (L + 1) bytes.

    Args:
        automaton: of the model.
        length: L.
        ends: M_l is over the continuations of at most l tokens that end in `</s>`; else over those of exactly l
            tokens, of which `</s>` may be the last.
        progress: told after each step.

    Returns:
        The log probabilities; −∞ where there is no such continuation of a probability above 0.

    Raises:
        Cancelled: by `progress`.
    """
    start = np.full(automaton.states, -np.inf if ends else 0.0)
    start[automaton.end] = 0.0
    values = [start]
    for step in range(length):
        progress("looking for the best", step / length)
        longer = _Step(automaton, values[-1]).best()
        longer[automaton.end] = 0.0 if ends else -np.inf
        values.append(longer)
    return values


class _Step:
    """M_l from M_{l−1}."""

    def __init__(self, automaton: Automaton, shorter: FloatArray) -> None:
        self._automaton = automaton
        self._values: FloatArray = shorter[automaton.target]
        self._values += automaton.logprob
        self._seen = np.full(automaton.states, -np.inf)
        self._seen[automaton.filled] = np.maximum.reduceat(self._values, automaton.first[automaton.filled])
        # E where it is exact, else no less than E.
        self._unseen = np.full(automaton.states, -np.inf)
        self._exact = np.zeros(automaton.states, np.bool_)
        self._exact[0] = True
        self._tree: GapTree | None = None

    def best(self) -> FloatArray:
        """M_l, float64 [S]."""
        automaton, unseen, seen = self._automaton, self._unseen, self._seen
        best, covered = seen.copy(), self._covered()
        for batch in automaton.batches[1:]:
            unseen[batch] = automaton.backoff[batch] + best[automaton.suffix[batch]]
            shorter = automaton.suffix[batch]
            self._exact[batch] = ~covered[batch] | (unseen[shorter] > seen[shorter])
            self._make_exact(batch.start + np.flatnonzero((unseen[batch] > seen[batch]) & ~self._exact[batch]))
            np.maximum(seen[batch], unseen[batch], out=best[batch])
        return best

    def _covered(self) -> npt.NDArray[np.bool_]:
        """bool [S]: whether a token that is the best of those seen after h′ was seen after h, too."""
        automaton = self._automaton
        shared = automaton.shared
        best = np.flatnonzero(self._values[:shared] == self._seen[automaton.source[:shared]])
        first, states = automaton.above
        covered = np.zeros(automaton.states, np.bool_)
        covered[states[ranges(first[best], first[best + 1] - first[best])]] = True
        return covered

    def _make_exact(self, states: IntegerArray) -> None:
        """Find E of these states, each with at least one arc."""
        if not len(states):
            return
        if self._tree is None:
            self._tree = GapTree(self._automaton, self._values, np.maximum)
        outside = self._tree.outside(states)
        shorter = self._automaton.suffix[states]
        self._make_exact(np.unique(shorter[(self._unseen[shorter] > outside) & ~self._exact[shorter]]))
        self._unseen[states] = self._automaton.backoff[states] + np.maximum(outside, self._unseen[shorter])
        self._exact[states] = True
