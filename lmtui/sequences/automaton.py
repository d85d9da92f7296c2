"""A model as an automaton: what a sequence of tokens goes through, as a few flat arrays.

A *state* is a context as the model knows it: its longest end that is an n-gram of the model. An *arc* is a token seen
after it. A token that was not seen is read by the state of the shorter context, at the cost of the backoff weight
(a failure arc: Allauzen, Mohri & Roark, "Generalized Algorithms for Constructing Statistical Language Models", 2003).
So for every token w that can be drawn

    F(h, w) = log p(w|h), target(hw)      where w was seen after h,
    F(h, w) = log bow(h) + F(h′, w)       where not.

Every token seen after h was also seen after h′: an n-gram's last tokens are an n-gram (a model file that lacks one
gets it when it is read). `below` leads from the arc of hw to that of h′w.

Add-k smoothing falls back to the uniform distribution at once, and only a whole context was counted. There the states
of shorter contexts only remember what was read, every token having the uniform probability; and the short contexts at
the beginning of a text, which are whole, are states of their own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError
from lmtui.model.protocol import LanguageModel
from lmtui.model.ranking import FloatArray
from lmtui.ngram.language_model import NgramLanguageModel
from lmtui.ngram.model import ROOT, NgramTrie, State
from lmtui.ngram.stretch_search import IntegerArray
from lmtui.text.specials import EOS

QUANTUM = 2.0**-44
"""Logarithms are rounded to multiples of this. Sums of such numbers, down to −512, are then exact in whatever order
they are added; so sequences of equal factors tie, and a sum that was split is the whole sum again."""


@dataclass(frozen=True)
class Automaton:
    """The states and arcs of a model; S states, A arcs. Arcs are sorted by (state, token).

    Attributes:
        model: the model it was made of.
        batches: the states in slices; the shorter context of a state is in an earlier slice. The first is the root
            alone: no context at all, after which all tokens of the support count as seen.
        suffix: int32 [S], the state of the shorter context.
        weight: float64 [S], bow.
        backoff: float64 [S], log bow.
        first: int64 [S + 1], where the arcs of each state begin.
        token: int32 [A], the token of each arc; it is of the support.
        prob: float64 [A], p(w|h).
        logprob: float64 [A], log p(w|h).
        target: int32 [A], the state an arc leads to; `end` for `</s>`.
        below: int32 [A], the arc of the same token after the shorter context.
        end: the state after `</s>`, which nothing follows; it is the last one.
    """

    model: NgramTrie
    batches: tuple[slice, ...]
    suffix: IntegerArray
    weight: FloatArray
    backoff: FloatArray
    first: IntegerArray
    token: npt.NDArray[np.int32]
    prob: FloatArray
    logprob: FloatArray
    target: IntegerArray
    below: IntegerArray

    @classmethod
    def of(cls, model: NgramTrie) -> Automaton:
        """Make the automaton of a model; O(n-grams)."""
        builder = _Builder(model)
        for length in range(model.order):
            builder.add(length, whole=model.backs_off or length == model.order - 1)
        if not model.backs_off:
            for length in range(model.order - 1):
                builder.add(length, whole=True)
        return builder.finish()

    @property
    def going_on(self) -> Automaton:
        """The automaton in which another text begins after `</s>`, instead of nothing."""
        target = self.target.copy()
        target[target == self.end] = self.state(self.model.start)
        return replace(self, target=target)

    @property
    def states(self) -> int:
        """S."""
        return len(self.suffix)

    @property
    def end(self) -> int:
        """The state after `</s>`."""
        return len(self.suffix) - 1

    @property
    def support(self) -> npt.NDArray[np.int32]:
        """The tokens that can be drawn, by id: those of the root's arcs."""
        return self.token[: int(self.first[1])]

    @cached_property
    def filled(self) -> IntegerArray:
        """The states that have arcs."""
        return np.flatnonzero(np.diff(self.first))

    @cached_property
    def source(self) -> IntegerArray:
        """int32 [A], the state each arc leaves."""
        return np.repeat(np.arange(self.states, dtype=np.int32), np.diff(self.first))

    @cached_property
    def shared(self) -> int:
        """How many arcs there are from the first up to the end of the last state that has one below another."""
        last = int(self.below[int(self.first[1]) :].max(initial=-1))
        return int(self.first[np.searchsorted(self.first, last, "right")]) if last >= 0 else 0

    @cached_property
    def above(self) -> tuple[IntegerArray, IntegerArray]:
        """int64 [A + 1] and int32: where the states begin that have an arc above each arc, and these states."""
        upper = slice(int(self.first[1]), None)
        first = np.cumsum(np.bincount(self.below[upper] + 1, minlength=len(self.token) + 1))
        return first, self.source[upper][np.argsort(self.below[upper], kind="stable")]

    @cached_property
    def _tokens(self) -> memoryview:
        return self.token.data

    def state(self, context: Sequence[int]) -> int:
        """The state of a context: token ids since the unit began, of which the last n − 1 matter."""
        model, longest = self.model, self.model.order - 1
        if model.backs_off:
            return self._number(model.match(context))
        recent = context[max(0, len(context) - longest) :]
        for start in range(len(recent)):
            found = _walk(model, recent[start:])
            if found is not None:
                return self._number(found, whole=start == 0)
        return self._number(ROOT, whole=not recent)

    def _number(self, state: State, whole: bool = False) -> int:
        """The number of a state; with `whole` of the short context that is all there is."""
        batch = state.length + (self.model.order if whole and state.length < self.model.order - 1 else 0)
        return int(self.batches[batch].start) + state.place

    def arc(self, state: int, token: int) -> tuple[int, float]:
        """The arc that reads a token of the support, and the log of the backoff weights on the way to it."""
        weight = 0.0
        while True:
            first, last = int(self.first[state]), int(self.first[state + 1])
            found = bisect_left(self._tokens, token, first, last)
            if found < last and self._tokens[found] == token:
                return found, weight
            weight += float(self.backoff[state])
            state = int(self.suffix[state])

    def read(self, state: int, token: int) -> tuple[float, int]:
        """F(h, w): log p(w|h), and the state that follows."""
        arc, weight = self.arc(state, token)
        return weight + float(self.logprob[arc]), int(self.target[arc])

    def chain(self, state: int) -> list[int]:
        """A state and those of its shorter contexts, the root last."""
        chain = [state]
        while chain[-1]:
            chain.append(int(self.suffix[chain[-1]]))
        return chain


