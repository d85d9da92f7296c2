"""The annealed distribution where only the first ranks of a context are known: every number with its bounds.

With Z = Σ p^(1/T) over all that can be drawn, p_T of a known rank is p^(1/T)/Z. Z lies between its values with the
lightest and the heaviest tail; see `lmtui.model.partial_ranking`. What does not depend on the tail is exact.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lmtui import numbers
from lmtui.model.partial_ranking import Bounds, PartialRanking
from lmtui.model.ranking import annealed
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.cutting import kept_ranks
from lmtui.sampling.distribution import Candidate, Distribution
from lmtui.sampling.exact_weights import ROUNDING
from lmtui.sampling.luck import check_luck
from lmtui.sampling.temperature import check_temperature, exponent_of


class BoundedCandidate(NamedTuple):
    """One of the first ranks.

    Attributes:
        rank: from 1.
        token: its id.
        model_prob: p(w|h), at T = 1.
        prob: p_T(w|h).
        cumulative: the sum of p_T over ranks 1 to its own.
        order: None: the model has no orders.
    """

    rank: int
    token: int
    model_prob: float
    prob: Bounds
    cumulative: Bounds
    order: None = None

    def as_candidate(self, certain: bool = True) -> Candidate:
        """The candidate with the middles of its bounds.

        Args:
            certain: whether the whole support would lead to it.
        """
        middles = self.prob.middle, self.cumulative.middle
        return Candidate(self.rank, self.token, self.model_prob, *middles, None, self.prob, certain)


def distribution_of_first_ranks(
    ranking: PartialRanking, temperature: numbers.Number, cuts: Cuts = NO_CUTS
) -> Distribution | BoundedDistribution | None:
    """p_T, as far as the first ranks decide it.

    Where the cuts, or T = 0, leave known ranks alone, p_T is exact: the tail has no part in it.

    Returns:
        None where the first ranks do not decide what the cuts leave.

    Raises:
        SettingError: T is out of range.
    """
    temperature = check_temperature(temperature)
    if temperature == 0 and cuts.keep_all:
        return Distribution(ranking.heaviest(1.0), 0)
    if cuts.keep_all:
        return BoundedDistribution(ranking, temperature)
    if cuts.typical < 1 or cuts.top_n_sigma is not None:  # about every p of the support
        return None
    # How many ranks top-p leaves grows with the tail's weight, at the exponent with which the cuts are made; what the
    # other cuts leave depends on known ranks alone, where it ends among them.
    exponent = 1.0 if cuts.temperature_last or temperature == 0 else exponent_of(temperature)  # T = 0 leaves rank 1
    shortest, longest = ranking.lightest(exponent), ranking.heaviest(exponent)
    kept = kept_ranks(longest, temperature, cuts)
    if kept.stop > ranking.known or kept != kept_ranks(shortest, temperature, cuts):
        return None
    return Distribution(longest, temperature, cuts)


class BoundedDistribution:
    """p^(1/T), renormalised over the whole support, of which the first ranks are known.

    Args:
        ranking: the first ranks of the context.
        temperature: T, 0 < T ≤ ∞.

    Attributes:
        ranking: as given.
        temperature: T.
        support: S, how many tokens can be drawn.
        first: the first rank that can be drawn: 1.
        last: the last one: S.
    """

    first = 1

    def __init__(self, ranking: PartialRanking, temperature: float) -> None:
        self.ranking, self.temperature, self.support = ranking, temperature, ranking.size
        self.last = self.support
        self._exponent = exponent_of(temperature)
        self._weights = annealed(ranking.probs, self._exponent)
        self._ends = np.cumsum(self._weights)
        tails = []
        for whole in (ranking.lightest(self._exponent), ranking.heaviest(self._exponent)):
            weights = annealed(np.append(ranking.probs[0], whole.tail_values), self._exponent)[1:]
            tails.append(float(np.sum(whole.tail_sizes * weights)))
        self._tail, known = Bounds.between(*tails), float(self._ends[-1])
        self._total = Bounds(known + self._tail.low, known + self._tail.high)

    def draw(self, luck: numbers.Number) -> Candidate:
        """The token that a luck u in [0, 1) decides on; if it is not certain, at the middle, or the last known rank.

        Raises:
            SettingError: u is no number from 0 up, below 1.
        """
        u = check_luck(luck)
        # The whole support's sum may be rounded in another way, and each p may have other last digits there.
        error = self.ranking.error
        doubt = (self._exponent * error if error else 0.0) + (self.support + 64) * ROUNDING
        masses = (u * self._total.low * (1 - doubt), u * self._total.middle, u * self._total.high * (1 + doubt))
        first, middle, last = np.searchsorted(self._ends, np.array(masses, float), "right").tolist()
        rank = min(middle, self.ranking.known - 1)
        return self.at(rank + 1).as_candidate(first == last < self.ranking.known)

    def at(self, rank: int) -> BoundedCandidate:
        """The candidate at a known rank, from 1."""
        return self.candidates(rank, rank)[0]

    def candidates(self, first: int, last: int) -> list[BoundedCandidate]:
        """The candidates of ranks first to last, both counted, from 1; fewer where what is known ends."""
        ranks = range(first - 1, min(last, self.ranking.known))
        return [
            BoundedCandidate(
                rank + 1,
                int(self.ranking.tokens[rank]),
                float(self.ranking.probs[rank]),
                self._share(float(self._weights[rank])),
                self._share(float(self._ends[rank])),
            )
            for rank in ranks
        ]

    def _share(self, weight: float) -> Bounds:
        """What part of Z so much weight is."""
        return Bounds(weight / self._total.high, weight / self._total.low)

    def of(self, token: int) -> BoundedCandidate:
        """The candidate that is this token, which must be among the first ranks; a `ModelError` otherwise."""
        return self.at(int(self.ranking.heaviest(1.0).ranks_of(np.array([token]))[0]) + 1)

    @property
    def is_counted(self) -> bool:
        """See `Distribution`."""
        return not self.partial.is_at_most

    @property
    def partial(self) -> PartialRanking:
        """What is known of the context."""
        return self.ranking

    @property
    def decided_share(self) -> float:
        """For what share of all lucks the known ranks decide on a token."""
        begins, ends = np.append(0.0, self._ends[:-1]), self._ends
        return float(np.sum(np.maximum(ends / self._total.high - begins / self._total.low, 0.0)))

    @property
    def largest_prob(self) -> float:
        """The most that any p_T can be."""
        return self.at(1).prob.high

    @property
    def kept(self) -> int:
        """How many ranks can be drawn: all."""
        return self.support

    def prob_outside(self, first: int, last: int) -> Bounds:
        """p_T of all ranks but first to last, from 1; a sum of its own, since 1 − p would lose small numbers."""
        known = float(np.sum(self._weights[: first - 1]) + np.sum(self._weights[last:]))
        low, high = (known + tail for tail in self._tail)
        return Bounds.between(min(low / self._total.low, 1.0), min(high / self._total.high, 1.0))

    def model_prob_outside(self, first: int, last: int) -> Bounds:
        """p of all ranks but first to last, from 1."""
        return self.ranking.mass_outside(first, last)

    @property
    def log_normaliser(self) -> Bounds:
        """ln Z_T, Z_T being the sum of p^(1/T) over all that can be drawn."""
        first = float(self.ranking.probs[0])
        log = self._exponent * math.log(first) if self._exponent and first else 0.0
        return Bounds(*(math.log(total) + log for total in self._total))

    @property
    def impossible(self) -> int:
        """How many tokens are known to have p = 0."""
        return int(np.sum(self.ranking.probs == 0)) if self.ranking.probs[0] else 0

    @property
    def entropy_bits(self) -> Bounds:
        """The entropy of p_T in bits: exact bounds for T ≥ 1, outer ones below.

        With weights x, H = ln Z − Σ x ln x / Z, and ∂H/∂x = (Σ x ln x / Z − ln x) / Z. No x of the tail exceeds the
        mean of ln x over all, so that H grows with the tail's weight; and for one weight W of the tail, H is greatest
        where the tail is even, and least where it is concentrated, x ln x being convex.
        """
        last, others = float(self._weights[-1]), self.ranking.others
        light, heavy = self._tail
        full = min(math.floor(light / last), others) if last else 0
        low = self._entropy(self._total.low, full * _x_log_x(last) + _x_log_x(light - full * last))
        high = self._entropy(self._total.high, others * _x_log_x(heavy / others))
        return Bounds.between(low, high)

    def _entropy(self, total: float, tail: float) -> float:
        """The entropy in bits, given Z and Σ x ln x over the tail."""
        known = float(np.sum(self._weights * np.log(np.where(self._weights > 0, self._weights, 1.0))))
        return max(math.log(total) - (known + tail) / total, 0.0) / math.log(2)


def _x_log_x(x: float) -> float:
    return x * math.log(x) if x > 0 else 0.0
