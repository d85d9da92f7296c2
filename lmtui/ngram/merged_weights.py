"""The weights of a context after which many tokens were seen, over a ranking, for many questions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lmtui.model.protocol import Found
from lmtui.ngram.ranked_weights import RankedWeights
from lmtui.ngram.seen_tokens import NARROWER, WIDER, SeenTokens
from lmtui.ngram.stacked_weights import UNDECIDED, StackedWeights

_OFTEN = 4
"""From so many questions on, it pays to know what is ahead of every seen token."""


class _AllAhead(NamedTuple):
    """What is ahead of each token that was seen after a context.

    Attributes:
        ranks: [m], their ranks, from 0.
        weights: [m], the weight of all tokens ahead of each.
        unseen: [m], the weight of all unseen tokens ahead of each copy.
    """

    ranks: Sequence[int]
    weights: Sequence[float]
    unseen: Sequence[float]


class MergedWeights(StackedWeights):
    """The weights of a context after which many tokens were seen, over a ranking.

    Once it was asked a few times, what is ahead of each seen token and of each copy is computed, of all at once.
    """

    __slots__ = ("_all_ahead", "_asked")

    _below: RankedWeights

    def __init__(self, below: RankedWeights, backoff: float, seen: SeenTokens, order: int, exponent: float) -> None:
        super().__init__(below, backoff, seen, order, exponent)
        self._asked = 0
        self._all_ahead: _AllAhead | None = None

    def _ahead_of_all(self) -> _AllAhead:
        below, copies = self._below, self.copies
        ends, copies_ends = np.asarray(self.seen.ends), np.asarray(copies.ends)
        about = np.asarray(self.seen.descending)[:-1] / self._backoff
        copies_descending = np.asarray(copies.descending)
        places = copies_descending.searchsorted(about * WIDER)
        counts, masses, near = below.all_ahead(about)
        near |= copies_descending[places] <= about * NARROWER
        ranks, ahead = np.arange(len(about)) + counts - places, ends[:-1] + self._unit * masses - copies_ends[places]
        for place in near.nonzero()[0].tolist():
            ranks[place], ahead[place] = self._ahead(place)
        unseen = self._unit * below.weights_ahead(np.asarray(copies.tokens)) - copies_ends[:-1]
        return _AllAhead(ranks.data, ahead.data, unseen.data)

    def find(self, weight: float) -> Found:
        """See `RankedWeights`."""
        if self._all_ahead is None:
            self._asked += 1
            if self._asked < _OFTEN:
                return super().find(weight)
            self._all_ahead = self._ahead_of_all()
        ranks, ahead, unseen_ahead = self._all_ahead
        tokens, descending, ends = self.seen
        seen = bisect_right(ahead, weight)
        if seen:
            place = seen - 1
            mass = ahead[place]
            after = mass + ends[seen] - ends[place]
            if weight < after:
                return Found(ranks[place], tokens[place], -descending[place], self.order, mass, after)
        copies = bisect_right(unseen_ahead, weight - ends[seen])
        if not self._unit:
            return UNDECIDED
        found = self._below.find((weight - ends[seen] + self.copies.ends[copies]) / self._unit)
        return self._of_below(found, seen, ends[seen], copies)
