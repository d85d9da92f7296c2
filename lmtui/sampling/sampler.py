"""A model made ready to sample from: rankings of contexts and distributions at temperatures, each made once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from lmtui.ngram.model import Base, Model, State
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.ranking import BaseRanking, ContextRanking, Ranking
from lmtui.text.specials import UNK

_RANKINGS_KEPT = 512
_DISTRIBUTIONS_KEPT = 64


class Sampler:
    """Answers with the distribution at any context and temperature, and remembers the last ones."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._ranking = lru_cache(_RANKINGS_KEPT)(self._rank)
        self._distribution = lru_cache(_DISTRIBUTIONS_KEPT)(self._anneal)

    def distribution(self, context: Sequence[int], temperature: float, cuts: Cuts = NO_CUTS) -> Distribution:
        """p_T after a context: token ids since the unit began, `<s>` first."""
        return self._distribution(self.model.match(context), temperature, cuts)

    def _anneal(self, state: State, temperature: float, cuts: Cuts) -> Distribution:
        return Distribution(self._ranking(state), temperature, cuts)

    def _rank(self, state: State) -> Ranking:
        if not state.length:
            return self._base
        model = self.model
        span = model.successors(state)
        if span.start == span.stop:
            return self._ranking(model.suffix(state))
        weight = float(model.levels[state.length - 1].backoff[state.place])
        level = model.levels[state.length]
        if level.token[span.start] == UNK:  # sorted first, and never drawn
            span = slice(span.start + 1, span.stop)
        # Where nothing is left for the unseen, all of them have probability 0, and equals rank by id.
        below = self._ranking(model.suffix(state)) if weight else self._level
        return ContextRanking(below, weight, level.token[span], level.prob[span], state.length + 1)

    @cached_property
    def _base(self) -> Ranking:
        return BaseRanking(self.model.base)

    @cached_property
    def _level(self) -> Ranking:
        return BaseRanking(Base.of(np.ones(len(self.model.vocabulary)), self.model.base.order))
