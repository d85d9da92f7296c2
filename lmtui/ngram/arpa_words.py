"""Find the ids of many words at once, given by their bytes: a hash table in arrays.

Python's dictionary must make an object of every word of every line, and looks at several places in memory for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

LONGEST = 15
"""Bytes of a word in the table: they fit into two integers of 64 bits, with their number in the last byte."""

NONE = -1
"""Stands for the id of a word that is not there."""

Keys = npt.NDArray[np.uint64]

_LOW_BYTES = np.array([(1 << 8 * count) - 1 for count in range(9)], np.uint64)
_FACTORS = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)))


class WordTable:
    """The words of a vocabulary by their bytes.

    Args:
        ids: of all words, of which at least one is no longer than `LONGEST`.
    """

    def __init__(self, ids: Mapping[bytes, int]) -> None:
        self._long = {word: new for word, new in ids.items() if len(word) > LONGEST}
        short = [word for word in ids if len(word) <= LONGEST]
        self._ids = np.array([ids[word] for word in short], np.int32)
        lengths = np.array(list(map(len, short)), np.int64)
        self._keys = _keys_of(b"".join(short), np.cumsum(lengths) - lengths, lengths)
        self._shift = np.uint64(63 - len(short).bit_length())  # at most half of the slots are taken
        self._slots = np.full(1 << (64 - int(self._shift)), NONE, np.int32)
        left = np.arange(len(short))
        slot = self._first_slots(self._keys)
        while len(left):
            is_free = self._slots[slot] == NONE
            self._slots[slot[is_free]] = left[is_free]
            left, slot = _where(self._slots[slot] != left, left, slot)
            slot = self._next(slot)

    def __getitem__(self, word: bytes) -> int:
        """The id of one word, or `NONE`."""
        return int(self.find(word, np.zeros(1, np.int64), np.array([len(word)]))[0])

    def find(
        self, text: bytes, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int32]:
        """The id of each word, or `NONE`.

        Args:
            text: holds the words.
            starts: int64 [N], where each begins.
            lengths: int64 [N], how many bytes each has.
        """
        ids = np.full(len(starts), NONE, np.int32)
        is_long = lengths > LONGEST
        for place in np.flatnonzero(is_long).tolist():
            start = int(starts[place])
            ids[place] = self._long.get(text[start : start + int(lengths[place])], NONE)
        left = np.flatnonzero(~is_long)
        low, high = _keys_of(text, starts[left], lengths[left])
        slot = self._first_slots((low, high))
        while len(left):
            word = self._slots[slot]
            is_same = (self._keys[0][word] == low) & (self._keys[1][word] == high) & (word != NONE)
            ids[left[is_same]] = self._ids[word[is_same]]
            left, slot, low, high = _where(~is_same & (word != NONE), left, slot, low, high)
            slot = self._next(slot)
        return ids

    def _first_slots(self, keys: tuple[Keys, Keys]) -> npt.NDArray[np.int64]:
        mixed = keys[0] * _FACTORS[0] ^ keys[1] * _FACTORS[1]
        mixed ^= mixed >> np.uint64(32)
        mixed *= _FACTORS[2]
        slots: npt.NDArray[np.int64] = (mixed >> self._shift).astype(np.int64)
        return slots

    def _next(self, slot: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return (slot + 1) & (len(self._slots) - 1)


def _where(chosen: npt.NDArray[np.bool_], *arrays: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    return [array[chosen] for array in arrays]


def _keys_of(text: bytes, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> tuple[Keys, Keys]:
    """The bytes of words in two integers each, the first byte being the lowest."""
    eights = np.ndarray(len(text) + 8, "<u8", text + bytes(16), strides=(1,))
    low = eights[starts] & _LOW_BYTES[np.minimum(lengths, 8)]
    high = eights[np.minimum(starts + 8, len(text))] & _LOW_BYTES[np.maximum(lengths - 8, 0)]
    return low, high | (lengths.astype(np.uint64) << np.uint64(56))
