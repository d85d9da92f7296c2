"""Draws tokens, with cuts or without, from weights that are asked one question at a time.

A distribution has the cumulated weight of every run of a context, which takes long to make. Weights only find the
token at which a cumulated weight is reached. That is what a luck asks, and what the cut top-p asks; and a few such
questions find the rank at which top-k ends. A question whose answer rounding could change is left to the
distribution, as are the other cuts.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from fractions import Fraction

from lmtui.model.protocol import CanDraw, Found, Weights
from lmtui.recent import RecentlyUsed
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.distribution import Candidate
from lmtui.sampling.exact_weights import RATIO_ERROR, ROUNDING
from lmtui.sampling.temperature import exponent_of

_CONTEXTS = 4096
"""Of how many contexts is remembered what the cuts leave."""

_QUESTIONS = 60
"""So many questions find any rank, unless weights are too small for floats."""


class QuickDraws:
    """The tokens that lucks decide on, as far as weights decide which ones these are.

    Args:
        model: gives the weights.
        support: S, how many tokens can be drawn.
    """

    def __init__(self, model: CanDraw, support: int) -> None:
        self._model, self._support = model, support
        self._kept: RecentlyUsed[tuple[Hashable, float, Cuts], float | None] = RecentlyUsed(_CONTEXTS)

    def draw(self, state: Hashable, temperature: float, cuts: Cuts, luck: float | Fraction) -> Candidate | None:
        """The token that a luck decides on; None where only the distribution can tell. `cumulative` is NaN.

        Args:
            state: of the context.
            temperature: T, above 0.
            cuts: which ranks are kept.
            luck: u in [0, 1).
        """
        exponent = exponent_of(temperature)
        weights = self._model.weights(state, exponent)
        if weights is None:
            return None
        total = weights.total
        if not cuts.keep_all:
            kept = self._kept.get((state, temperature, cuts), lambda: self._weight_kept(state, temperature, cuts))
            if kept is None:
                return None
            total = kept
        mass, doubt = luck * total, weights.doubt
        rank, token, model_prob, order, before, after = weights.find(mass)
        if not before + doubt <= mass <= after - doubt:
            return None
        prob = min((model_prob / weights.largest) ** exponent / total, 1.0)
        return Candidate(rank + 1, token, model_prob, prob, math.nan, order)

    def _weight_kept(self, state: Hashable, temperature: float, cuts: Cuts) -> float | None:
        """What the ranks weigh that the cuts leave; None where only the distribution can tell."""
        decisive = 1.0 if cuts.temperature_last else temperature
        weights = self._model.weights(state, exponent_of(decisive))
        last = weights and self._last_kept(weights, decisive, cuts)
        if last and cuts.temperature_last:
            weights = self._model.weights(state, exponent_of(temperature))
            last = weights and _at_rank(weights, last.rank)
        return last.after if last else None

    def _last_kept(self, weights: Weights, temperature: float, cuts: Cuts) -> Found | None:
        """The last token that top-k and top-p leave; None where only the distribution can tell."""
        if cuts.typical < 1 or cuts.top_n_sigma is not None or cuts.min_p > 0:
            return None
        last, total = None, weights.total
        if cuts.top_k is not None and cuts.top_k < self._support:
            last = _at_rank(weights, cuts.top_k - 1)
            if last is None:
                return None
            total = last.after
        return last if cuts.top_p == 1 else _reaching(weights, float(cuts.top_p), total, temperature)


def _reaching(weights: Weights, share: float, total: float, temperature: float) -> Found | None:
    """The token with which the first ranks weigh a share of a total; None where rounding could lead to another."""
    wanted = share * total
    found = weights.find(wanted)
    # So far off may the weights be, and the decision of `lmtui.sampling.cutting`.
    doubt = weights.doubt + (2 * RATIO_ERROR / temperature + 16 * ROUNDING) * total
    return found if found.before + doubt < wanted < found.after - doubt else None


def _at_rank(weights: Weights, rank: int) -> Found | None:
    """The token at a rank, from 0; None where weights are too small to tell.

    Newton's method: the weight of the first r tokens is concave in r. So a straight line along the weight of a token
    never leads to a rank before the one that is looked for, and from the right each line leads nearer.
    """
    weight = weights.total / 2
    for _ in range(_QUESTIONS):
        found = weights.find(weight)
        if found.rank == rank and found.before + weights.doubt <= weight <= found.after - weights.doubt:
            return found
        weight = found.before + (rank - found.rank + 0.5) * (found.after - found.before)
    return None
