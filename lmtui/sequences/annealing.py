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
from collections.abc import Hashable, Sequence
from functools import cached_property

import numpy as np

from lmtui import numbers
from lmtui.errors import ModelError, Progress, SettingError, ignore_progress
from lmtui.model.ranking import FloatArray, TokenRanking
from lmtui.ngram.stretch_search import IntegerArray
from lmtui.recent import RecentlyUsed
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.generation import DrawnToken, context_after, token_of
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import check_seed
from lmtui.sampling.temperature import check_temperature, exponent_of
from lmtui.sequences.best import BestSearch
from lmtui.sequences.log_sums import annealed_weights, finite, log_sums
from lmtui.text.specials import EOS

_COLDEST = 1e-200
"""Below this T only sequences that tie with the best have a weight, as at this T."""

_DISTRIBUTIONS = 64
"""How many distributions are remembered."""


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
        self._distributions: RecentlyUsed[tuple[Hashable, int], Distribution] = RecentlyUsed(_DISTRIBUTIONS)

    @cached_property
    def _uniform(self) -> AnnealedSequences:
        """All sequences alike: so they are where none has a probability above 0, as tokens are."""
        return AnnealedSequences(self._sampler, self.search, math.inf, self._progress)

    def after(self, context: Sequence[int]) -> AnnealedSequences:
        """What a whole sequence after a context is drawn from: all alike where none has a probability above 0.

        Only at the beginning of a sequence is that known: what follows its first tokens may be probable by itself.
        """
        possible = self._possible(self._automaton.state(context), self.length)
        return self if possible or not 0 < self.temperature < math.inf else self._uniform

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
        if not self._possible(state, self.length) and self.temperature != math.inf:
            return self._uniform.logprob(context, tokens) if self.temperature else -math.inf
        if not self.temperature:
            return 0.0 if self.search.best(context)[0].tokens == tuple(tokens) else -math.inf
        relative = -float(finite(self._best[-1][state]))
        sums = float(self._sums[-1][state])
        for token in tokens:
            logprob, state = automaton.read(state, token)
            relative += logprob
        return (relative * self._exponent if self._exponent else 0.0) - sums

    def _possible(self, state: int, left: int) -> bool:
        return bool(self._best[left][state] > -math.inf)

    def draw(self, context: Sequence[int], seed: int) -> list[DrawnToken]:
        """Draw one sequence.

        Args:
            context: token ids since the unit began, `<s>` first.
            seed: gives every position its luck.

        Returns:
            L tokens; `prob` of each is its share of the weights, so that all together are the sequence's probability.
        """
        seed = check_seed(seed)
        drawn: list[DrawnToken] = []
        sequences, before = self.after(context), list(context)
        for index in range(self.length):
            u = luck(seed, index)
            drawn.append(token_of(sequences.distribution(before, self.length - index).draw(u), index, u))
            before = context_after(self._sampler.model, before, drawn[-1].token)
        return drawn

    def distribution(self, context: Sequence[int], left: int) -> Distribution:
        """What the next token of a sequence is drawn from.

        Its ranks are those of p(w|h). Its probabilities are the shares p(w|h)^(1/T) · Z_{l−1}(hw) / Z_l(h) of the
        sequences that can still follow; so they need not decrease with the rank.

        Args:
            context: token ids since the unit began, `<s>` first.
            left: l, how many tokens are still to be drawn, from 1 to L.
        """
        key = self._sampler.model.state(context), left
        return self._distributions.get(key, lambda: self._distribution(context, left))

    def _distribution(self, context: Sequence[int], left: int) -> Distribution:
        ranking = TokenRanking(self._sampler.distribution(context, 1.0).ranking)
        tokens = ranking.tokens_at(np.arange(ranking.size))
        weights = self._weights(self._automaton.state(context), tokens, left)
        return Distribution(ranking, self.temperature, weights=weights)

    def _weights(self, state: int, tokens: IntegerArray, left: int) -> FloatArray:
        """Of each token after a state, relative to the largest: float64 [S]."""
        if not self._possible(state, left) and self.temperature != math.inf:
            # Where no sequence has a probability above 0, all are alike, as tokens are; at T = 0 one is the first.
            return self._uniform._weights(state, tokens, left) if self.temperature else _first_of(tokens, left)
        if not self.temperature:
            _, best, _, _ = self.search.successors(state, left).at(0)
            return np.where(tokens == best, 1.0, 0.0)
        logprobs, targets = self._arcs_to(state, tokens)
        relative = finite(self._best[left - 1][targets]) - finite(self._best[left][state])
        logs = annealed_weights(self._exponent, logprobs, relative)
        logs += self._sums[left - 1][targets]
        logs -= logs.max()
        weights: FloatArray = np.exp(logs)
        return weights

    def _arcs_to(self, state: int, tokens: IntegerArray) -> tuple[FloatArray, IntegerArray]:
        """log p(w|h) of each token after a state, and the state that follows: float64 [S] and int64 [S]."""
        automaton = self._automaton
        size = len(automaton.support)
        logprobs, targets = automaton.logprob[:size].copy(), automaton.target[:size].astype(np.int64)
        for shorter in reversed(automaton.chain(state)[:-1]):
            arcs = slice(int(automaton.first[shorter]), int(automaton.first[shorter + 1]))
            logprobs += automaton.backoff[shorter]
            seen = np.searchsorted(automaton.support, automaton.token[arcs])
            logprobs[seen], targets[seen] = automaton.logprob[arcs], automaton.target[arcs]
        places = np.searchsorted(automaton.support, tokens)
        return logprobs[places], targets[places]


def _first_of(tokens: IntegerArray, left: int) -> FloatArray:
    """1 for the first token by id that may come, and 0 for all others; `</s>` may only come last."""
    may_come = tokens if left == 1 else tokens[tokens != EOS]
    return np.where(tokens == may_come.min(), 1.0, 0.0)
