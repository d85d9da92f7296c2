"""A suffix array: all places of a text in the order of what follows, so that any run of tokens is found by bisection.

Made by prefix doubling (Manber & Myers, "Suffix Arrays: A New Method for On-Line String Searches", SODA 1990): places
that are sorted by their next k tokens are sorted by their next 2k from what is known of the places k further on. As
in Larsson & Sadakane ("Faster Suffix Sorting", 2007) only places that are not told apart yet are sorted again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress, meanwhile
from lmtui.ngram.columns import IndexArray

_BITS = 63  # of an integer that is sorted


class SuffixArray:
    """A text as token ids, and its places sorted by the tokens from there on.

    Args:
        ids: int32 [N].
        order: int32 or int64 [N], every place of the text once; where the text ends comes before every token.
    """

    def __init__(self, ids: npt.NDArray[np.int32], order: IndexArray) -> None:
        self.ids, self.order = ids, order
        self._ids, self._order = ids.data, order.data

    @classmethod
    def of(cls, ids: npt.NDArray[np.int32], progress: Progress = ignore_progress) -> SuffixArray:
        """Sort the places of a text.

        Args:
            ids: int32 [N], none of them negative.
            progress: told how far the sorting is.

        Raises:
            Cancelled: by `progress`.
        """
        return cls(ids, _sorted_places(ids, progress))

    def find(self, run: Sequence[int]) -> slice:
        """Where in `order` the places are at which a run of tokens stands; an empty slice where it stands nowhere.

        The empty run stands everywhere.
        """
        wanted, length, ids = list(run), len(run), self._ids

        def tokens_at(place: int) -> list[int]:
            return ids[place : place + length].tolist()

        first = bisect_left(self._order, wanted, key=tokens_at)
        return slice(first, bisect_right(self._order, wanted, first, key=tokens_at))

    def longest_run(self, text: Sequence[int], start: int = 0, known: int = 0) -> int:
        """How many tokens of another text, from one of its places on, stand somewhere in this text as a run.

        Args:
            text: token ids.
            start: the place in it.
            known: so many tokens are known to stand here as a run.
        """
        length = known
        found = self.find(text[start : start + known])
        low, high = found.start, found.stop
        ids, order, end = self._ids, self._order, len(self._ids)
        while start + length < len(text):
            token = text[start + length]

            def token_at(place: int, depth: int = length) -> int:
                return ids[place + depth] if place + depth < end else -1

            low = bisect_left(order, token, low, high, key=token_at)
            if low == high or token_at(order[low]) != token:
                break
            high = bisect_right(order, token, low, high, key=token_at)
            length += 1
        return length

    def have_run(self, text: npt.NDArray[np.int32], length: int) -> npt.NDArray[np.bool_]:
        """For each place of another text, whether its next so many tokens stand somewhere in this text as a run.

        Args:
            text: int32 [L].
            length: from 1 up.

        Returns:
            bool [max(L − length + 1, 0)]: the places from which on there are so many tokens.
        """
        if len(text) < length or len(self.ids) < length:
            return np.zeros(max(len(text) - length + 1, 0), np.bool_)
        wanted = np.lib.stride_tricks.sliding_window_view(text, length)
        low = np.searchsorted(self._first_tokens, wanted[:, 0])
        high = np.searchsorted(self._first_tokens, wanted[:, 0], "right")
        last = high - 1
        rows = np.arange(len(wanted))
        while True:
            middle = (low + high) >> 1
            is_open = low < high
            if not is_open.any():
                break
            found = self._tokens_at(np.minimum(middle, last), length)
            differs = found != wanted
            column = differs.argmax(axis=1)
            less = (found[rows, column] < wanted[rows, column]) & is_open
            low = np.where(less, middle + 1, low)
            high = np.where(less, high, np.minimum(middle, high))
        inside = low <= last
        equal: npt.NDArray[np.bool_] = (self._tokens_at(np.minimum(low, last), length) == wanted).all(axis=1)
        return equal & inside

    @cached_property
    def _first_tokens(self) -> npt.NDArray[np.int32]:
        """int32 [N], the token at each place of `order`."""
        return self.ids[self.order]

    def _tokens_at(self, numbers: IndexArray, length: int) -> npt.NDArray[np.int32]:
        """int32 [M, length], the tokens from some places of `order` on; −1 behind the end of the text."""
        places = self.order[numbers][:, None].astype(np.int64) + np.arange(length)
        tokens = self.ids.take(places, mode="clip")
        tokens[places >= len(self.ids)] = -1
        return tokens


def _sorted_places(ids: npt.NDArray[np.int32], progress: Progress) -> IndexArray:
    """The places of a text in the order of the tokens from there on."""
    size = len(ids)
    if not size:
        return np.zeros(0, np.int32)
    unsorted = np.arange(size)

    def report() -> None:
        progress("indexing", 1 - len(unsorted) / size)

    order, new, known = meanwhile(report, partial(_sorted_by_first_tokens, ids))
    # The rank of a place: where in `order` the group begins that the place is not told apart from yet.
    rank = np.empty(size, np.int64)
    unsorted = meanwhile(report, partial(_ranked, order, unsorted, new, rank))
    while len(unsorted):
        unsorted = meanwhile(report, partial(_sort_further, order, rank, unsorted, known))
        known *= 2
    progress("indexing", 1.0)
    return order.astype(np.int32) if size < 1 << 31 else order


def _sort_further(
    order: npt.NDArray[np.int64], rank: npt.NDArray[np.int64], unsorted: npt.NDArray[np.int64], known: int
) -> npt.NDArray[np.int64]:
    """Sort the places that are not told apart by their next `known` tokens, by twice as many.

    Args:
        order: is changed, as `rank` is.
        unsorted: where in `order` these places are.

    Returns:
        Where places are that are still not told apart.
    """
    places = order[unsorted]
    further = places + known
    following = np.where(further < len(rank), rank.take(further, mode="clip") + 1, 0)
    by_following, new = _sort_within_groups(rank[places], following)
    places = places[by_following]
    order[unsorted] = places
    return _ranked(places, unsorted, new, rank)


def _ranked(
    places: npt.NDArray[np.int64],
    numbers: npt.NDArray[np.int64],
    new: npt.NDArray[np.bool_],
    rank: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    """Give sorted places, with these numbers in the order, their ranks; returns the numbers of those in groups."""
    rank[places] = numbers[np.maximum.accumulate(np.where(new, np.arange(len(new)), 0))]
    return numbers[_in_groups(new)]


def _sorted_by_first_tokens(
    ids: npt.NDArray[np.int32],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], int]:
    """Sort places by as many tokens as one integer holds beside the place.

    Returns:
        The places; where among them the tokens are others than before; and how many tokens these are.
    """
    place_bits, token_bits = (len(ids) - 1).bit_length(), (int(ids.max()) + 1).bit_length()
    known = min(max((_BITS - place_bits) // token_bits, 1), len(ids))
    tokens = np.zeros(len(ids) + known, np.int64)
    tokens[: len(ids)] = ids
    tokens[: len(ids)] += 1  # 0 is the end of the text
    key = np.zeros(len(ids), np.int64)
    for place in range(known):
        key <<= token_bits
        key |= tokens[place : place + len(ids)]
    return *_sort(key, place_bits), known


def _sort_within_groups(
    group: npt.NDArray[np.int64], value: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Sort by value within each group; groups ascend. Returns what `_sort` returns."""
    begins = np.ones(len(group), np.int64)
    np.not_equal(group[1:], group[:-1], out=begins[1:], casting="unsafe")
    key = np.cumsum(begins) - 1
    value_bits = int(value.max()).bit_length()
    place_bits = (len(group) - 1).bit_length()
    key <<= value_bits
    key |= value
    return _sort(key, place_bits)


def _sort(key: npt.NDArray[np.int64], place_bits: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Sort keys, which are changed.

    Returns:
        int64 [N], where each of the sorted keys stood; bool [N], whether the key before each is another one.
    """
    if int(key.max()).bit_length() + place_bits <= _BITS:
        # Integers that are sorted themselves go through memory in order.
        key <<= place_bits
        key |= np.arange(len(key))
        key.sort()
        places = key & ((1 << place_bits) - 1)
        key >>= place_bits
    else:
        places = np.argsort(key)
        key = key[places]
    new = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=new[1:])
    return places, new


def _in_groups(new: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether each of several things stands in a group of two or more, given where groups begin."""
    alone = new.copy()
    alone[:-1] &= new[1:]
    return ~alone
