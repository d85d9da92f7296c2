"""The best, or the sum, of what was seen after the shorter context h′ and not after h, without subtracting.

The arcs of h′ that no arc of h is above of lie in gaps between those that one is. A tree over all arcs, each node
holding the two below it taken together, answers for a gap in O(log A); so all contexts together cost O(A log A), and
nothing is lost to cancellation, as it would be where the seen tokens have nearly all.
"""

from __future__ import annotations

import numpy as np

from lmtui.model.ranking import FloatArray
from lmtui.ngram.stretch_search import IntegerArray
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.stretches import ranges


class GapTree:
    """Takes values of arcs together over the gaps.

    Args:
        automaton: whose arcs they are.
        values: float64 [A], of each arc; −∞ is nothing.
        together: `np.maximum` or `np.logaddexp`.
    """

    def __init__(self, automaton: Automaton, values: FloatArray, together: np.ufunc) -> None:
        self._automaton, self._together = automaton, together
        self._levels: list[FloatArray] = [values[: automaton.shared]]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            if len(below) % 2:
                below = np.append(below, -np.inf)
            self._levels.append(together(below[::2], below[1::2]))

    def outside(self, states: IntegerArray) -> FloatArray:
        """For each state h all the arcs of h′ together whose token was not seen after h; −∞ where there is none.

        Args:
            states: [K], each with at least one arc.
        """
        low, high, starts = gaps(self._automaton, states)
        together = np.full(len(low), -np.inf)
        open_gaps = np.flatnonzero(low < high)
        low, high = low[open_gaps], high[open_gaps]
        for level in self._levels:
            if not len(open_gaps):
                break
            odd = low % 2 == 1
            together[open_gaps[odd]] = self._together(together[open_gaps[odd]], level[low[odd]])
            low = (low + 1) // 2
            odd = high % 2 == 1
            together[open_gaps[odd]] = self._together(together[open_gaps[odd]], level[high[odd] - 1])
            high = high // 2
            still = low < high
            open_gaps, low, high = open_gaps[still], low[still], high[still]
        result: FloatArray = self._together.reduceat(together, starts) if len(starts) else together
        return result


def gaps(automaton: Automaton, states: IntegerArray) -> tuple[IntegerArray, IntegerArray, IntegerArray]:
    """The gaps of states: from which arc of h′, to before which, each; and where those of each state begin."""
    counts = automaton.first[states + 1] - automaton.first[states]
    starts = np.cumsum(counts + 1) - (counts + 1)
    below = automaton.below[ranges(automaton.first[states], counts)]
    shorter = automaton.suffix[states]
    size = len(below) + len(states)
    opening, closing = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    opening[starts], closing[starts + counts] = True, True
    low, high = np.empty(size, np.int64), np.empty(size, np.int64)
    low[opening], low[~opening] = automaton.first[shorter], below + 1
    high[closing], high[~closing] = automaton.first[shorter + 1], below
    return low, high, starts
