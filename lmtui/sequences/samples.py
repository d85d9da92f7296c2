"""Samples: N sequences at one T with N lucks, token by token as generation draws them, and how often each came.

Sequence i is what one generation with the seed (seed + i) mod 2⁶⁴ gives, token for token.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress
from lmtui.model.partial_ranking import Bounds
from lmtui.model.ranking import FloatArray
from lmtui.ngram.stretch_search import IntegerArray
from lmtui.sampling.luck import key_of, lucks
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling, next_seed
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.limits import check_samples
from lmtui.sequences.many_draws import COLDEST, ManyDraws
from lmtui.text.specials import EOS

NOTHING = -1
"""Stands after the end of a sequence that is shorter than others."""


@dataclass(frozen=True)
class Samples:
    """N sequences of at most L tokens.

    Attributes:
        tokens: int32 [N, L], the ids; `NOTHING` after the end.
        logprob: float64 [N], the log probability of each: the sum of ln p_T, after the cuts.
        states: int32 [N, L], the automaton's state that each token was drawn in; `NOTHING` after the end.
    """

    tokens: npt.NDArray[np.int32]
    logprob: FloatArray
    states: npt.NDArray[np.int32]

    def sequence(self, index: int) -> tuple[int, ...]:
        """The token ids of one sequence."""
        return _ids(self.tokens[index])

    def distinct(self) -> list[DistinctSample]:
        """Each sequence once; see `distinct_samples`."""
        return distinct_samples(self.tokens, self.logprob)


@dataclass(frozen=True, slots=True)
class DistinctSample:
    """A sequence that came among N, and how often.

    Attributes:
        tokens: its ids.
        count: how often it came.
        logprob: its log probability token by token at T, after the cuts.
        draws: N.
        log_bounds: what that lies between where only first ranks are known, `logprob` being that of the middle; else
            None.
        certain: whether all of the support would lead to the same tokens.
    """

    tokens: tuple[int, ...]
    count: int
    logprob: float
    draws: int
    log_bounds: Bounds | None = None
    certain: bool = True

    @property
    def share(self) -> float:
        """The share of the N sequences that are this one."""
        return self.count / self.draws

    @property
    def expected(self) -> float:
        """How often the sequence comes on average: N p."""
        return self.draws * math.exp(self.logprob)

    @property
    def bounds(self) -> tuple[DistinctSample, DistinctSample]:
        """The same with the least probability that it can have, and with the greatest."""
        low, high = self.log_bounds or (self.logprob, self.logprob)
        return replace(self, logprob=low, log_bounds=None), replace(self, logprob=high, log_bounds=None)

    @property
    def deviation(self) -> float:
        """(count − N p) / √(N p (1 − p)): how many standard errors the count is off; 0 where it cannot be."""
        spread = math.sqrt(max(self.expected * -math.expm1(self.logprob), 0.0))
        return (self.count - self.expected) / spread if spread else 0.0


def distinct_samples(tokens: npt.NDArray[np.int32], logprob: FloatArray) -> list[DistinctSample]:
    """Each sequence once, the most frequent first, equals by probability, then by token ids.

    Args:
        tokens: int32 [N, L], the ids; `NOTHING` after the end.
        logprob: float64 [N], the log probability of each.
    """
    rows, first, counts = np.unique(tokens, axis=0, return_index=True, return_counts=True)
    order = np.lexsort((np.arange(len(rows)), -logprob[first], -counts))
    return [
        DistinctSample(_ids(rows[i]), int(counts[i]), float(logprob[first[i]]), len(tokens)) for i in order.tolist()
    ]


def _ids(row: npt.NDArray[np.int32]) -> tuple[int, ...]:
    return tuple(row[row != NOTHING].tolist())


def sample(
    sampler: Sampler,
    automaton: Automaton,
    context: Sequence[int],
    sampling: Sampling,
    tokens: int,
    count: int,
    stop: bool = True,
    progress: Progress = ignore_progress,
) -> Samples:
    """Draw sequences after a context.

    Args:
        sampler: the model.
        automaton: of the same model.
        context: token ids since the unit began, `<s>` first.
        sampling: temperature, cuts, and the seed of the first sequence.
        tokens: how many to draw for each, `</s>` counted.
        count: how many sequences.
        stop: a sequence ends after `</s>`; else a new unit begins.
        progress: told after each position.

    Raises:
        SettingError: a number is no whole number in range (`limits`).
        Cancelled: by `progress`.
    """
    tokens, count = check_samples(tokens, count)
    # At T = 0 no luck matters, and all are alike.
    drawn = 1 if sampling.temperature == 0 else count
    work = _Sampling(sampler, automaton, list(context), sampling, drawn, tokens)
    for position in range(tokens):
        progress("sampling", position / tokens)
        if not work.draw(position, stop):
            break
    if drawn == count:
        return Samples(work.tokens, work.logprob, work.states)
    shape = count, tokens
    return Samples(np.resize(work.tokens, shape), np.resize(work.logprob, count), np.resize(work.states, shape))


class _Sampling:
    """N sequences that are being drawn."""

    def __init__(
        self,
        sampler: Sampler,
        automaton: Automaton,
        context: list[int],
        sampling: Sampling,
        count: int,
        length: int,
    ) -> None:
        self._sampler, self._automaton, self._context, self._sampling = sampler, automaton, context, sampling
        self.tokens = np.full((count, length), NOTHING, np.int32)
        self.states = np.full((count, length), NOTHING, np.int32)
        self.logprob = np.zeros(count)
        self._keys = [key_of(next_seed(sampling.seed, index)) for index in range(count)]
        self._open = np.arange(count)
        self._state = np.full(count, automaton.state(context), np.int64)
        self._start = automaton.state(automaton.model.start)
        self._many = ManyDraws(automaton, sampling.temperature) if sampling.temperature >= COLDEST else None
        if self._many and len(automaton.token) <= count * length:
            # Most contexts of a small model come up, and all together are prepared faster than bit by bit.
            self._many.prepare(np.arange(automaton.states))
        self._kept: dict[int, tuple[float, float]] = {}

    def draw(self, position: int, stop: bool) -> bool:
        """Draw the tokens of one position; returns whether sequences are left that go on."""
        rows, states = self._open, self._state
        keys = self._keys if len(rows) == len(self._keys) else [self._keys[row] for row in rows.tolist()]
        u = lucks(keys, position)
        token, target, prob, unsure = self._draw_many(rows, states, u, position)
        for index in unsure.tolist():
            chosen = self._sampler.draw(
                self._context_of(int(rows[index]), position),
                self._sampling.temperature,
                self._sampling.cuts,
                float(u[index]),
            )
            token[index], prob[index] = chosen.token, chosen.prob
            target[index] = self._automaton.read(int(states[index]), chosen.token)[1]
        self.tokens[rows, position], self.states[rows, position] = token, states
        self.logprob[rows] += np.log(prob)
        ended = token == EOS
        if stop:
            self._open, self._state = rows[~ended], target[~ended]
        else:
            self._state = np.where(ended, self._start, target)
        return len(self._open) > 0

    def _draw_many(
        self, rows: IntegerArray, states: IntegerArray, u: FloatArray, position: int
    ) -> tuple[IntegerArray, IntegerArray, FloatArray, IntegerArray]:
        """Tokens, states that follow, p_T; and of which of the rows none of these is known."""
        if self._many is None:
            size = len(rows)
            return np.zeros(size, np.int64), np.zeros(size, np.int64), np.ones(size), np.arange(size)
        kept = None if self._sampling.cuts.keep_all else self._kept_weights(rows, states, position)
        token, target, prob, sure = self._many.draw(states, u, kept)
        return token, target, prob, np.flatnonzero(~sure)

    def _kept_weights(self, rows: IntegerArray, states: IntegerArray, position: int) -> FloatArray:
        """float64 [2, N]: what stands before the ranks that the cuts leave weighs, as `ManyDraws.total` has it, and
        what these ranks weigh."""
        distinct, first, inverse = np.unique(states, return_index=True, return_inverse=True)
        assert self._many is not None
        self._many.prepare(distinct)
        for state, row in zip(distinct.tolist(), rows[first].tolist(), strict=True):
            if state not in self._kept:
                self._kept[state] = self._kept_weight(state, self._context_of(row, position))
        return np.array([self._kept[state] for state in distinct.tolist()]).T[:, inverse]

    def _kept_weight(self, state: int, context: Sequence[int]) -> tuple[float, float]:
        temperature, cuts = self._sampling.temperature, self._sampling.cuts
        distribution = self._sampler.distribution(context, temperature, cuts)
        assert self._many is not None
        before, first = 0.0, distribution.at(distribution.first)
        if first.rank > 1:
            uncut = self._sampler.distribution(context, temperature)
            before = float(self._many.total[state]) * uncut.prob_outside(first.rank, uncut.support)
        weight = self._many.weights(np.array([state]), np.array([first.model_prob]))
        return before, float(weight[0]) / first.prob

    def _context_of(self, row: int, position: int) -> list[int]:
        """The context of one sequence, since its unit began."""
        return context_of(self._context, self._automaton.model.start, self.tokens[row, :position].tolist())


def context_of(context: Sequence[int], start: Sequence[int], tokens: Sequence[int]) -> list[int]:
    """The context after some tokens, since its unit began.

    Args:
        context: the one before these tokens.
        start: the one that units begin in.
        tokens: the ids; after `</s>` another unit begins.
    """
    if EOS not in tokens:
        return [*context, *tokens]
    return [*start, *tokens[len(tokens) - list(reversed(tokens)).index(EOS) :]]
