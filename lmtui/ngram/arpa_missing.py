"""Add the n-grams that a pruned ARPA file lacks, so that every n-gram has a suffix."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt

from lmtui.ngram.columns import IndexArray, index_type
from lmtui.ngram.model import TrieLevel
from lmtui.ngram.stretch_search import IntegerArray, count_passing
from lmtui.ngram.text_probs import NOT_SEEN, find_longer

PIECE = 1 << 15
"""So many rows are worked on at a time: all copies of their numbers together are small beside a model."""


def insert(levels: list[TrieLevel], ids: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Add k-grams that are not in the file to the levels, and their suffixes where these are missing, too.

    Args:
        levels: up to the order k at least.
        ids: int32 [M, k], distinct n-grams; their prefixes are there.

    Returns:
        int64 [M], ascending, before which of the k-grams that were there each new one was put.
    """
    order = ids.shape[1]
    suffix = places_of(levels, ids[:, 1:])
    missing = ids[suffix == NOT_SEEN, 1:]
    if len(missing):
        before = insert(levels, np.unique(missing, axis=0))
        level = levels[order - 1]
        levels[order - 1] = replace(level, suffix=moved(level.suffix, before, len(levels[order - 2].token)))
        suffix = places_of(levels, ids[:, 1:])
    prefix = places_of(levels, ids[:, :-1])
    by_ngram = np.lexsort((ids[:, -1], prefix))
    prefix, suffix, token = prefix[by_ngram], suffix[by_ngram], ids[by_ngram, -1]
    prob = levels[order - 2].backoff[prefix] * levels[order - 2].prob[suffix]
    at = _places_among(levels[order - 2], levels[order - 1], prefix, token)
    size = len(levels[order - 1].token) + len(at)
    levels[order - 2] = replace(levels[order - 2], first=_after_more(levels[order - 2].first, prefix, size))
    del prefix, by_ngram
    # One array after the other, so that only one is there twice.
    levels[order - 1] = replace(levels[order - 1], token=np.insert(levels[order - 1].token, at, token))
    levels[order - 1] = replace(levels[order - 1], prob=np.insert(levels[order - 1].prob, at, prob))
    levels[order - 1] = replace(levels[order - 1], suffix=np.insert(levels[order - 1].suffix, at, suffix))
    levels[order - 1] = replace(levels[order - 1], backoff=np.insert(levels[order - 1].backoff, at, 1.0))
    starts = levels[order - 1].first
    if len(starts):
        levels[order - 1] = replace(levels[order - 1], first=np.insert(starts, at, starts[at]))
    return at


def _places_among(
    below: TrieLevel, level: TrieLevel, prefix: npt.NDArray[np.int64], token: npt.NDArray[np.int32]
) -> npt.NDArray[np.int64]:
    """Before which of the n-grams that are there others belong, of which prefix and last token are given."""
    before = np.empty(len(prefix), np.int64)
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
    now: IndexArray = np.empty(len(places), index_type(size))
    for start in range(0, len(places), PIECE):
        piece = places[start : start + PIECE]
        now[start : start + PIECE] = piece + np.searchsorted(before, piece, "right")
    return now


def _after_more(first: IndexArray, prefix: npt.NDArray[np.int64], size: int) -> IndexArray:
    """Where the n-grams of each context start after others have come.

    Args:
        first: where they started.
        prefix: int64, ascending, the context of each new n-gram.
        size: how many n-grams there are now.
    """
    more: IndexArray = np.empty(len(first), index_type(size))
    for start in range(0, len(first), PIECE):
        piece = first[start : start + PIECE]
        more[start : start + PIECE] = piece + np.searchsorted(prefix, np.arange(start, start + len(piece)))
    return more


def places_of(levels: list[TrieLevel], ids: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """The places of k-grams, int32 [M, k], in the level of their order; `NOT_SEEN` where one is not there."""
    places = np.empty(len(ids), np.int64)
    for start in range(0, len(ids), PIECE):
        piece = ids[start : start + PIECE]
        place = piece[:, 0].astype(np.int64)
        for k in range(1, ids.shape[1]):
            found = np.flatnonzero(place != NOT_SEEN)
            place[found] = find_longer(levels[k - 1], levels[k], place[found], piece[found, k])
        places[start : start + PIECE] = place
    return places