def automaton_of(model: LanguageModel) -> Automaton:
    """The automaton of a model; a `ModelError` where the model is no n-gram model."""
    if not isinstance(model, NgramLanguageModel):
        raise ModelError(
            "only an n-gram model can tell this exactly; train one on a text, or open a folder or an ARPA file"
        )
    return Automaton.of(model.trie)


def _walk(model: NgramTrie, tokens: Sequence[int]) -> State | None:
    state = State(1, tokens[0])
    for token in tokens[1:]:
        found = model.find(state, token)
        if found is None:
            return None
        state = State(state.length + 1, found)
    return state


def logarithms(values: FloatArray) -> FloatArray:
    """Natural logarithms, rounded to multiples of `QUANTUM`; −∞ of 0."""
    with np.errstate(divide="ignore"):
        logs: FloatArray = np.log(values)
    logs /= QUANTUM
    np.round(logs, out=logs)
    logs *= QUANTUM
    return logs


class _Builder:
    """Puts the batches of states together, the contexts of one length each."""

    def __init__(self, model: NgramTrie) -> None:
        self.model = model
        self.batches: list[slice] = []
        self.suffix: list[IntegerArray] = []
        self.weight: list[FloatArray] = []
        self.counts: list[IntegerArray] = []
        self.token: list[npt.NDArray[np.int32]] = []
        self.prob: list[FloatArray] = []
        self.target: list[IntegerArray] = []
        self.below: list[IntegerArray] = []
        sizes = [1, *(len(level.token) for level in model.levels[:-1])]
        self.starts = np.cumsum([0, *sizes]).tolist()
        whole = [] if model.backs_off else sizes[:-1]
        self.end = self.starts[-1] + sum(whole)
        self.whole_starts = np.cumsum([self.starts[-1], *whole]).tolist()[: len(whole)]
        self.drawn = model.base.ranks >= 0
        # Of the n-grams of each order those that end in a token of the support are arcs, numbered from here.
        self.arcs = 0
        self.arc_of: list[IntegerArray] = [np.cumsum(self.drawn) - 1]

    def add(self, length: int, whole: bool) -> None:
        """Add the contexts of a length.

        Args:
            length: how many tokens they have.
            whole: they have probabilities and backoff weights of their own.
        """
        model, again = self.model, len(self.batches) >= self.model.order
        start = self.whole_starts[length] if again else self.starts[length]
        ngrams = model.levels[length]
        kept = np.flatnonzero(self.drawn[ngrams.token])
        token = ngrams.token[kept]
        below: IntegerArray = np.arange(len(token))
        if length == 0:
            size, first = 1, np.array([0, len(kept)])
            prob = model.base.prob[token]
            suffix, weight = np.zeros(1, np.int64), np.ones(1)
        else:
            level = model.levels[length - 1]
            size, first = len(level.token), np.searchsorted(kept, level.first)
            prob = ngrams.prob[kept] if whole else model.base.prob[token]
            below = self.arc_of[length - 1][ngrams.suffix[kept]]
            suffix = self.starts[length - 1] + level.suffix.astype(np.int64)
            weight = level.backoff if whole else np.ones(size)
        if not again and length:
            self.arc_of.append(self.arcs + np.cumsum(self.drawn[ngrams.token]) - 1)
        self.batches.append(slice(start, start + size))
        self.suffix.append(suffix)
        self.weight.append(weight)
        self.counts.append(np.diff(first))
        self.token.append(token)
        self.prob.append(prob)
        self.target.append(np.where(token == EOS, self.end, self._targets(length, kept, again)))
        self.below.append(below)
        self.arcs += len(token)

    def _targets(self, length: int, kept: IntegerArray, again: bool) -> IntegerArray:
        """The states of the n-grams of `length` + 1 tokens, or of their ends where they are longer than contexts."""
        order = self.model.order
        if order == 1:
            return np.zeros(len(kept), np.int64)
        if length == order - 1:
            ends = self.model.levels[length].suffix[kept].astype(np.int64)
            return ends + int(self.starts[order - 1])
        starts = self.whole_starts if again and length + 1 < order - 1 else self.starts
        return kept + int(starts[length + 1])

    def finish(self) -> Automaton:
        """The automaton, the state after `</s>` put last."""
        nothing = np.zeros(1, np.int64)
        weight = np.concatenate([*self.weight, np.zeros(1)])
        prob = np.concatenate(self.prob)
        return Automaton(
            self.model,
            (*self.batches, slice(self.end, self.end + 1)),
            np.concatenate([*self.suffix, nothing]).astype(np.int32),
            weight,
            logarithms(weight),
            np.concatenate([nothing, np.cumsum(np.concatenate([*self.counts, nothing]))]),
            np.concatenate(self.token),
            prob,
            logarithms(prob),
            np.concatenate(self.target).astype(np.int32),
            np.concatenate(self.below).astype(np.int32),
        )
