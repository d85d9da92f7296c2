"""The annealed distribution p_T over the whole support, for one context, temperature and set of cuts."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lmtui import numbers
from lmtui.model.ranking import FloatArray, IntArray, Ranking, annealed
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.cutting import kept_ranks
from lmtui.sampling.luck import check_luck
from lmtui.sampling.temperature import check_temperature, exponent_of

if TYPE_CHECKING:
    from lmtui.model.partial_ranking import Bounds, PartialRanking


class Candidate(NamedTuple):
    """One token that could come next.

    Attributes:
        rank: its place by decreasing probability, ties by id; 1 is the most probable.
        token: its id.
        model_prob: p(w|h), at T = 1, over V.
        prob: p_T(w|h), over the support and after the cuts; 0 for a cut token.
        cumulative: the sum of `prob` over ranks 1 to its own.
        order: the order that served it, 0 being the uniform; None where the model has no orders.
        prob_bounds: what p_T lies between where only the first ranks are known, `prob` being the middle; else None.
        certain: whether all of the support would lead to the same token.
    """

    rank: int
    token: int
    model_prob: float
    prob: float
    cumulative: float
    order: int | None
    prob_bounds: Bounds | None = None
    certain: bool = True


class Distribution:
    """p^(1/T), renormalised over the support: V without `<s>` and `<unk>`; cut and renormalised again.

    Neither T = 0 nor T = ∞ is a limit taken numerically: the first is rank 1 alone, the second gives all tokens
    one weight, even those of model probability 0.

    Args:
        ranking: the support of the context, ranked.
        temperature: T, 0 ≤ T ≤ ∞.
        cuts: which ranks are kept.
        weights: float64 [R], what the tokens of each run weigh, where that is not p^(1/T); nothing is cut then.

    Attributes:
        support: S, how many tokens the ranking has.
        first: the first rank that can be drawn, from 1: 1, but for the cut `typical`.
        last: the last rank that can be drawn, from 1. At T = 0 it is `first`.

    Raises:
        SettingError: T is out of range.
    """

    def __init__(
        self,
        ranking: Ranking,
        temperature: numbers.Number,
        cuts: Cuts = NO_CUTS,
        weights: FloatArray | None = None,
    ) -> None:
        self.ranking, self.temperature = ranking, check_temperature(temperature)
        self.support = ranking.size
        before, self.last = kept_ranks(ranking, self.temperature, cuts) if weights is None else (0, self.support)
        self.first = before + 1
        self._sizes = self._kept_between(before, self.last)
        self._is_annealed = weights is None
        self._weights = self._annealed_weights() if weights is None else weights
        self._ends = np.cumsum(self._sizes * self._weights)
        self._total = float(self._ends[-1])

    def _annealed_weights(self) -> FloatArray:
        """p^(1/T) of the tokens of each run: float64 [R]; 0 for a run that is cut."""
        # Relative to the first kept rank, which may be far down: relative to rank 1, its power could be no float.
        begin, end = self.ranking.runs_at(np.array([self.first - 1, self.last - 1])).tolist()
        weights, values = np.zeros(len(self.ranking.values)), self.ranking.values[begin : end + 1]
        weights[begin : end + 1] = annealed(values, exponent_of(self.temperature))
        return weights

    def _kept_between(self, before: int, stop: int) -> IntArray:
        """How many ranks of each run are ranks from `before` on, up to but without `stop`, counted from 0."""
        starts, sizes = self.ranking.starts, self.ranking.sizes
        if before <= 0 and stop >= self.support:
            return sizes
        kept: IntArray = np.clip(starts + sizes, before, stop) - np.clip(starts, before, stop)
        return kept

    @property
    def is_counted(self) -> bool:
        """Whether S is known, and not but for a bound."""
        return not (self.partial and self.partial.is_at_most)

    @property
    def partial(self) -> PartialRanking | None:
        """What is known of the context, where the first ranks alone are known; else None."""
        return self.ranking.partial

    @property
    def kept(self) -> int:
        """How many ranks can be drawn."""
        return self.last - self.first + 1

    def with_cuts(self, cuts: Cuts) -> Distribution:
        """The distribution of the same context and T with these cuts."""
        return Distribution(self.ranking, self.temperature, cuts)

    def draw(self, luck: numbers.Number) -> Candidate:
        """The token that a luck u in [0, 1) decides on: the first rank whose cumulated p_T exceeds u.

        Raises:
            SettingError: u is no number from 0 up, below 1.
        """
        return self.at(self._rank_of(Fraction(check_luck(luck))) + 1)

    def _rank_of(self, luck: Fraction) -> int:
        """The rank, from 0, that a luck decides on.

        Given the sums, nothing more is rounded here: a luck of 1 − 2⁻⁵³ does not reach the total, and at T = ∞ the
        rank is exactly ⌊u · S⌋.
        """
        mass = luck * Fraction(self._total)
        rounded = float(mass)
        run = int(np.searchsorted(self._ends, rounded, "left" if rounded > mass else "right"))
        before = Fraction(float(self._ends[run - 1])) if run else Fraction(0)
        inside = (mass - before) // Fraction(float(self._weights[run]))
        return min(self._first_of(run) + inside, self._first_of(run) + int(self._sizes[run]) - 1)

    def _first_of(self, run: int) -> int:
        """The first kept rank of a run, from 0."""
        return max(int(self.ranking.starts[run]), self.first - 1)

    def at(self, rank: int) -> Candidate:
        """The candidate at a rank from 1 to S."""
        return self.candidates(rank, rank)[0]

    def of(self, token: int) -> Candidate:
        """The candidate that is this token, which must be in the support."""
        return self.at(int(self.ranking.ranks_of(np.array([token]))[0]) + 1)

    def candidates(self, first: int, last: int) -> list[Candidate]:
        """The candidates of ranks first to last, both counted, from 1; fewer where the support ends."""
        ranks = np.arange(first - 1, min(last, self.support))
        runs = self.ranking.runs_at(ranks)
        columns = (
            ranks + 1,
            self.ranking.tokens_at(ranks),
            self.ranking.values[runs],
            np.where((ranks >= self.first - 1) & (ranks < self.last), self._weights[runs] / self._total, 0.0),
            self._cumulated(ranks, runs),
        )
        served = self.ranking.orders_at(ranks)
        orders = [None] * len(ranks) if served is None else served.tolist()
        return [Candidate(*row) for row in zip(*(column.tolist() for column in columns), orders, strict=True)]

    def prob_outside(self, first: int, last: int) -> float:
        """p_T of all ranks but first to last, from 1; a sum of its own, since 1 − p would lose small numbers."""
        inside = self._kept_between(max(first, self.first) - 1, max(min(last, self.last), self.first - 1))
        return float(np.sum((self._sizes - inside) * self._weights)) / self._total

    def model_prob_outside(self, first: int, last: int) -> float:
        """p of all ranks but first to last, from 1; a sum of its own, since a model may not sum to 1."""
        ranking = self.ranking
        inside = np.clip(ranking.starts + ranking.sizes, first - 1, last) - np.clip(ranking.starts, first - 1, last)
        return float(np.sum((ranking.sizes - inside) * ranking.values))

    @property
    def largest_prob(self) -> float:
        """The largest p_T of all tokens."""
        return float(self._weights.max()) / self._total

    @property
    def impossible(self) -> int:
        """How many tokens of the support have p = 0. Their p_T is 0 at every finite T, and not at T = ∞ (0⁰ = 1).

        0 where all tokens have p = 0, since then all have one weight at every T.
        """
        possible = int(np.sum(self.ranking.sizes[self.ranking.values > 0]))
        return self.support - possible if possible else 0

    def _cumulated(self, ranks: IntArray, runs: IntArray) -> FloatArray:
        """The cumulated p_T up to and with each rank."""
        before = np.where(runs > 0, self._ends[runs - 1], 0.0)
        within = ranks + 1 - np.maximum(self.ranking.starts[runs], self.first - 1)
        cumulated: FloatArray = (before + np.maximum(within, 0) * self._weights[runs]) / self._total
        cumulated[ranks >= self.last - 1] = 1.0
        return np.minimum(cumulated, 1.0)

    def log_probs(self, ranks: IntArray) -> FloatArray:
        """float64, ln p_T at ranks from 0; −∞ where p_T is 0, and not where it is only too small for a float."""
        runs = self.ranking.runs_at(ranks)
        inside = (ranks >= self.first - 1) & (ranks < self.last)
        return np.where(inside, self._log_weights(runs) - math.log(self._total), -np.inf)

    def _log_weights(self, runs: IntArray) -> FloatArray:
        """ln of the weight of a token of each of these runs; what is cut may have any."""
        first = float(self.ranking.values[self.ranking.runs_at(np.array([self.first - 1]))[0]])
        exponent = exponent_of(self.temperature)
        if self._is_annealed and (not first or not exponent or self.temperature == 0):
            return np.zeros(len(runs))
        values = self.ranking.values[runs] if self._is_annealed else self._weights[runs]
        logs = np.full(len(runs), -np.inf)
        np.log(values, out=logs, where=values > 0)
        return exponent * (logs - math.log(first)) if self._is_annealed else logs

    @property
    def log_normaliser(self) -> float | None:
        """ln Z_T, Z_T being the sum of p^(1/T) over all that can be drawn, so that p_T = p^(1/T) / Z_T.

        None at T = 0, where 1/T is no number. At T = ∞ each token counts 1 (0^0 = 1). −∞ where every p is 0.
        """
        if self.temperature == 0:
            return None
        exponent = exponent_of(self.temperature)
        first = float(self.ranking.values[self.ranking.runs_at(np.array([self.first - 1]))[0]])
        log = math.log(first) if first else -math.inf
        return math.log(self._total) + (exponent * log if exponent else 0.0)

    @property
    def entropy_bits(self) -> float:
        """The entropy of p_T in bits."""
        weights = self._weights
        logs = np.log(np.where(weights > 0, weights, 1.0))
        nats = math.log(self._total) - float(np.sum(self._sizes * weights * logs)) / self._total
        return max(nats, 0.0) / math.log(2)
