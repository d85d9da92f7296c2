"""An n-gram model behind the protocol of all language models. It remembers its latest rankings and weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.model.protocol import ModelFacts, TrainingText
from lmtui.model.ranking import FloatArray
from lmtui.ngram.draws import Weights, stacked
from lmtui.ngram.model import Base, NgramTrie, State
from lmtui.ngram.ranked_weights import RankedWeights
from lmtui.ngram.rankings import BaseRanking, ContextRanking, NgramRanking
from lmtui.ngram.seen_tokens import SeenTokens, numbers_in, values_at
from lmtui.ngram.text_probs import text_probs
from lmtui.ngram.tokens import NgramTokens
from lmtui.recent import RecentlyUsed
from lmtui.text.encoding import units_to_score
from lmtui.text.specials import UNK

_RANKINGS = 256
_WEIGHTS = 16384
"""How many rankings are remembered, and how many weights of whole contexts and of shorter ones each."""

_LARGEST_EXPONENT = 1e4
"""Above this 1/T, rounding is magnified so much that weights are not stacked."""


class NgramLanguageModel:
    """An n-gram model as a `LanguageModel`: `CanDraw`, `CanScore`, `MayShortenContext` and `MayNotSumToOne`.

    Args:
        trie: the n-grams with their probabilities.
        name: the name of the model.

    Attributes:
        trie: the n-grams with their probabilities.
        tokens: text ↔ ids.
        window: n − 1.
        facts: what is known of the model.

    Raises:
        ModelError: no token can be drawn: all words are unknown, and there is no end of a text either.
    """

    def __init__(self, trie: NgramTrie, name: str = "") -> None:
        if not len(trie.base.ranked):
            raise ModelError(
                "all words of this model are unknown, so nothing can be drawn; use another text, or a lower min-count"
            )
        self.trie = trie
        self.tokens = NgramTokens(trie)
        self.window = trie.order - 1
        self.facts = ModelFacts(
            name=name,
            vocabulary=trie.vocabulary_size,
            support=len(trie.base.ranked),
            order=trie.order,
            has_unknown=bool(trie.base.prob[UNK]),
            trained_on=TrainingText(trie.tokens, trie.units, trie.unit) if trie.tokens else None,
        )
        self._rankings: RecentlyUsed[State, NgramRanking] = RecentlyUsed(_RANKINGS)
        # Most whole contexts come up once. Keys are plain tuples of numbers: they cost the garbage collector nothing.
        self._weights: RecentlyUsed[tuple[int, int, float], Weights] = RecentlyUsed(_WEIGHTS)
        self._weights_below: RecentlyUsed[tuple[int, int, float], Weights] = RecentlyUsed(_WEIGHTS)

    @property
    def fingerprint(self) -> str:
        """16 hex digits that tell models with another vocabulary, other n-grams or other probabilities apart."""
        return self.trie.fingerprint

    @property
    def wrong_sum(self) -> float | None:
        """The sum of p(w|h) over V that differs most from 1; None where rounding explains every difference."""
        sums = self.trie.sums
        return sums.total if sums.wrong else None

    def state(self, context: Sequence[int]) -> State:
        """The longest end of a context that was seen."""
        return self.trie.match(context)

    def units(self, text: str) -> Iterable[str]:
        """Cut a text that is to be scored into units, as the model's text was cut in training."""
        return units_to_score(text, self.trie.tokenizer, self.trie.unit_rule, self.trie.unit)

    def ignored_tokens(self, context: Sequence[int]) -> int:
        """How many ids of a context a model without smoothing does not use, counted from the first of the last n − 1.

        0 for a model with smoothing.
        """
        if self.trie.smoothing != "mle":
            return 0
        return min(len(context), self.window) - self.trie.match(context).length

    def probs(
        self, ids: npt.NDArray[np.int32], begins: npt.NDArray[np.int64], progress: Progress = ignore_progress
    ) -> tuple[FloatArray, npt.NDArray[np.int8]]:
        """p of each token of several texts after all before it, and the order that served it (0: the uniform)."""
        return text_probs(self.trie, ids, begins)

    def ranking(self, state: State) -> NgramRanking:
        """The support after a context."""
        return self._rankings.get(state, lambda: self._rank(state))

    def weights(self, state: State, exponent: float) -> Weights | None:
        """What tokens weigh after a context; None at T = ∞ and near T = 0, and where no p is above 0."""
        if not 0 < exponent <= _LARGEST_EXPONENT:
            return None
        weights = self._weigh(state, exponent)
        return weights if weights.largest > 0 else None

    def _weigh(self, state: State, exponent: float) -> Weights:
        remembered = self._weights if state.length == self.window else self._weights_below
        return remembered.get((state.length, state.place, exponent), lambda: self._weights_of(state, exponent))

    def _weights_of(self, state: State, exponent: float) -> Weights:
        if state.length:
            suffix, backoff = self.trie.suffix(state), self.trie.backoff(state)
            seen = self._seen_tokens(state, suffix)
            if not seen.tokens and backoff == 1:
                return self._weigh(suffix, exponent)
            if seen.tokens and backoff:
                weights = stacked(self._weigh(suffix, exponent), backoff, seen, exponent)
                if weights:
                    return weights
        return RankedWeights(self.ranking(state), exponent)

    def _rank(self, state: State) -> NgramRanking:
        if not state.length:
            return self._base
        tokens, prob, backoff, unknown = self._seen(state)
        # Where nothing is left for the unseen, all of them have probability 0, and equals rank by id.
        below = self.ranking(self.trie.suffix(state)) if backoff else self._level
        if not len(tokens) and unknown is None and backoff == 1:
            return below
        return ContextRanking(below, backoff, tokens, prob, state.length + 1, unknown)

    def _seen(self, state: State) -> tuple[npt.NDArray[np.int32], FloatArray, float, float | None]:
        """What was seen after a context of at least one token: ids that can be drawn, their p; bow; and p of `<unk>`,
        None where that was not seen."""
        trie, unknown = self.trie, None
        span, level = trie.successors(state), trie.levels[state.length]
        if span.start < span.stop and level.token[span.start] == UNK:  # sorted first, and never drawn
            unknown = float(level.prob[span.start])
            span = slice(span.start + 1, span.stop)
        return level.token[span], level.prob[span], trie.backoff(state), unknown

    def _seen_tokens(self, state: State, suffix: State) -> SeenTokens:
        """What was seen after a context of at least one token, with what the shorter context makes of it."""
        trie, views = self.trie, self.trie.views
        span, level = trie.successors(state), views[state.length]
        if span.start < span.stop and level.token[span.start] == UNK:
            span = slice(span.start + 1, span.stop)
        tokens, prob = numbers_in(level.token, span), numbers_in(level.prob, span)
        if suffix.length:
            prob_below = values_at(views[state.length - 1].prob, numbers_in(level.suffix, span))
        else:
            prob_below = values_at(trie.base.prob.data, tokens)
        return SeenTokens(tokens, prob, prob_below, state.length + 1)

    @cached_property
    def _base(self) -> NgramRanking:
        return BaseRanking(self.trie.base)

    @cached_property
    def _level(self) -> NgramRanking:
        base = self.trie.base
        never_drawn = np.flatnonzero(base.ranks < 0).tolist()
        return BaseRanking(Base.of(np.ones(len(base.prob)), base.order, never_drawn))
