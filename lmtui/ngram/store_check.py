"""Check that the arrays of a model fit together, as those of any model that lmtui has made do.

A stored model from elsewhere may hold any numbers. What is checked here is all that answering relies on: how many
numbers each array has, that indices lead to something, the order of what is searched, that numbers are probabilities.
The dtypes are right already. Every array is gone through in blocks, so that little memory is needed beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress, meanwhile
from lmtui.ngram.model import Base, NgramTrie, TrieLevel
from lmtui.recipe import READ_FROM_ARPA
from lmtui.text.specials import BOS, EOS, SPECIALS, UNK
from lmtui.text.vocabulary import Vocabulary

_BLOCK = 1 << 20

_Array = npt.NDArray[Any]


class InconsistentModel(Exception):
    """The arrays of a model do not fit together; the message says which."""


def check_model(model: NgramTrie, progress: Progress = ignore_progress) -> None:
    """Check all arrays of a model.

    Raises:
        InconsistentModel: something does not fit.
        Cancelled: by `progress`.
    """
    k, prefixes = 0, np.empty(0, np.int64)

    def report() -> None:
        progress("checking", k / (model.order + 1))

    meanwhile(report, lambda: _check_vocabulary(model.vocabulary))
    meanwhile(report, lambda: _check_base(model))
    for k in range(1, model.order + 1):
        prefixes = meanwhile(report, partial(_check_level, model, k, prefixes))


def _require(fits: bool | np.bool_, what: str) -> None:
    if not fits:
        raise InconsistentModel(what)


def _all_hold(length: int, holds: Callable[[slice], _Array]) -> bool:
    """Whether a condition holds for all places below `length`; it is asked for a block of places at a time."""
    return all(bool(np.all(holds(slice(start, min(start + _BLOCK, length))))) for start in range(0, length, _BLOCK))


def _in_range(values: _Array, low: float, high: float) -> bool:
    """Whether low ≤ value ≤ high for all values, none of which is then NaN."""
    return _all_hold(len(values), lambda block: (values[block] >= low) & (values[block] <= high))


def _ascends(values: _Array, strictly: bool) -> bool:
    compare = np.greater if strictly else np.greater_equal
    rest, before = values[1:], values[:-1]
    return _all_hold(len(rest), lambda block: compare(rest[block], before[block]))


# The vocabulary.


def _check_vocabulary(vocabulary: Vocabulary) -> None:
    spelling, ends, alphabetical = vocabulary.spelling, vocabulary.ends, vocabulary.alphabetical
    what = "the vocabulary's arrays do not fit together"
    size = len(ends)
    _require(size >= len(SPECIALS) and len(alphabetical) == size, what)
    _require(ends[0] > 0 and ends[-1] == len(spelling) and _ascends(ends, strictly=True), what)
    _require(vocabulary.decode((UNK, BOS, EOS)) == list(SPECIALS), "the vocabulary lacks the special words")
    _require(_in_range(alphabetical, 0, size - 1), what)
    # Words that ascend strictly are distinct, and so are their ids: all of V is there.
    for start in range(0, size - 1, _BLOCK):
        _require(
            _words_ascend(vocabulary, alphabetical[start : start + _BLOCK + 1]), "the vocabulary is not in order"
        )


def _words_ascend(vocabulary: Vocabulary, ids: npt.NDArray[np.int32]) -> bool:
    """Whether the words with these ids come in the order of their bytes, none of them twice."""
    ends = vocabulary.ends[ids]
    starts = np.where(ids > 0, vocabulary.ends[ids - 1], 0)
    last = len(vocabulary.spelling) - 1
    beginnings = np.zeros(len(ids), np.uint64)  # the first eight bytes of each word as one number
    for place in range(8):
        byte = vocabulary.spelling[np.minimum(starts + place, last)]
        beginnings = (beginnings << np.uint64(8)) | np.where(starts + place < ends, byte, 0).astype(np.uint64)
    if not _ascends(beginnings, strictly=False):
        return False
    alike = np.flatnonzero(beginnings[1:] == beginnings[:-1])
    pairs = zip(ids[alike].tolist(), ids[alike + 1].tolist(), strict=True)
    return all(vocabulary.bytes_of(one) < vocabulary.bytes_of(other) for one, other in pairs)


# The distribution every context falls back to.


def _check_base(model: NgramTrie) -> None:
    base, size = model.base, len(model.vocabulary)
    what = "the base distribution's arrays do not fit together"
    _require(len(base.prob) == len(base.ranks) == size, what)
    _require(_in_range(base.prob, 0.0, 1.0) and base.prob[BOS] == 0, "the base distribution holds no probabilities")
    _require(base.order == (1 if model.backs_off else 0), what)
    _require(_ranks_fit(base) and _runs_fit(base), what)
    _require(model.has_end == bool(base.ranks[EOS] >= 0), "whether its texts end is not what it says")
    _require(not (model.closed and base.prob[UNK]), "its vocabulary is closed, and unknown words have a probability")


def _ranks_fit(base: Base) -> bool:
    """Whether `ranked` and `ranks` say the same, the support being V without `<unk>`, `<s>` and perhaps `</s>`."""
    ranked, ranks = base.ranked, base.ranks
    support = len(ranked)
    return (
        support > 0
        and _in_range(ranked, 0, len(ranks) - 1)
        and _in_range(ranks, -1, support - 1)
        and bool(ranks[UNK] == ranks[BOS] == -1)
        and _in_range(ranks[len(SPECIALS) :], 0, support - 1)
        and support == len(ranks) - len(SPECIALS) + int(ranks[EOS] >= 0)
        and _all_hold(support, lambda block: ranks[ranked[block]] == np.arange(block.start, block.stop))
    )


def _runs_fit(base: Base) -> bool:
    """Whether the support is ranked by probability, ties by id, and `starts` and `values` are its runs."""
    ranked, starts = base.ranked, base.starts
    if not (
        len(starts) == len(base.values) > 0
        and starts[0] == 0
        and starts[-1] < len(ranked)
        and _ascends(starts, strictly=True)
    ):
        return False
    run_of = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(ranked)))
    same_run, after, before = run_of[1:] == run_of[:-1], ranked[1:], ranked[:-1]
    return (
        _all_hold(len(ranked), lambda block: base.prob[ranked[block]] == base.values[run_of[block]])
        and _ascends(-base.values, strictly=True)
        and _all_hold(len(after), lambda block: ~same_run[block] | (after[block] > before[block]))
    )


# The n-grams.


def _check_level(model: NgramTrie, k: int, prefixes_below: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Check the k-grams; returns the index of each one's prefix, int64 [U_k].

    Args:
        model: of which the orders below k were checked.
        k: the order.
        prefixes_below: the same of the (k−1)-grams.
    """
    level, below = model.levels[k - 1], model.levels[k - 2]
    size, top = len(level.token), k == model.order
    what = f"the arrays of the {k}-grams do not fit together"
    _require(len(level.prob) == len(level.suffix) == size, what)
    _require(len(level.backoff) == (0 if top else size) and len(level.first) == (0 if top else size + 1), what)
    # A model from elsewhere may lack an n-gram, whose place is then taken by p times a backoff weight of any size.
    highest = np.finfo(np.float64).max if k > 1 and model.smoothing == READ_FROM_ARPA else 1.0
    _require(_in_range(level.prob, 0.0, highest), f"the {k}-grams hold no probabilities")
    _require(_in_range(level.backoff, 0.0, np.finfo(np.float64).max), f"the {k}-grams hold no backoff weights")
    if not top:
        following = len(model.levels[k].token)
        _require(level.first[0] == 0 and level.first[-1] == following and _ascends(level.first, strictly=False), what)
    if k == 1:
        _require(_unigrams_fit(model, level), what)
        return np.zeros(size, np.int64)
    prefixes = np.empty(size, np.int64)
    for start in range(0, len(below.token), _BLOCK):
        first = below.first[start : start + _BLOCK + 1]
        prefixes[first[0] : first[-1]] = np.repeat(np.arange(start, start + len(first) - 1), np.diff(first))
    _require(_ngrams_fit(model, k, prefixes, prefixes_below), what)
    return prefixes


