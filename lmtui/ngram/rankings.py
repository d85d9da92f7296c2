"""The rankings of n-gram models: all tokens in the order of their probability, without touching all of them.

A context's ranking stands on that of its shorter context. It holds the tokens seen after it, and where each of them
falls; all other tokens keep the order, and up to one factor (the backoff weight) the probabilities, they have there.
At the bottom stands the base, sorted once a model. So the whole ranking is a few runs of equal probability: as many
as tokens were seen, and as the base has different probabilities (for counted models some √N of N tokens, for many
tokens share a count).
"""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left, bisect_right

import numpy as np
import numpy.typing as npt

from lmtui.model.ranking import FloatArray, IntArray, Ranking
from lmtui.ngram.model import Base
from lmtui.text.specials import UNK


class NgramRanking(Ranking):
    """A ranking that knows which order served each token, and answers for single tokens and ranks quickly."""

    @abstractmethod
    def orders_at(self, ranks: IntArray) -> IntArray:
        """The order that served the token at each of these ranks (0: the uniform)."""

    @abstractmethod
    def rank_of(self, token: int) -> int:
        """The rank of one token id."""

    @abstractmethod
    def locate(self, rank: int) -> tuple[int, int]:
        """The token id at one rank, and the order that served it."""

    def smaller_ids(self, first: int, last: int, token: int) -> int:
        """How many of the tokens at ranks first to last − 1, all equally probable, have a smaller id than a token."""
        own = self.rank_of(token)
        if first <= own < last:
            return own - first
        return bisect_left(range(first, last), token, key=lambda rank: self.locate(rank)[0])


class BaseRanking(NgramRanking):
    """The support as the base ranks it."""

    def __init__(self, base: Base) -> None:
        self.size = len(base.ranked)
        self.starts, self.values = base.starts, base.values
        self.sizes = np.diff(base.starts, append=self.size)
        self._ranked, self._ranks, self._order = base.ranked, base.ranks, base.order
        self.unknown_prob = float(base.prob[UNK])
        self._ranks_view, self._ranked_view = base.ranks.data, base.ranked.data

    def tokens_at(self, ranks: IntArray) -> IntArray:
        """The token ids at these ranks."""
        return self._ranked[ranks].astype(np.int64)

    def ranks_of(self, tokens: IntArray) -> IntArray:
        """The ranks of these token ids, which must be in the support."""
        return self._ranks[tokens].astype(np.int64)

    def orders_at(self, ranks: IntArray) -> IntArray:
        """The order that served the token at each of these ranks."""
        return np.full(len(ranks), self._order)

    def rank_of(self, token: int) -> int:
        """The rank of one token id."""
        rank: int = self._ranks_view[token]
        return rank

    def locate(self, rank: int) -> tuple[int, int]:
        """The token id at one rank, and the order that served it."""
        return self._ranked_view[rank], self._order


