"""Counts: the n-grams of a training text by how often they occur, and the bigrams as a table.

A stored model has no counts: they are counted again from its text, which takes less time than to read and cut it.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.model.ranking import FloatArray
from lmtui.ngram.counts import Counts, count
from lmtui.ngram.model import NgramTrie
from lmtui.sampling.temperature import check_temperature, exponent_of
from lmtui.text.encoding import EncodedText
from lmtui.text.specials import BOS, EOS, UNK


def counts_of(model: NgramTrie, text: EncodedText, progress: Progress = ignore_progress) -> Counts | None:
    """Count the n-grams of the text that a model was trained on: those of the model, in the same places.

    Returns:
        None for a model that was pruned: it lacks n-grams of the text.

    Raises:
        Cancelled: by `progress`.
    """
    counts = count(text.ids, len(text.vocabulary), model.order, progress, model.closed)
    of_text, of_model = map(len, counts.levels), (len(level.token) for level in model.levels)
    return counts if all(map(operator.eq, of_text, of_model)) else None


@dataclass(frozen=True, slots=True)
class CountedNgram:
    """An n-gram of the training text.

    Attributes:
        ids: its tokens.
        count: how often it occurs.
        context_count: how often its first n − 1 tokens are followed by any token.
        prob: p(w|h) of its last token, in the model.
    """

    ids: tuple[int, ...]
    count: int
    context_count: int
    prob: float


def ngrams_by_count(
    model: NgramTrie, counts: Counts, order: int, beginning: Sequence[int] = (), most: int | None = None
) -> tuple[list[CountedNgram], int]:
    """The n-grams of an order, the most frequent first, and those of one count by their ids.

    Args:
        model: the model.
        counts: of its text; see `counts_of`.
        order: of the n-grams, up to that of the model.
        beginning: the tokens that they begin with.
        most: how many are listed; None is all.

    Returns:
        The list, and how many there are altogether.

    Raises:
        ModelError: the model has no n-grams of this order.
    """
    if order > counts.order:
        raise ModelError(f"a model of order {counts.order} counts no {order}-grams; give --order {order}")
    found = _span(model, order, beginning)
    counted = counts.orders[order - 1].count[found]
    places = np.flatnonzero(counted)
    listed = places[np.argsort(-counted[places].astype(np.int64), kind="stable")[:most]] + found.start
    totals = _context_counts(counts, order)
    ngrams = counts.orders[order - 1]
    return [
        CountedNgram(
            ids=_ids_at(counts, order, place),
            count=int(ngrams.count[place]),
            context_count=int(totals[ngrams.prefix[place]]),
            prob=float(model.levels[order - 1].prob[place]),
        )
        for place in listed.tolist()
    ], len(places)


def _span(model: NgramTrie, order: int, beginning: Sequence[int]) -> slice:
    """The places of the n-grams of an order that begin with some tokens."""
    if not beginning:
        return slice(0, len(model.levels[order - 1].token))
    if len(beginning) > order:
        return slice(0, 0)
    low, high = beginning[0], beginning[0] + 1
    for length in range(1, order):
        first = model.levels[length - 1].first
        if length < len(beginning):
            start, stop = int(first[low]), int(first[low + 1])
            tokens = model.levels[length].token[start:stop]
            low = start + int(np.searchsorted(tokens, beginning[length]))
            high = start + int(np.searchsorted(tokens, beginning[length], "right"))
            if low == high:
                return slice(0, 0)
        else:
            low, high = int(first[low]), int(first[high])
    return slice(low, high)


def _ids_at(counts: Counts, order: int, place: int) -> tuple[int, ...]:
    """The tokens of an n-gram, given by its place among those of its order."""
    ids = []
    for ngrams in reversed(counts.orders[:order]):
        ids.append(int(ngrams.token[place]))
        place = int(ngrams.prefix[place])
    return tuple(reversed(ids))


def _context_counts(counts: Counts, order: int) -> npt.NDArray[np.int64]:
    """How often each (order − 1)-gram is followed by any token; int [U]."""
    ngrams = counts.orders[order - 1]
    counted = ngrams.count.astype(np.int64)
    if order == 1:
        counted[BOS] = 0  # `<s>` follows nothing
        return np.array([counted.sum()])
    return np.bincount(ngrams.prefix, counted, len(counts.orders[order - 2])).astype(np.int64)


@dataclass(frozen=True)
class BigramTable:
    """Bigrams as a table: a row for each of R contexts of one token, a column for each token of V.

    Attributes:
        contexts: int32 [R], the token before.
        counts: int64 [R, V], how often each token follows; None of a model that came without its text.
        probs: float64 [R, V], p(w|h); the columns of the support and that of `<unk>` sum to 1 in each row.
        support: int32 [S], the tokens that can be drawn, by id.
    """

    contexts: npt.NDArray[np.int32]
    counts: npt.NDArray[np.int64] | None
    probs: FloatArray
    support: npt.NDArray[np.int32]

    def annealed(self, temperature: float) -> FloatArray:
        """p_T(w|h) of all cells at once; float64 [R, V], 0 of what cannot be drawn.

        Raises:
            SettingError: T is out of range.
        """
        exponent = exponent_of(check_temperature(temperature))
        probs = self.probs[:, self.support]
        largest = probs.max(axis=1, keepdims=True)
        if exponent == np.inf:
            weights = np.zeros_like(probs)  # of equals the first id is the favourite
            weights[np.arange(len(probs)), probs.argmax(axis=1)] = 1.0
        else:
            weights = np.divide(probs, largest, out=np.ones_like(probs), where=largest > 0) ** exponent
        table = np.zeros_like(self.probs)
        table[:, self.support] = weights / weights.sum(axis=1, keepdims=True)
        return table


def bigram_table(model: NgramTrie, contexts: Sequence[int], counts: Counts | None = None) -> BigramTable:
    """The table of what follows some tokens.

    Args:
        model: of order 2 or more.
        contexts: the ids of the tokens, one a row.
        counts: of the model's text; None where the model came without it.

    Raises:
        ModelError: the model has no bigrams.
    """
    if model.order < 2:
        raise ModelError("a model of order 1 has no bigrams; give a higher --order")
    rows = np.array(contexts, np.int32)
    size = len(model.vocabulary)
    backoff = model.levels[0].backoff[rows]
    probs = backoff[:, None] * model.base.prob[None, :]
    counted = np.zeros((len(rows), size), np.int64) if counts else None
    level = model.levels[1]
    for row, context in enumerate(rows.tolist()):
        span = slice(int(model.levels[0].first[context]), int(model.levels[0].first[context + 1]))
        probs[row, level.token[span]] = level.prob[span]
        if counted is not None and counts:
            counted[row, level.token[span]] = counts.orders[1].count[span]
    return BigramTable(rows, counted, probs, np.sort(model.base.ranked))


def frequent_contexts(model: NgramTrie, counts: Counts | None = None, most: int | None = None) -> list[int]:
    """The tokens that stand before others, the most frequent first; without counts, the most probable first.

    `<s>` comes first, where units begin with it.
    """
    weights = model.levels[0].prob if counts is None else counts.orders[0].count.astype(np.float64)
    followed = np.diff(model.levels[0].first) > 0 if model.order > 1 else np.ones(len(weights), np.bool_)
    followed[[BOS, EOS]] = False
    ids = np.flatnonzero(followed)
    ranked = [*model.start, *ids[np.argsort(-weights[ids], kind="stable")].tolist()]
    return ranked[:most]


def frequent_tokens(model: NgramTrie, counts: Counts | None = None, most: int | None = None) -> list[int]:
    """The tokens that follow others, the most frequent first; without counts, the most probable first."""
    weights = model.levels[0].prob if counts is None else counts.orders[0].count.astype(np.float64)
    ids = np.sort(model.base.ranked)
    if model.base.prob[UNK]:
        ids = np.append(ids, UNK)  # last among equals
    listed: list[int] = ids[np.argsort(-weights[ids], kind="stable")][:most].tolist()
    return listed
