"""Sort words by their bytes, without an object for each, and with little memory beside them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

_EIGHT = 8  # bytes in an integer
_HIGH_BYTES = np.array([(1 << 64) - (1 << 8 * (_EIGHT - count)) for count in range(_EIGHT + 1)], np.uint64)
_PIECE = 1 << 12
"""About so many words are sorted at a time."""

_Numbers = npt.NDArray[np.int32]


def alphabetical(
    spelling: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64], report: Callable[[], None] = lambda: None
) -> _Numbers:
    """The numbers of distinct words in the order of their bytes.

    Args:
        spelling: uint8, the bytes of all words one after another.
        ends: int64 [V], where each word ends.
        report: is called before each time that some words are sorted; it may raise `Cancelled`.

    Returns:
        int32 [V].
    """
    order = np.arange(len(ends), dtype=np.int32)
    _sort_by_pieces(order, _Spelled(spelling, ends), 0, report)
    return order


class _Spelled:
    """The bytes of words as integers; the arguments are those of `alphabetical`."""

    def __init__(self, spelling: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64]) -> None:
        if len(spelling) < _EIGHT:
            spelling = np.pad(spelling, (0, _EIGHT - len(spelling)))
        self._last = len(spelling) - _EIGHT
        self._eights = np.ndarray(self._last + 1, ">u8", spelling.data, strides=(1,))
        self._ends = ends

    def eight_bytes(self, words: _Numbers, done: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8]]:
        """Eight bytes of each word after the first ones, the first being the highest; and how many there are."""
        ends = self._ends[words]
        starts = self._ends[words - 1]
        starts[words == 0] = 0
        starts += done
        left = np.clip(ends - starts, 0, _EIGHT)
        places = np.minimum(starts, self._last)
        eights = self._eights[places].astype(np.uint64)
        eights <<= (np.minimum(starts, ends) - places).astype(np.uint64) << np.uint64(
            3
        )  # near the end there are fewer
        return eights & _HIGH_BYTES[left], left.astype(np.uint8)


def _sort_by_pieces(order: _Numbers, spelled: _Spelled, done: int, report: Callable[[], None]) -> None:
    """Sort words, whose first bytes are the same, where their numbers stand.

    Many words are sorted by their next two bytes, and then those of some beginnings at a time.
    """
    if len(order) <= _PIECE or done == _EIGHT:
        report()
        _sort(order, spelled)
        return
    beginning = np.empty(len(order), np.uint16)
    for start in range(0, len(order), _PIECE):
        report()
        eight, _ = spelled.eight_bytes(order[start : start + _PIECE], done)
        beginning[start : start + _PIECE] = eight >> np.uint64(48)
    by_beginning = np.argsort(beginning, kind="stable")
    order[:], beginning = order[by_beginning], beginning[by_beginning]
    del by_beginning
    start = 0
    while start < len(order):
        stop = min(start + _PIECE, len(order))
        if stop < len(order):
            stop = int(np.searchsorted(beginning, beginning[stop], "left"))
        if stop > start:
            report()
            _sort(order[start:stop], spelled)
        else:
            stop = int(np.searchsorted(beginning, beginning[start], "right"))
            _sort_by_pieces(order[start:stop], spelled, done + 2, report)
        start = stop


def _sort(order: _Numbers, spelled: _Spelled) -> None:
    """Sort words where their numbers stand.

    They are sorted by eight bytes, then those that are equal so far by the next eight, and so on.
    """
    is_new = np.zeros(len(order), np.bool_)  # where in the order a word differs from the one before
    tied = np.arange(len(order))  # where in the order words are equal to a neighbour so far
    done = 0
    while len(tied):
        words = order[tied]
        key, left = spelled.eight_bytes(words, done)
        if not left.any():
            break
        group = np.cumsum(is_new[tied])
        by_key = np.lexsort((left, key, group))  # a word that another one begins with comes before that one
        order[tied] = words[by_key]
        differs = np.ones(len(tied), np.bool_)
        differs[1:] = False
        for column in (key, left, group):
            column = column[by_key]
            differs[1:] |= column[1:] != column[:-1]
        is_new[tied] = differs
        differs[:-1] &= differs[1:]
        tied = tied[~differs]
        done += _EIGHT