class ContextRanking(NgramRanking):
    """The support as a context ranks it.

    Args:
        below: the ranking the unseen tokens are taken from.
        weight: the factor on their probabilities, the backoff weight.
        tokens: int [m], the ids of the tokens seen after the context, ascending, all in the support.
        prob: float64 [m], their probabilities.
        order: the order that serves them.
        unknown_prob: p(<unk>|h) where `<unk>` was seen after the context; None where it was not.
    """

    def __init__(
        self,
        below: NgramRanking,
        weight: float,
        tokens: npt.NDArray[np.integer],
        prob: FloatArray,
        order: int,
        unknown_prob: float | None = None,
    ) -> None:
        self.size = below.size
        self.unknown_prob = weight * below.unknown_prob if unknown_prob is None else unknown_prob
        self._below, self._order = below, order
        by_prob = np.argsort(-prob, kind="stable")
        self._seen: IntArray = tokens[by_prob].astype(np.int64)
        self._by_id, self._ids = by_prob.argsort(), tokens
        scaled = weight * below.values
        below_ranks = below.ranks_of(self._seen)
        self._skipped = np.sort(below_ranks)
        self._gaps = self._skipped - np.arange(len(tokens))
        before = _ahead(below, scaled, self._seen, prob[by_prob])
        # How many unseen tokens stand before each seen one.
        self._unseen_before = before - np.searchsorted(self._skipped, before)
        self._seen_ranks = self._unseen_before + np.arange(len(tokens))
        self.starts, self.values = self._merge(below, scaled, prob[by_prob])
        self.sizes = np.concatenate((self.starts[1:], [self.size])) - self.starts

    def _merge(self, below: NgramRanking, scaled: FloatArray, prob: FloatArray) -> tuple[IntArray, FloatArray]:
        """Runs: every seen token is one; the runs below, less the seen tokens, are cut where a seen one comes in."""
        sizes = below.sizes - np.bincount(below.runs_at(self._skipped), minlength=len(below.sizes))
        ends = np.cumsum(sizes)
        cuts = np.concatenate((ends - sizes, self._unseen_before))
        cuts.sort()
        cuts = cuts[: np.searchsorted(cuts, ends[-1])]
        cuts = cuts[np.concatenate(([True], cuts[1:] != cuts[:-1]))[: len(cuts)]]
        starts = np.concatenate((self._seen_ranks, cuts + np.searchsorted(self._unseen_before, cuts, "right")))
        values = np.concatenate((prob, scaled[np.searchsorted(ends, cuts, "right")]))
        by_rank = np.argsort(starts)
        return starts[by_rank], values[by_rank]

    def tokens_at(self, ranks: IntArray) -> IntArray:
        """The token ids at these ranks."""
        place, seen, below = self._locate(ranks)
        tokens = np.empty(len(ranks), np.int64)
        tokens[seen] = self._seen[place[seen]]
        tokens[~seen] = self._below.tokens_at(below)
        return tokens

    def orders_at(self, ranks: IntArray) -> IntArray:
        """The order that served the token at each of these ranks."""
        _, seen, below = self._locate(ranks)
        orders = np.full(len(ranks), self._order)
        orders[~seen] = self._below.orders_at(below)
        return orders

    def _locate(self, ranks: IntArray) -> tuple[IntArray, npt.NDArray[np.bool_], IntArray]:
        """How many seen tokens precede each rank, whether one stands there, and the ranks below of the others."""
        place = np.searchsorted(self._seen_ranks, ranks)
        seen = np.zeros(len(ranks), np.bool_)
        within = place < len(self._seen)
        seen[within] = self._seen_ranks[place[within]] == ranks[within]
        unseen = (ranks - place)[~seen]
        return place, seen, unseen + np.searchsorted(self._gaps, unseen, "right")

    def ranks_of(self, tokens: IntArray) -> IntArray:
        """The ranks of these token ids, which must be in the support."""
        place = np.searchsorted(self._ids, tokens)
        seen = np.zeros(len(tokens), np.bool_)
        within = place < len(self._ids)
        seen[within] = self._ids[place[within]] == tokens[within]
        ranks = np.empty(len(tokens), np.int64)
        ranks[seen] = self._seen_ranks[self._by_id[place[seen]]]
        below = self._below.ranks_of(tokens[~seen])
        unseen = below - np.searchsorted(self._skipped, below)
        ranks[~seen] = unseen + np.searchsorted(self._unseen_before, unseen, "right")
        return ranks

    def rank_of(self, token: int) -> int:
        """The rank of one token id."""
        place = bisect_left(self._ids.data, token)
        if place < len(self._ids) and self._ids[place] == token:
            return int(self._seen_ranks[self._by_id[place]])
        below = self._below.rank_of(token)
        unseen = below - bisect_left(self._skipped.data, below)
        return unseen + bisect_right(self._unseen_before.data, unseen)

    def locate(self, rank: int) -> tuple[int, int]:
        """The token id at one rank, and the order that served it."""
        place = bisect_left(self._seen_ranks.data, rank)
        if place < len(self._seen_ranks) and self._seen_ranks[place] == rank:
            return int(self._seen[place]), self._order
        unseen = rank - place
        return self._below.locate(unseen + bisect_right(self._gaps.data, unseen))


def _ahead(below: NgramRanking, scaled: FloatArray, tokens: npt.NDArray[np.integer], prob: FloatArray) -> IntArray:
    """How many tokens of the ranking below stand before each (token, prob): more probable, or as probable and of a
    smaller id."""
    ends = np.append(below.starts, below.size)
    first = np.searchsorted(-scaled, -prob, "left")
    last = np.searchsorted(-scaled, -prob, "right")
    ahead = ends[first]
    for i in np.flatnonzero(first < last):
        tied = below.tokens_at(np.arange(ends[first[i]], ends[last[i]]))
        ahead[i] += np.count_nonzero(tied < tokens[i])
    return ahead
