"""The words of an ARPA file in arrays: gathered as they come, then found by their bytes, many at once.

Python's dictionary must make an object of every word of every line, and looks at several places in memory for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

LONGEST = 15
"""Bytes of a word in the table: they fit into two integers of 64 bits, with their number in the last byte."""

NO_WORD = -1
"""Stands for the id of a word that is not there."""

WordKeys = npt.NDArray[np.uint64]

_LOW_BYTES = np.array([(1 << 8 * count) - 1 for count in range(9)], np.uint64)
_FACTORS = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)))


class NewWords:
    """Gathers words as they come; each is given the next number, also one that came before.

    Args:
        words: come first.
    """

    def __init__(self, words: Sequence[bytes]) -> None:
        self._size = len(words)
        self._spelling = bytearray(b"".join(words))
        self._lengths = [np.array(list(map(len, words)), np.int64)]

    def __getitem__(self, word: bytes) -> int:
        """The number of one new word."""
        return int(self.find(word, np.zeros(1, np.int64), np.array([len(word)]))[0])

    def find(
        self, text: bytes, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int32]:
        """The number of each new word; the arguments are those of `WordTable.find`."""
        before = np.cumsum(lengths) - lengths
        places = np.repeat(starts - before, lengths)
        places += np.arange(len(places))
        self._spelling += np.frombuffer(text, np.uint8)[places].tobytes()
        self._lengths.append(lengths)
        self._size += len(lengths)
        return np.arange(self._size - len(lengths), self._size, dtype=np.int32)

    def take(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        """The bytes of all words one after another, and how many bytes each has; no word is left here."""
        spelling, lengths = np.frombuffer(self._spelling, np.uint8), np.concatenate(self._lengths)
        self._spelling, self._lengths, self._size = bytearray(), [], 0
        return spelling, lengths


class WordTable:
    """Words by their bytes. The id of a word is its number, until `set_ids` gives others.

    Args:
        spelling: uint8, the bytes of all words one after another.
        lengths: int64 [N], how many bytes each word has; at least one has no more than `LONGEST`.

    Attributes:
        first: int32 [N], for each word the number of the first one with its bytes.
    """

    def __init__(self, spelling: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int64]) -> None:
        self.first = np.arange(len(lengths), dtype=np.int32)
        starts = np.cumsum(lengths) - lengths
        self._long: dict[bytes, int] = {}
        for number in np.flatnonzero(lengths > LONGEST).tolist():
            start = int(starts[number])
            word = spelling[start : start + int(lengths[number])].tobytes()
            self.first[number] = self._long.setdefault(word, number)
        self._ids = np.flatnonzero(lengths <= LONGEST).astype(np.int32)
        self._keys = _keys_of(spelling.tobytes(), starts[self._ids], lengths[self._ids])
        self._shift = np.uint64(63 - len(self._ids).bit_length())  # at most half of the slots are taken
        self._slots = np.full(1 << (64 - int(self._shift)), NO_WORD, np.int32)
        left = np.arange(len(self._ids), dtype=np.int32)
        slot = self._first_slots(self._keys)
        while len(left):
            is_free = self._slots[slot] == NO_WORD
            self._slots[slot[is_free][::-1]] = left[is_free][::-1]  # of several words, the last one written stays
            found = self._slots[slot]
            is_same = (self._keys[0][found] == self._keys[0][left]) & (self._keys[1][found] == self._keys[1][left])
            self.first[self._ids[left[is_same]]] = self._ids[found[is_same]]
            left, slot = _where(~is_same, left, slot)
            slot = self._next(slot)

    def set_ids(self, ids: npt.NDArray[np.int32]) -> None:
        """Give other ids, int32 [N], in the order of the words; words of the same bytes have the same id."""
        self._ids = ids[self._ids]
        self._long = {word: int(ids[number]) for word, number in self._long.items()}

    def __getitem__(self, word: bytes) -> int:
        """The id of one word, or `NO_WORD`."""
        return int(self.find(word, np.zeros(1, np.int64), np.array([len(word)]))[0])

    def find(
        self, text: bytes, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int32]:
        """The id of each word, or `NO_WORD`.

        Args:
            text: holds the words.
            starts: int64 [N], where each begins.
            lengths: int64 [N], how many bytes each has.
        """
        ids = np.full(len(starts), NO_WORD, np.int32)
        is_long = lengths > LONGEST
        for place in np.flatnonzero(is_long).tolist():
            start = int(starts[place])
            ids[place] = self._long.get(text[start : start + int(lengths[place])], NO_WORD)
        left = np.flatnonzero(~is_long)
        low, high = _keys_of(text, starts[left], lengths[left])
        slot = self._first_slots((low, high))
        while len(left):
            word = self._slots[slot]
            is_same = (self._keys[0][word] == low) & (self._keys[1][word] == high) & (word != NO_WORD)
            ids[left[is_same]] = self._ids[word[is_same]]
            left, slot, low, high = _where(~is_same & (word != NO_WORD), left, slot, low, high)
            slot = self._next(slot)
        return ids

    def _first_slots(self, keys: tuple[WordKeys, WordKeys]) -> npt.NDArray[np.int64]:
        mixed = keys[0] * _FACTORS[0] ^ keys[1] * _FACTORS[1]
        mixed ^= mixed >> np.uint64(32)
        mixed *= _FACTORS[2]
        slots: npt.NDArray[np.int64] = (mixed >> self._shift).astype(np.int64)
        return slots

    def _next(self, slot: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return (slot + 1) & (len(self._slots) - 1)


def _where(chosen: npt.NDArray[np.bool_], *arrays: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    return [array[chosen] for array in arrays]


def _keys_of(text: bytes, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> tuple[WordKeys, WordKeys]:
    """The bytes of words in two integers each, the first byte being the lowest."""
    eights = np.ndarray(len(text) + 8, "<u8", text + bytes(16), strides=(1,))
    low = eights[starts] & _LOW_BYTES[np.minimum(lengths, 8)]
    high = eights[np.minimum(starts + 8, len(text))] & _LOW_BYTES[np.maximum(lengths - 8, 0)]
    return low, high | (lengths.astype(np.uint64) << np.uint64(56))
