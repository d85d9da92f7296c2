"""Draw one token for each of many contexts at once, each the very token that a distribution gives for its luck.

For every context that comes up the seen tokens are put in the order of p once, with the weight p^(1/T) of all that is
ahead of them: of the shorter context's tokens, but for those that were seen (their *copies*), and of the seen ones. A
luck is then looked up among the seen tokens; what falls between them is looked up in the shorter context, the weights
of the seen tokens and of the copies ahead of it taken out. All of it is done for all contexts and lucks together.

Weights that are summed in another order differ in their last digits. So each lookup knows how far it may be off;
where a luck falls that near to where a token begins or ends, `DrawnTokens.sure` is false, and the distribution must
be asked.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lmtui.model.ranking import FloatArray
from lmtui.ngram.stretch_search import IntegerArray, count_passing
from lmtui.sampling.temperature import exponent_of
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.stretches import is_ahead, ranges, sum_up

COLDEST = 1e-4
"""Below this T, 1/T magnifies rounding so much that only distributions decide."""

_SMALLEST = 1e-290
"""Products of probabilities down to this are floats of full precision."""

_PRECISE = 1e-9
"""A probability may be off by this share at most."""

_ROUNDING = 2.0**-53
_ROUNDINGS = 1 << 10
"""More than a context adds to those of its shorter one and of its own tokens."""


class DrawnTokens(NamedTuple):
    """One token for each of N contexts.

    Attributes:
        token: int64 [N], its id.
        target: int64 [N], the state that follows.
        prob: float64 [N], p_T of each.
        sure: bool [N], whether the token is certain; where not, the other three mean nothing.
    """

    token: IntegerArray
    target: IntegerArray
    prob: FloatArray
    sure: npt.NDArray[np.bool_]


class ManyDraws:
    """Draws at one temperature, without cuts but for what `kept` says.

    Args:
        automaton: of the model.
        temperature: T, from `COLDEST` to ∞.
    """

    def __init__(self, automaton: Automaton, temperature: float) -> None:
        self._automaton, self._exponent = automaton, exponent_of(temperature)
        arcs, states = len(automaton.token) + 1, len(automaton.suffix)  # one more, past the end
        self._prepared = np.zeros(states, np.bool_)
        # Of each state: the largest p; the weight of what its shorter context reads for it; of all; how far off.
        self.largest, self._unit = np.zeros(states), np.zeros(states)
        self.total, self._error = np.zeros(states), np.zeros(states)
        # Of each place in the order of p after a state: the arc, p, token and weight, and the weight of all ahead.
        self._arc, self._place = np.zeros(arcs, np.int64), np.zeros(arcs, np.int64)
        self._prob, self._own, self._ahead_of = np.zeros(arcs), np.zeros(arcs), np.zeros(arcs)
        self._token, self._copy_token = np.zeros(arcs, np.int32), np.zeros(arcs, np.int32)
        # Of each place in the order of the copies: p after the shorter context, and the weight of the unseen ahead.
        self._copy_prob, self._unseen_ahead_of = np.zeros(arcs), np.zeros(arcs)
        # What the first so many of a state weigh; the sums of a state begin at `first` + its number.
        self._seen_sums, self._copy_sums = np.zeros(arcs + states), np.zeros(arcs + states)
        self._too_small = self._smallest() < _SMALLEST
        self._batches = np.array([batch.start for batch in automaton.batches])

    def _smallest(self) -> float:
        automaton = self._automaton
        prob, weight = (values[values > 0].min(initial=1.0) for values in (automaton.prob, automaton.weight))
        return float(prob * weight ** (automaton.model.order - 1))

    # Drawing

    def draw(self, states: IntegerArray, lucks: FloatArray, kept: FloatArray | None = None) -> DrawnTokens:
        """Draw for N contexts.

        Args:
            states: int [N].
            lucks: float64 [N], u of each.
            kept: float64 [2, N], what stands before the tokens that cuts leave weighs, and what these weigh; None
                where there are no cuts.
        """
        self.prepare(states)
        before, total = (np.zeros(len(states)), self.total[states]) if kept is None else kept
        size = len(states)
        drawn = DrawnTokens(
            np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size), np.zeros(size, np.bool_)
        )
        left = np.arange(size)
        state, mass, slack, factor = states, before + lucks * total, 3 * self._error[states], np.ones(size)
        while len(left):
            count, found, sure = self._seen_at(state, mass, slack)
            hit = np.flatnonzero(found)
            arc = self._arc[self._automaton.first[state[hit]] + count[hit] - 1]
            at = left[hit]
            drawn.token[at], drawn.target[at] = self._automaton.token[arc], self._automaton.target[arc]
            drawn.prob[at], drawn.sure[at] = factor[hit] * self._automaton.prob[arc], sure[hit]
            deeper = np.flatnonzero(~found & (self._unit[state] > 0))
            left, state = left[deeper], state[deeper]
            mass = self._mass_below(state, mass[deeper], count[deeper])
            slack = slack[deeper] / self._unit[state]
            factor = factor[deeper] * self._automaton.weight[state]
            state = self._automaton.suffix[state].astype(np.int64)
        weights = self.weights(states, drawn.prob)
        np.divide(weights, total, out=drawn.prob, where=drawn.sure)
        return drawn

    def _seen_at(
        self, state: IntegerArray, mass: FloatArray, slack: FloatArray
    ) -> tuple[IntegerArray, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """How many seen tokens begin at a mass or before; where the last of them reaches beyond it; and where that is
        sure."""
        first, last = self._automaton.first[state], self._automaton.first[state + 1]
        count = count_passing(first, last, lambda place: self._ahead_of[place] <= mass)
        at = np.maximum(first + count - 1, 0)
        begin, end = self._ahead_of[at], self._ahead_of[at] + self._own[at]
        found = (count > 0) & (end > mass)
        return count, found, (mass - begin > slack) & (end - mass > slack)

    def _mass_below(self, state: IntegerArray, mass: FloatArray, count: IntegerArray) -> FloatArray:
        """The mass in the shorter context of what is unseen and has so many seen tokens ahead."""
        first, last = self._automaton.first[state], self._automaton.first[state + 1]
        unseen = mass - self._seen_sums[first + state + count]
        copies = count_passing(first, last, lambda place: self._unseen_ahead_of[place] <= unseen)
        below: FloatArray = (unseen + self._copy_sums[first + state + copies]) / self._unit[state]
        return below

    def weights(self, states: IntegerArray, probs: FloatArray) -> FloatArray:
        """p^(1/T) relative to the largest p of each state, as `total` is."""
        largest = self.largest[states]
        weights: FloatArray = probs / np.where(largest > 0, largest, 1.0)
        return weights if self._exponent == 1 else np.power(weights, self._exponent)

    # Preparing

    def prepare(self, states: IntegerArray) -> None:
        """Make what is needed of states, and of their shorter contexts, if it is not made yet."""
        automaton = self._automaton
        new = np.unique(states[~self._prepared[states]])
        if not len(new):
            return
        chain: list[IntegerArray] = [new]
        while chain[-1].any():
            shorter = np.unique(automaton.suffix[chain[-1]])
            chain.append(shorter[~self._prepared[shorter]])
        new = np.unique(np.concatenate(chain))
        if new[0] == 0:
            self._prepare_root()
            new = new[1:]
        batches = np.searchsorted(self._batches, new, "right")
        for batch in np.unique(batches).tolist():
            self._prepare(new[batches == batch])

    def _prepare_root(self) -> None:
        arcs = np.arange(len(self._automaton.support))
        root = np.zeros(1, np.int64)
        self.largest[0] = self._automaton.prob[arcs].max(initial=0.0)
        lost = self._rank(root, arcs, root + len(arcs))
        self._ahead_of[arcs] = self._seen_sums[arcs]
        self.total[0] = self._seen_sums[len(arcs)]
        roundings = 2 * len(arcs) + _ROUNDINGS + 8 * self._exponent
        self._error[0] = _ROUNDING * roundings * self.total[0] + lost[0]
        self._finish(root)

    def _prepare(self, states: IntegerArray) -> None:
        """Prepare states of one batch, whose shorter contexts are prepared."""
        automaton, exponent = self._automaton, self._exponent
        counts = automaton.first[states + 1] - automaton.first[states]
        arcs, holder = ranges(automaton.first[states], counts), np.repeat(states, counts)
        shorter, weight = automaton.suffix[states], automaton.weight[states]
        self.largest[states] = weight * self.largest[shorter]
        np.maximum.at(self.largest, holder, automaton.prob[arcs])
        largest = np.where(self.largest[states] > 0, self.largest[states], 1.0)
        self._unit[states] = np.power(weight * self.largest[shorter] / largest, exponent)
        lost = self._rank(states, arcs, counts) + self._rank_copies(states, arcs, counts)

        ends = automaton.first[states + 1] + states
        seen, copies, unseen = self._seen_sums[ends], self._copy_sums[ends], self._unit[states] * self.total[shorter]
        self.total[states] = unseen + seen - copies
        roundings = 2 * len(automaton.support) + _ROUNDINGS + 4 * counts + 8 * exponent
        below = np.where(self._unit[states] > 0, self._error[shorter], 0.0)
        self._error[states] = self._unit[states] * below + _ROUNDING * roundings * (unseen + seen + copies) + lost
        places = arcs  # the places in the order of p after a state are numbered as its arcs are
        count = self._copies_ahead(holder, [], self._prob[places], self._token[places])
        self._ahead_of[places] = (
            self._unit[holder]
            * self._ahead(
                automaton.suffix[holder], [automaton.weight[holder]], self._prob[places], self._token[places]
            )
            + self._seen_sums[places + holder]
            - self._copy_sums[automaton.first[holder] + holder + count]
        )
        self._finish(states)

    def _finish(self, states: IntegerArray) -> None:
        """Mark states as prepared. Nothing is sure where no p is above 0, where the order of the unseen is another
        one, and where too many digits are lost."""
        odd = (self.largest[states] == 0) | (self._error[states] > _PRECISE * self.total[states])
        if not self._exponent:
            odd |= self._automaton.weight[states] == 0
        if self._too_small:
            odd[:] = True
        self._error[states[odd]] = math.inf
        self._prepared[states] = True

    def _rank(self, states: IntegerArray, arcs: IntegerArray, counts: IntegerArray) -> FloatArray:
        """Put the seen tokens in the order of p, equals by id as they come, and sum up their weights; returns how far
        off the sums may be."""
        automaton, holder = self._automaton, np.repeat(states, counts)
        ranked = arcs[np.lexsort((-automaton.prob[arcs], holder))]
        self._arc[arcs], self._place[ranked] = ranked, arcs
        self._prob[arcs], self._token[arcs] = automaton.prob[ranked], automaton.token[ranked]
        self._own[arcs] = self.weights(holder, self._prob[arcs])
        return sum_up(self._seen_sums, self._own[arcs], arcs, holder, counts)

    def _rank_copies(self, states: IntegerArray, arcs: IntegerArray, counts: IntegerArray) -> FloatArray:
        """Rank and sum up the copies of the seen tokens, which have the probabilities of the shorter context, too."""
        automaton, holder = self._automaton, np.repeat(states, counts)
        below = automaton.below[arcs]
        order = np.lexsort((-automaton.prob[below], holder))
        below = below[order]
        self._copy_prob[arcs], self._copy_token[arcs] = automaton.prob[below], automaton.token[below]
        own = self.weights(holder, automaton.weight[holder] * self._copy_prob[arcs])
        lost = sum_up(self._copy_sums, own, arcs, holder, counts)
        ahead = self._ahead_of[self._place[below]]
        self._unseen_ahead_of[arcs] = self._unit[holder] * ahead - self._copy_sums[arcs + holder]
        return lost

    def _ahead(
        self, states: IntegerArray, scales: Sequence[FloatArray], prob: FloatArray, token: npt.NDArray[np.int32]
    ) -> FloatArray:
        """What the tokens of states weigh that are ahead of (p, token) once their p are multiplied by the scales, the
        first scale first: floats depend on the order."""
        automaton = self._automaton
        first, last = automaton.first[states], automaton.first[states + 1]
        count = count_passing(first, last, is_ahead(self._prob, self._token, scales, prob, token))
        mass: FloatArray = self._seen_sums[first + states + count]
        if not states.any():
            return mass
        copies = self._copies_ahead(states, scales, prob, token)
        mass -= self._copy_sums[first + states + copies]
        scales = [automaton.weight[states], *scales]
        return mass + self._unit[states] * self._ahead(automaton.suffix[states], scales, prob, token)

    def _copies_ahead(
        self, states: IntegerArray, scales: Sequence[FloatArray], prob: FloatArray, token: npt.NDArray[np.int32]
    ) -> IntegerArray:
        automaton = self._automaton
        scales = [automaton.weight[states], *scales]
        first, last = automaton.first[states], automaton.first[states + 1]
        return count_passing(first, last, is_ahead(self._copy_prob, self._copy_token, scales, prob, token))
