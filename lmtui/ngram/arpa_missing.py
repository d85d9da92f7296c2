"""Add the n-grams that a pruned ARPA file lacks, so that every n-gram has a suffix."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from lmtui.ngram.columns import Array, IndexArray, index_type
from lmtui.ngram.mapped_memory import PIECE, new_array
from lmtui.ngram.model import TrieLevel
from lmtui.ngram.sorting import Flags
from lmtui.ngram.stretch_search import IntegerArray, count_passing
from lmtui.ngram.text_probs import NOT_SEEN, find_longer


def insert(levels: list[TrieLevel], order: int, key: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Add k-grams that are not in the file to the levels, and their suffixes where these are missing, too.

    Args:
        levels: up to the order k at least.
        order: k, at least 2.
        key: int64 [M], ascending, all different; the place of the first k − 1 tokens and the last token as one
            number: place · |V| + token.

    Returns:
        int64 [M], ascending, before which of the k-grams that were there each new one was put.
    """
    vocabulary = len(levels[0].token)
    prefix: IndexArray = key // vocabulary
    token = (key % vocabulary).astype(np.int32)
    del key  # memory that is not needed any more is given back before more is taken, here and below
    suffix = suffixes(levels, order, prefix, token)
    lacking = np.flatnonzero(suffix == NOT_SEEN)
    if len(lacking):
        missing = levels[order - 2].suffix[prefix[lacking]].astype(np.int64) * vocabulary + token[lacking]
        before = insert(levels, order - 1, np.unique(missing))
        size, level = len(levels[order - 2].token), levels[order - 1]
        levels[order - 1] = replace(level, suffix=moved(level.suffix, before, size))
        prefix = moved(prefix, before, size)
        suffix = suffixes(levels, order, prefix, token)
        del missing, before
    below = levels[order - 2]
    is_new = _where_new(below, levels[order - 1], prefix, token)
    levels[order - 2] = replace(below, first=_after_more(below.first, prefix, len(is_new)))
    prob = below.backoff[prefix]
    prob *= below.prob[suffix]
    del prefix, lacking, below
    columns: dict[str, Array] = {"token": token, "suffix": suffix, "backoff": np.ones(1), "prob": prob}
    del token, suffix, prob
    while columns:
        name, new = columns.popitem()
        levels[order - 1] = replace(
            levels[order - 1], **{name: _joined(getattr(levels[order - 1], name), is_new, new)}
        )
    at = np.flatnonzero(is_new)
    at -= np.arange(len(at))
    first = levels[order - 1].first
    if len(first):
        levels[order - 1] = replace(levels[order - 1], first=_joined(first, np.append(is_new, False), first[at]))
    return at


def _where_new(below: TrieLevel, level: TrieLevel, prefix: IndexArray, token: npt.NDArray[np.int32]) -> Flags:
    """For each k-gram that will be there whether the file lacks it; of those prefix and last token are given."""
    at = _places_among(below, level, prefix, token)
    at += np.arange(len(at))
    is_new = np.zeros(len(level.token) + len(at), np.bool_)
    is_new[at] = True
    return is_new


def _joined(old: Array, is_new: Flags, new: Array) -> Array:
    """Old and new numbers in one array; `is_new` tells which place is whose."""
    joined: Array = new_array(len(is_new), old.dtype)
    joined[is_new] = new
    joined[~is_new] = old
    return joined


def suffixes(
    levels: list[TrieLevel], order: int, prefix: IntegerArray, token: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """The places of the suffixes of k-grams, [M] of which prefix and last token are given; `NOT_SEEN` if lacking.

    The suffix of an n-gram hw is the suffix of h, and w.
    """
    if order == 2:
        return token.astype(np.int64)
    above, below = levels[order - 3 : order - 1]
    suffix: npt.NDArray[np.int64] = new_array(len(token), np.int64)
    for start in range(0, len(token), PIECE):
        here = slice(start, start + PIECE)
        suffix[here] = find_longer(above, below, below.suffix[prefix[here]], token[here])
    return suffix


def _places_among(
    below: TrieLevel, level: TrieLevel, prefix: IndexArray, token: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """Before which of the n-grams that are there others belong, of which prefix and last token are given."""
    before: npt.NDArray[np.int64] = new_array(len(prefix), np.int64)
    for start in range(0, len(prefix), PIECE):
        here = slice(start, start + PIECE)
        first, last = (below.first[prefix[here] + i].astype(np.int64) for i in (0, 1))
        is_less = partial(_is_less, level.token, token[here])
        before[here] = first + count_passing(first, last, is_less)
    return before


def _is_less(
    tokens: npt.NDArray[np.int32], than: npt.NDArray[np.int32], place: IntegerArray
) -> npt.NDArray[np.bool_]:
    less: npt.NDArray[np.bool_] = tokens[place] < than
    return less


def moved(places: IndexArray, before: npt.NDArray[np.int64], size: int) -> IndexArray:
    """Where n-grams are after others have come between them.

    Args:
        places: where they were.
        before: what `insert` returns.
        size: how many n-grams there are now.
    """
    now: IndexArray = new_array(len(places), index_type(size))
    for start in range(0, len(places), PIECE):
        piece = places[start : start + PIECE]
        now[start : start + PIECE] = piece + np.searchsorted(before, piece, "right")
    return now


def _after_more(first: IndexArray, prefix: IndexArray, size: int) -> IndexArray:
    """Where the n-grams of each context start after others have come.

    Args:
        first: where they started.
        prefix: ascending, the context of each new n-gram.
        size: how many n-grams there are now.
    """
    more: IndexArray = new_array(len(first), index_type(size))
    for start in range(0, len(first), PIECE):
        piece = first[start : start + PIECE]
        more[start : start + PIECE] = piece + np.searchsorted(prefix, np.arange(start, start + len(piece)))
    return more


def places_of(levels: list[TrieLevel], ids: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """The places of k-grams, int32 [M, k], in the level of their order; `NOT_SEEN` where one is not there."""
    places = ids[:, 0].astype(np.int64)
    for k in range(1, ids.shape[1]):
        found = np.flatnonzero(places != NOT_SEEN)
        places[found] = find_longer(levels[k - 1], levels[k], places[found], ids[found, k])
    return places