def _unigrams_fit(model: NgramTrie, level: TrieLevel) -> bool:
    """Whether there is one for each id, in order; the base of a model that backs off has their probabilities."""
    size = len(model.vocabulary)
    return (
        len(level.token) == size
        and _all_hold(size, lambda block: level.token[block] == np.arange(block.start, block.stop))
        and _in_range(level.suffix, 0, 0)
        and (not model.backs_off or bool(np.array_equal(level.prob, model.base.prob)))
    )


def _ngrams_fit(
    model: NgramTrie, k: int, prefixes: npt.NDArray[np.int64], prefixes_below: npt.NDArray[np.int64]
) -> bool:
    """Whether k-grams are sorted by (prefix, token), and each suffix is the token after the suffix of the prefix.

    No k-gram may end with a token that is never drawn, but for `<unk>`.
    """
    level, below = model.levels[k - 1], model.levels[k - 2]
    token, suffix = level.token, level.suffix
    if not (_in_range(token, 0, len(model.vocabulary) - 1) and _in_range(suffix, 0, len(below.token) - 1)):
        return False
    never = (BOS,) if model.has_end else (BOS, EOS)
    same_prefix = prefixes[1:] == prefixes[:-1]
    after, before = token[1:], token[:-1]
    return (
        _all_hold(len(token), lambda block: np.isin(token[block], never, invert=True))
        and _all_hold(len(after), lambda block: ~same_prefix[block] | (after[block] > before[block]))
        and _all_hold(len(token), lambda block: below.token[suffix[block]] == token[block])
        and _all_hold(len(token), lambda block: prefixes_below[suffix[block]] == below.suffix[prefixes[block]])
    )
