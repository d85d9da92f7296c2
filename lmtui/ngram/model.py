"""The n-gram model itself: a trie in arrays, from which p(w|h) of any token after any context is computed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from lmtui.model.ranking import FloatArray
from lmtui.ngram.columns import IndexArray
from lmtui.text.specials import BOS, SPECIALS, UNK
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import AUTO, LINE, STREAM
from lmtui.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from lmtui.ngram.estimates import EstimatedLevel
    from lmtui.ngram.normalisation import Sums


class State(NamedTuple):
    """What the model makes of a context: the longest end of the context that was seen in training.

    Attributes:
        length: how many tokens this end has; 0 is the empty context.
        place: the index of this end among the n-grams of order `length`.
    """

    length: int
    place: int


ROOT = State(0, 0)


@dataclass(frozen=True)
class TrieLevel:
    """The n-grams of one order k, sorted by (prefix, token); U is how many there are.

    Attributes:
        token: int32 [U], the last token of each n-gram.
        prob: float64 [U], p(w|h).
        suffix: int [U], the index of the n-gram's last k−1 tokens among those of order k−1.
        backoff: float64 [U], bow of the n-gram as a context; empty at the top order.
        first: int [U + 1], where the n-grams that begin with this one start among those of order k+1; empty at the
            top order.
    """

    token: npt.NDArray[np.int32]
    prob: FloatArray
    suffix: IndexArray
    backoff: FloatArray
    first: IndexArray

    @classmethod
    def of(cls, level: EstimatedLevel) -> TrieLevel:
        """The level in finished columns."""
        columns = (level.token, level.prob, level.suffix, level.backoff, level.first)
        return cls(*(column.array() for column in columns))


class LevelViews(NamedTuple):
    """The arrays of a `TrieLevel`, seen through as memory: of the same names, types and sizes."""

    token: memoryview
    prob: memoryview
    suffix: memoryview
    backoff: memoryview
    first: memoryview


@dataclass(frozen=True)
class Base:
    """The distribution that every context backs off to in the end: the unigrams, or the uniform distribution.

    Attributes:
        prob: float64 [V], p over all of V.
        order: 1 for the unigrams, 0 for the uniform.
        ranked: int32 [S], the support by decreasing probability, ties by id.
        ranks: int32 [V], the rank (from 0) of each id; −1 outside the support.
        starts: int64 [G], the ranks (from 0) where a new probability begins.
        values: float64 [G], the probability from each of these ranks on, decreasing.
    """

    prob: FloatArray
    order: int
    ranked: npt.NDArray[np.int32]
    ranks: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]
    values: FloatArray

    @classmethod
    def of(cls, prob: FloatArray, order: int, absent: Sequence[int] = ()) -> Base:
        """Sort a distribution over V; the support is V without `<unk>`, `<s>` and the ids that are absent."""
        support = np.delete(np.arange(len(prob), dtype=np.int32), list({UNK, BOS, *absent}))
        ranked = support[np.argsort(-prob[support], kind="stable")]
        ranks = np.full(len(prob), -1, np.int32)
        ranks[ranked] = np.arange(len(ranked))
        values = prob[ranked]
        starts = np.flatnonzero(np.diff(values, prepend=np.inf))
        return cls(prob, order, ranked, ranks, starts, values[starts])

    @classmethod
    def uniform(cls, vocabulary: int, absent: Sequence[int] = (BOS,)) -> Base:
        """The uniform distribution over V without the ids that are absent."""
        prob = np.full(vocabulary, 1 / (vocabulary - len(absent)))
        prob[list(absent)] = 0.0
        return cls.of(prob, 0, absent)


@dataclass(frozen=True)
class NgramTrie:
    """p(w|h) for every token and context.

    Attributes:
        vocabulary: V.
        tokenizer: cuts texts as the training text was cut.
        smoothing: the label of the smoothing method.
        levels: the n-grams, orders 1 … n.
        base: the distribution that every context backs off to in the end.
        backs_off: whether a context backs off to its shorter end, and not to the base at once (as with add-k).
        tokens: how many tokens the training text had.
        units: how many units the training text had.
        unit: what a unit was: `line`, `paragraph`, `file` or `stream`, or several joined by " or ".
        unit_rule: the rule by which a text to be scored is cut into units; see `lmtui.text.units`.
        closed: whether V is without `<unk>`.
    """

    vocabulary: Vocabulary
    tokenizer: Tokenizer
    smoothing: str
    levels: tuple[TrieLevel, ...]
    base: Base
    backs_off: bool
    tokens: int
    units: int
    unit: str = LINE
    unit_rule: str = AUTO
    closed: bool = False

    @property
    def vocabulary_size(self) -> int:
        """|V|: how many tokens the model knows, with those of `<unk>`, `<s>` and `</s>` that it has."""
        specials = 2 * self.has_end + (not self.closed)
        return len(self.vocabulary) - len(SPECIALS) + specials

    @property
    def start(self) -> tuple[int, ...]:
        """The tokens before the first token of a text: `<s>`, or none for a stream."""
        return () if self.unit == STREAM else (BOS,)

    @property
    def has_end(self) -> bool:
        """Whether texts end with `</s>`; a stream has no end."""
        return self.unit != STREAM

    @property
    def order(self) -> int:
        """n."""
        return len(self.levels)

    @cached_property
    def fingerprint(self) -> str:
        """16 hex digits that tell models with another vocabulary, other n-grams or other probabilities apart.

        The digits are the same on all machines. So only sums of the probabilities count, rounded to 10 digits: in the
        last digits machines may differ.
        """
        digest = blake2b(digest_size=8)
        for array in (self.vocabulary.spelling, self.vocabulary.ends, *(level.token for level in self.levels)):
            digest.update(np.ascontiguousarray(array).tobytes())
        for values in (self.base.prob, *(level.prob for level in self.levels)):
            weighted = float(np.sum(values * (1 + np.arange(len(values)) % 97)))
            digest.update(f"{len(values)} {weighted:.10g} ".encode("ascii"))
        return digest.hexdigest()

    @cached_property
    def sums(self) -> Sums:
        """The sums of p(w|h) over V after every context h."""
        from lmtui.ngram.normalisation import check_sums  # imports this module

        return check_sums(self)

    @cached_property
    def views(self) -> list[LevelViews]:
        """The arrays of each level for single numbers, which are read faster from these than from arrays."""
        return [
            LevelViews(level.token.data, level.prob.data, level.suffix.data, level.backoff.data, level.first.data)
            for level in self.levels
        ]

    def successors(self, state: State) -> slice:
        """The places of the n-grams hw of a seen context h (of length ≥ 1), one level up."""
        first = self.views[state.length - 1].first
        return slice(first[state.place], first[state.place + 1])

    def backoff(self, state: State) -> float:
        """bow of a seen context (of length ≥ 1)."""
        weight: float = self.views[state.length - 1].backoff[state.place]
        return weight

    def suffix(self, state: State) -> State:
        """The state that the model backs off to: the context without its first token, or the empty context."""
        if not self.backs_off or state.length <= 1:
            return ROOT
        return State(state.length - 1, self.views[state.length - 1].suffix[state.place])

    def match(self, context: Sequence[int]) -> State:
        """The state of a context: token ids since the unit began, of which the last n−1 matter."""
        size = len(context)
        length = min(size, len(self.levels) - 1)
        for start in range(size - length, size if self.backs_off else size - length + min(length, 1)):
            place = context[start]
            for level in range(size - start - 1):
                found = self._find(level, place, context[start + level + 1])
                if found is None:
                    break
                place = found
            else:
                return State(size - start, place)
        return ROOT

    def find(self, state: State, token: int) -> int | None:
        """The index of the n-gram hw, or None where w was not seen after h (of length ≥ 1)."""
        return self._find(state.length - 1, state.place, token)

    def _find(self, level: int, place: int, token: int) -> int | None:
        """The same, given the level and the place of h."""
        first, tokens = self.views[level].first, self.views[level + 1].token
        end = first[place + 1]
        index = bisect_left(tokens, token, first[place], end)
        return index if index < end and tokens[index] == token else None

    def prob(self, state: State, token: int) -> tuple[float, int]:
        """The model probability p(w|h) and the order that served it (0: the uniform)."""
        weights: list[float] = []
        while state.length:
            found = self.find(state, token)
            if found is not None:
                return _weighted(self.views[state.length].prob[found], weights), state.length + 1
            weight = self.backoff(state)
            if not weight:
                return 0.0, self.base.order
            weights.append(weight)
            state = self.suffix(state)
        return _weighted(float(self.base.prob[token]), weights), self.base.order


def _weighted(prob: float, weights: list[float]) -> float:
    """Apply backoff weights from the shortest context to the longest: floats depend on the order."""
    for weight in reversed(weights):
        prob = weight * prob
    return prob
