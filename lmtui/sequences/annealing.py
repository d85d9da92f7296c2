"""Annealed sequences: whole sequences x of L tokens, drawn with the weights p(x)^(1/T).

Token by token, temperature anneals p(w|h) and renormalises after every token, whatever the token leads to. Here the
sequence as a whole is annealed, p(x)^(1/T) / Z_L, and is drawn exactly: token w after h with the weight

    p(w|h)^(1/T) · Z_{l−1}(hw),

Z_{l−1}(hw) being the weight of all that can still follow. At T = 1 that is the model's own distribution over the
sequences of this length, at T = 0 the best of them, at T = ∞ they are all alike. Below T = 1 the two ways differ: one
prefers tokens that are good now, the other those that good sequences begin with.

One luck decides each position, the luck that decides it everywhere, over the tokens in the order of p(w|h), as
everywhere. So the two ways can be compared token by token.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lmtui.errors import ModelError, Progress, SettingError, ignore_progress
from lmtui.ngram.smoothing import FloatArray
from lmtui.ngram.stretches import IntArray
from lmtui.sampling import numbers
from lmtui.sampling.generation import DrawnToken, after
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import check_seed
from lmtui.sampling.temperature import check_temperature, exponent_of
from lmtui.sequences.best import BestSearch
from lmtui.sequences.log_sums import annealed_weights, finite, log_sums
from lmtui.text.specials import EOS

_COLDEST = 1e-200
"""Below this T only sequences that tie with the best have a weight, as at this T."""


@dataclass(frozen=True, slots=True)
class _Row:
    """What can follow a state, in the order of p(w|h).

    Attributes:
        tokens: int [S], the support.
        orders: int [S], the order that serves each; None where the model has no orders.
        probs: float64 [S], p(w|h).
        logprobs: float64 [S], log p(w|h) as the automaton has them.
        targets: int [S], the state that follows.
    """

    tokens: IntArray
    orders: IntArray | None
    probs: FloatArray
    logprobs: FloatArray
    targets: IntArray


class AnnealedSequences:
    """The annealed distribution over all sequences of one length that can follow a context.

    `</s>` may only be the last token. The sums take 8 · S · (L + 1) bytes for S states; at T = 0 there are none.

    Args:
        sampler: the model.
        search: for the best sequences of the same model and this length; it serves all T.
        temperature: T, 0 ≤ T ≤ ∞.
        progress: told of the work, which is done once for all contexts.

    Attributes:
        search: the one that was given.
        temperature: T.
        length: L.

    Raises:
        SettingError: T is no number from 0 to ∞, or the search is for sequences that end.
        ModelError: the model has no sequence of this length at all.
        Cancelled: by `progress`.
    """

    def __init__(
        self,
        sampler: Sampler,
        search: BestSearch,
        temperature: numbers.Number,
        progress: Progress = ignore_progress,
    ) -> None:
        if search.ends:
            raise SettingError("only sequences of one length can be annealed; search for those of exactly L tokens")
        self.temperature, self.length = check_temperature(temperature), search.length
        automaton = search.automaton
        self.search, self._sampler, self._automaton, self._progress = search, sampler, automaton, progress
        if self.length > 1 and not np.count_nonzero(automaton.support != EOS):
            raise ModelError("this model knows no word, so it has no sequence of this length; use another corpus")
        self._exponent = exponent_of(max(self.temperature, _COLDEST))
        best = self._best = search.values
        self._sums = log_sums(automaton, self._exponent, best, progress) if self.temperature else []

    @cached_property
    def _uniform(self) -> AnnealedSequences:
        """All sequences alike: so they are where none has a probability above 0, as tokens are."""
        return AnnealedSequences(self._sampler, self.search, math.inf, self._progress)

    def log_sum(self, context: Sequence[int]) -> float:
        """log Z_L(h), natural, for T above 0; −∞ where no sequence has a probability above 0 and T is finite.

        Args:
            context: token ids since the unit began, `<s>` first.
        """
        state = self._automaton.state(context)
        reference = float(finite(self._best[-1][state])) * self._exponent
        return reference + float(self._sums[-1][state])

    def logprob(self, context: Sequence[int], tokens: Sequence[int]) -> float:
        """The log probability of a sequence: log p(x) / T − log Z_L(h); at T = 0 it is 0 for the best, else −∞.

        Args:
            context: token ids since the unit began, `<s>` first.
            tokens: of the sequence; −∞ where there are not L, or one cannot be drawn.
        """
        automaton = self._automaton
        state = automaton.state(context)
        drawn = set(tokens) <= set(automaton.support.tolist())
        if len(tokens) != self.length or not drawn or EOS in tokens[:-1]:
            return -math.inf
        if not self._possible(state) and self.temperature != math.inf:
            return self._uniform.logprob(context, tokens) if self.temperature else -math.inf
        if not self.temperature:
            return 0.0 if self.search.best(context)[0].tokens == tuple(tokens) else -math.inf
        relative = -float(finite(self._best[-1][state]))
        sums = float(self._sums[-1][state])
        for token in tokens:
            logprob, state = automaton.read(state, token)
            relative += logprob
        return (relative * self._exponent if self._exponent else 0.0) - sums

    def _possible(self, state: int) -> bool:
        return bool(self._best[-1][state] > -math.inf)

    def draw(self, context: Sequence[int], seed: int) -> list[DrawnToken]:
        """Draw one sequence.

        Args:
            context: token ids since the unit began, `<s>` first.
            seed: gives every position its luck.

        Returns:
            L tokens; `prob` of each is its share of the weights, so that all together are the sequence's probability.
        """
        seed = check_seed(seed)
        if self.temperature == 0:
            return self._draw_best(context, seed)
        if not self._possible(self._automaton.state(context)) and self.temperature != math.inf:
            return self._uniform.draw(context, seed)
        drawn: list[DrawnToken] = []
        recent, state = list(context), self._automaton.state(context)
        for index in range(self.length):
            row, u = self._row(recent, state), luck(seed, index)
            weights = self._weights(row, state, self.length - index)
            ends = np.cumsum(weights)
            place = int(np.searchsorted(ends, u * ends[-1], "right"))
            if place == len(ends) or not weights[place]:  # by rounding; not even 1 − 2⁻⁵³ reaches the total
                place = int(np.flatnonzero(weights)[-1])
            drawn.append(_drawn(row, place, index, u, float(weights[place] / ends[-1])))
            state = int(row.targets[place])
            recent = after(self._sampler.model, recent, drawn[-1].token)
        return drawn

    def _draw_best(self, context: Sequence[int], seed: int) -> list[DrawnToken]:
        """The best sequence; where none is possible the first by token ids."""
        automaton = self._automaton
        best = self.search.best(context)
        if best:
            tokens = best[0].tokens
        else:
            support = automaton.support.tolist()
            tokens = (*(next(token for token in support if token != EOS),) * (self.length - 1), support[0])
        drawn: list[DrawnToken] = []
        recent, state = list(context), automaton.state(context)
        for index, token in enumerate(tokens):
            row = self._row(recent, state)
            place = int(np.flatnonzero(row.tokens == token)[0])
            drawn.append(_drawn(row, place, index, luck(seed, index), 1.0))
            state = int(row.targets[place])
            recent = after(self._sampler.model, recent, token)
        return drawn

    def _weights(self, row: _Row, state: int, left: int) -> FloatArray:
        """Of each token of a row, relative to the largest; float64 [S]."""
        relative = finite(self._best[left - 1][row.targets]) - finite(self._best[left][state])
        logs = annealed_weights(self._exponent, row.logprobs, relative)
        logs += self._sums[left - 1][row.targets]
        logs -= logs.max()
        weights: FloatArray = np.exp(logs)
        return weights

    def _row(self, context: Sequence[int], state: int) -> _Row:
        automaton = self._automaton
        ranking = self._sampler.distribution(context, 1.0).ranking
        ranks = np.arange(ranking.size)
        tokens = ranking.tokens_at(ranks)
        size = len(automaton.support)
        logprobs, targets = automaton.logprob[:size].copy(), automaton.target[:size].copy()
        for shorter in reversed(automaton.chain(state)[:-1]):
            arcs = slice(int(automaton.first[shorter]), int(automaton.first[shorter + 1]))
            logprobs += automaton.backoff[shorter]
            seen = np.searchsorted(automaton.support, automaton.token[arcs])
            logprobs[seen], targets[seen] = automaton.logprob[arcs], automaton.target[arcs]
        places = np.searchsorted(automaton.support, tokens)
        probs = ranking.values[ranking.runs_at(ranks)]
        return _Row(tokens, ranking.orders_at(ranks), probs, logprobs[places], targets[places].astype(np.int64))


def _drawn(row: _Row, place: int, index: int, u: float, prob: float) -> DrawnToken:
    order = None if row.orders is None else int(row.orders[place])
    return DrawnToken(index, int(row.tokens[place]), u, place + 1, float(row.probs[place]), prob, order)
