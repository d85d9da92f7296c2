"""The most probable continuations of a context, the best first, and what the greedy way loses against them.

A best-first search (A*; Hart, Nilsson & Raphael 1968) over the beginnings of sequences: a beginning that has log
probability g and leads to context h is worth g + M_l(h), l tokens being left to read. M is exact, so nothing is
opened that does not lead to the next best sequence. The tokens after a context are never all looked at: they come one
by one, the most valuable first, those that were not seen being taken from the shorter context.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from lmtui.errors import Progress, SettingError, ignore_progress
from lmtui.model.ranking import FloatArray
from lmtui.ngram.model import NgramTrie
from lmtui.sequences.automaton import Automaton
from lmtui.sequences.best_values import best_values
from lmtui.sequences.limits import check_best_count, check_searched_length
from lmtui.text.specials import EOS

_REPORT_EVERY = 256  # steps of the search


@dataclass(frozen=True, slots=True)
class Continuation:
    """A continuation of a context.

    Attributes:
        tokens: its ids.
        logprob: natural logarithm of its probability; −∞ where that is 0.
    """

    tokens: tuple[int, ...]
    logprob: float


@dataclass(frozen=True, slots=True)
class Detour:
    """A token after which the best that can still be reached is worse than before.

    Attributes:
        index: its position, from 0.
        token: its id.
        better: the id of the token that keeps the best in reach.
        loss: how much worse, as a natural logarithm; ∞ where nothing possible is left.
    """

    index: int
    token: int
    better: int
    loss: float


class BestSearch:
    """Finds the best continuations of any context, of one length.

    Args:
        automaton: of the model.
        length: L, from 1 to `limits.LONGEST`.
        ends: continuations are those of at most L tokens that end in `</s>`; else those of exactly L tokens, of which
            `</s>` may be the last.
        progress: told of the work that is done once for all contexts.

    Raises:
        SettingError: the length is no whole number in range, or texts of the model have no end.
        Cancelled: by `progress`.
    """

    def __init__(
        self, automaton: Automaton, length: int, ends: bool = False, progress: Progress = ignore_progress
    ) -> None:
        self.length = check_searched_length(length)
        if ends and not automaton.model.has_end:
            raise SettingError("this model was trained on a stream, which has no end; ask for a number of tokens")
        self.automaton, self.ends = automaton, ends
        self.values = best_values(automaton, self.length, ends, progress)
        self._successors: dict[tuple[int, int], _Successors] = {}

    def best(
        self, context: Sequence[int], count: int = 1, progress: Progress = ignore_progress
    ) -> list[Continuation]:
        """The most probable continuations, the best first; those whose probabilities are equal by token ids.

        Two sequences whose log probabilities differ by less than L · 2⁻⁴⁴ may count as equal.

        Args:
            context: token ids since the unit began, `<s>` first.
            count: how many, up to `limits.MOST_BEST`.
            progress: told now and then.

        Returns:
            Distinct ones; fewer where there are no more of a probability above 0.

        Raises:
            SettingError: the count is none, or too large.
            Cancelled: by `progress`.
        """
        count = check_best_count(count)
        found = []
        for tokens in islice(self._search(self.automaton.state(context), progress), count):
            found.append(Continuation(tokens, _logprob(self.automaton.model, context, tokens)))
            progress("searching", len(found) / count)
        return found

    def _search(self, start: int, progress: Progress) -> Iterator[tuple[int, ...]]:
        """All continuations of a state, the best first."""
        heap: list[_Beginning] = []
        _push(heap, (), 0.0, self.successors(start, self.length), 0)
        steps = 0
        while heap:
            _, tokens, before, successors, place = heapq.heappop(heap)
            _push(heap, tokens[:-1], before, successors, place + 1)
            _, _, state, logprob = successors.at(place)
            left = self.length - len(tokens)
            if state == self.automaton.end or not left:
                yield tokens
            else:
                _push(heap, tokens, before + logprob, self.successors(state, left), 0)
            steps += 1
            if steps % _REPORT_EVERY == 0:
                progress("searching", 0.0)

    def successors(self, state: int, left: int) -> _Successors:
        """The tokens after a state, the most valuable first, while so many tokens are left to read."""
        found = self._successors.get((state, left))
        if found is None:
            below = self.successors(int(self.automaton.suffix[state]), left) if state else None
            found = _Successors(self.automaton, state, self.values[left - 1], below)
            self._successors[state, left] = found
        return found

    def detours(self, context: Sequence[int], tokens: Sequence[int]) -> list[Detour]:
        """Where a continuation lost against the best: the losses add up to the difference of the log probabilities.

        Args:
            context: token ids since the unit began, `<s>` first.
            tokens: a continuation of this search: of its length, or ending in `</s>`.
        """
        detours = []
        state = self.automaton.state(context)
        for index, token in enumerate(tokens):
            left = self.length - index
            before = float(self.values[left][state])
            if before == -math.inf:
                break
            _, better, _, _ = self.successors(state, left).at(0)
            logprob, state = self.automaton.read(state, token)
            loss = before - (logprob + float(self.values[left - 1][state]))
            if loss > 0:
                detours.append(Detour(index, token, better, loss))
        return detours


class _Successors:
    """The tokens after a state as (−value, id, state that follows, log p(w|h)), by decreasing value, then by id.

    The value of a token is log p(w|h) + M_{l−1}(hw); none of value −∞ is there. They are made as they are asked for.
    """

    def __init__(self, automaton: Automaton, state: int, shorter: FloatArray, below: _Successors | None) -> None:
        arcs = slice(int(automaton.first[state]), int(automaton.first[state + 1]))
        self._tokens = automaton.token[arcs]
        self._targets, self._logprobs = automaton.target[arcs], automaton.logprob[arcs]
        self._costs = -(self._logprobs + shorter[self._targets])
        self._made: list[tuple[float, int, int, float]] = []
        unseen = self._unseen(below, float(automaton.backoff[state])) if below is not None else iter(())
        self._rest = heapq.merge(self._seen(), unseen)

    def _seen(self) -> Iterator[tuple[float, int, int, float]]:
        for place in np.lexsort((self._tokens, self._costs)).tolist():
            if self._costs[place] == math.inf:
                return
            yield (
                float(self._costs[place]),
                int(self._tokens[place]),
                int(self._targets[place]),
                float(self._logprobs[place]),
            )

    def _unseen(self, below: _Successors, backoff: float) -> Iterator[tuple[float, int, int, float]]:
        place, seen = 0, set(self._tokens.tolist())
        while backoff > -math.inf and below.has(place):
            cost, token, state, logprob = below.at(place)
            if token not in seen:
                yield cost - backoff, token, state, logprob + backoff
            place += 1

    def has(self, place: int) -> bool:
        """Whether there is a token at a place, counted from 0."""
        if place == len(self._made):
            self._made.extend(islice(self._rest, 1))
        return place < len(self._made)

    def at(self, place: int) -> tuple[float, int, int, float]:
        """The token at a place; an `IndexError` where there is none."""
        if not self.has(place):
            raise IndexError(place)
        return self._made[place]


_Beginning = tuple[float, tuple[int, ...], float, _Successors, int]
"""The beginning of a sequence: −(log probability of the best sequence that begins so), its tokens, the log
probability of all but the last, and where the last one was taken from: successors, and the place among them."""


def _push(
    heap: list[_Beginning], before: tuple[int, ...], logprob: float, successors: _Successors, place: int
) -> None:
    """Put in the beginning that goes on with the successor at a place, if there is one."""
    if successors.has(place):
        cost, token, _, _ = successors.at(place)
        heapq.heappush(heap, (cost - logprob, (*before, token), logprob, successors, place))


def _logprob(model: NgramTrie, context: Sequence[int], tokens: Sequence[int]) -> float:
    """log p(tokens | context), natural; every factor is above 0. After `</s>` another text begins."""
    before, factors = list(context), []
    for token in tokens:
        state = model.match(before[max(0, len(before) - model.order + 1) :])
        factors.append(math.log(model.prob(state, token)[0]))
        before = list(model.start) if token == EOS else [*before, token]
    return math.fsum(factors)
