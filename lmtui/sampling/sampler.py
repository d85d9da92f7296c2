"""A model made ready to sample from: what was ranked and weighed last is remembered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from lmtui.ngram.model import Base, Model, State
from lmtui.sampling import numbers
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Candidate, Distribution
from lmtui.sampling.draws import RankedWeights, StackedWeights, Weights, stacks
from lmtui.sampling.luck import check_luck
from lmtui.sampling.ranking import BaseRanking, ContextRanking, FloatArray, Ranking
from lmtui.sampling.temperature import check_temperature, exponent_of
from lmtui.text.specials import UNK

_RANKINGS_KEPT = 256
_DISTRIBUTIONS_KEPT = 64
_WEIGHTS_KEPT = 4096
_COLDEST = 1e-4
"""Below this T, 1/T magnifies rounding so much that weights are not stacked."""

_FEW = 24
"""Up to so many seen tokens it is faster to stack the weights of a context than to rank it."""


class Sampler:
    """Answers with the distribution at any context and temperature, and remembers the last ones."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._ranking = lru_cache(_RANKINGS_KEPT)(self._rank)
        self._distribution = lru_cache(_DISTRIBUTIONS_KEPT)(self._anneal)
        self._weights = lru_cache(_WEIGHTS_KEPT)(self._weigh)

    def distribution(self, context: Sequence[int], temperature: numbers.Number, cuts: Cuts = NO_CUTS) -> Distribution:
        """p_T after a context: token ids since the unit began, `<s>` first.

        Raises:
            SettingError: T is no number from 0 to ∞.
        """
        return self._distribution(self.model.match(context), check_temperature(temperature), cuts)

    def draw(
        self, context: Sequence[int], temperature: numbers.Number, cuts: Cuts, luck: numbers.Number
    ) -> Candidate:
        """The token a luck decides on: `distribution(...).draw(luck)`, mostly without making the distribution.

        Rank, token, order and p are the same; p_T is the same but for its last digits. `cumulative` is left NaN where
        it did not have to be known.

        Raises:
            SettingError: T is no number from 0 to ∞, or the luck none from 0 up, below 1.
        """
        temperature, luck = check_temperature(temperature), check_luck(luck)
        if (cuts is NO_CUTS or cuts == NO_CUTS) and _COLDEST <= temperature < math.inf:
            exponent = exponent_of(temperature)
            weights = self._weights(self.model.match(context), exponent)
            mass, doubt = luck * weights.total, 3 * weights.error
            if weights.largest > 0:  # else nothing that can be drawn has a probability
                found = weights.find(mass)
                if found.before + doubt <= mass <= found.after - doubt:
                    prob = min((found.model_prob / weights.largest) ** exponent / weights.total, 1.0)
                    return Candidate(found.rank + 1, found.token, found.model_prob, prob, math.nan, found.order)
        return self.distribution(context, temperature, cuts).draw(luck)

    @cached_property
    def has_unknown(self) -> bool:
        """Whether some p is left for `<unk>` at all."""
        return bool(self.model.base.prob[UNK])

    def _anneal(self, state: State, temperature: float, cuts: Cuts) -> Distribution:
        return Distribution(self._ranking(state), temperature, cuts)

    def _weigh(self, state: State, exponent: float) -> Weights:
        model = self.model
        if state.length:
            tokens, prob, backoff, _ = self._seen(state)
            if not len(tokens) and backoff == 1:
                return self._weights(model.suffix(state), exponent)
            if 0 < len(tokens) <= _FEW and backoff:
                below = self._weights(model.suffix(state), exponent)
                ids, probs = tokens.tolist(), prob.tolist()
                if stacks(below, backoff, ids, probs):
                    return StackedWeights(below, backoff, ids, probs, state.length + 1, exponent)
        return RankedWeights(self._ranking(state), exponent)

    def _rank(self, state: State) -> Ranking:
        if not state.length:
            return self._base
        tokens, prob, backoff, unknown = self._seen(state)
        # Where nothing is left for the unseen, all of them have probability 0, and equals rank by id.
        below = self._ranking(self.model.suffix(state)) if backoff else self._level
        if not len(tokens) and unknown is None and backoff == 1:
            return below
        return ContextRanking(below, backoff, tokens, prob, state.length + 1, unknown)

    def _seen(self, state: State) -> tuple[npt.NDArray[np.int32], FloatArray, float, float | None]:
        """What was seen after a context of at least one token: ids that can be drawn, their p; bow; and p of `<unk>`,
        None where that was not seen."""
        model, unknown = self.model, None
        span = model.successors(state)
        level = model.levels[state.length]
        if span.start < span.stop and level.token[span.start] == UNK:  # sorted first, and never drawn
            unknown = float(level.prob[span.start])
            span = slice(span.start + 1, span.stop)
        backoff = float(model.levels[state.length - 1].backoff[state.place])
        return level.token[span], level.prob[span], backoff, unknown

    @cached_property
    def _base(self) -> Ranking:
        return BaseRanking(self.model.base)

    @cached_property
    def _level(self) -> Ranking:
        base = self.model.base
        never_drawn = np.flatnonzero(base.ranks < 0).tolist()
        return BaseRanking(Base.of(np.ones(len(base.prob)), base.order, never_drawn))
