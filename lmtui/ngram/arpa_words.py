"""The words of an ARPA file in arrays: gathered as they come, then found by their bytes, many at once.

Python's dictionary must make an object of every word of every line, and looks at several places in memory for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lmtui.ngram.mapped_memory import GrowingArray, new_array

LONGEST = 15
"""Bytes of a word that fit into two integers of 64 bits, with one more than their number in the last byte."""

NO_WORD = -1
"""Stands for the id of a word that is not there."""

WORDS_AT_ONCE = 1 << 10
"""So many words are worked on at a time, as each may be long."""

WordKeys = npt.NDArray[np.uint64]

EIGHT = 8  # bytes in an integer
_FIRST_BYTES = (0xFF * np.tri(LONGEST + 1, 2 * EIGHT, -1, np.uint8)).view("<u8")
"""For each number of bytes, the bits of so many at the beginning of sixteen."""

_TAGS = np.array([[0, length + 1 << 56] for length in range(LONGEST + 1)], np.uint64)
_FACTORS = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F)))


class NewWords:
    """Gathers words as they come; each is given the next number, also one that came before.

    Args:
        words: come first.
        count: about how many others will come.
    """

    def __init__(self, words: Sequence[bytes], count: int) -> None:
        self._spelling, self._lengths = GrowingArray(np.uint8, 0), GrowingArray(np.int32, count)
        for word in words:
            self[word]

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
        self._spelling.add(np.frombuffer(text, np.uint8)[places])
        self._lengths.add(lengths)
        return np.arange(self._lengths.size - len(lengths), self._lengths.size, dtype=np.int32)

    def take(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
        """The bytes of all words one after another, and how many bytes each has; no word is left here."""
        return self._spelling.take(), self._lengths.take()


class WordTable:
    """Words by their bytes. The id of a word is its number, until `set_ids` gives others.

    A word of more than `LONGEST` bytes has a hash of these for its first integer, and its place for the other one.

    Args:
        spelling: uint8, the bytes of all words one after another; they are looked at as long as words are looked up.
        lengths: int32 [N], how many bytes each word has.
    """

    def __init__(self, spelling: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int32]) -> None:
        size = len(lengths)
        self._eights, self._lengths = eights_of(spelling.data), lengths
        self._first, self._ids = new_array(size, np.int32), new_array(0, np.int32)
        self._keys: WordKeys = new_array(2 * size, np.uint64).reshape(-1, 2)
        self._shift = np.uint64(63 - size.bit_length())  # at most half of the slots are taken
        self._slots = new_array(1 << (64 - int(self._shift)), np.int32)
        self._slots[:] = NO_WORD
        for number, here, there in _pieces(lengths):
            ends = np.cumsum(lengths[here], dtype=np.int64)
            for words in _asked(spelling[there].tobytes(), ends - lengths[here], lengths[here].astype(np.int64)):
                self._add(words, number, there.start)
        self._ids = self._first

    def _add(self, words: _Asked, number: int, begin: int) -> None:
        """Add words; their text begins with the word of a number, and at a place of all words' bytes."""
        numbers = words.places + number
        self._keys[numbers] = words.keys
        if words.are_long:
            self._keys[numbers, 1] = words.starts[words.places] + begin
        slot, step = self._first_slots(words), 0
        while len(slot):
            is_free = self._slots[slot] == NO_WORD
            self._slots[slot[is_free][::-1]] = numbers[is_free][::-1]  # of several words, the last one written stays
            found = self._slots[slot]
            is_same = self._is_same(found, words)
            self._first[numbers[is_same]] = found[is_same]
            rest = np.flatnonzero(~is_same)
            step += 1
            words, numbers, slot = words.at(rest), numbers[rest], self._next(slot[rest], step)

    def take_first(self) -> npt.NDArray[np.int32]:
        """For each word the number of the first one with its bytes, int32 [N]; other ids must be given then."""
        first, self._first = self._first, self._first[:0]
        return first

    def set_ids(self, ids: npt.NDArray[np.int32]) -> None:
        """Give other ids, int32 [N], in the order of the words; words of the same bytes have the same id."""
        self._ids = ids

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
        for words in _asked(text, starts, lengths):
            slot, step = self._first_slots(words), 0
            while len(slot):
                found = self._slots.take(slot)
                is_same = self._is_same(found, words)
                ids[words.places] = np.where(is_same, self._ids.take(found), NO_WORD)
                rest = np.flatnonzero(~is_same & (found != NO_WORD))
                step += 1
                words, slot = words.at(rest), self._next(slot[rest], step)
        return ids

    def _is_same(self, found: npt.NDArray[np.int32], words: _Asked) -> npt.NDArray[np.bool_]:
        """Whether the words of these numbers are those that are asked for."""
        is_low_same, is_high_same = (self._keys.take(found, axis=0) == words.keys).T
        is_same: npt.NDArray[np.bool_] = is_low_same & (words.are_long | is_high_same)
        if not words.are_long:
            return is_same
        lengths = words.lengths[words.places]
        is_same &= self._lengths[found] == lengths
        alike = np.flatnonzero(is_same)
        if len(alike):
            begins = self._keys[found[alike], 1].astype(np.int64)
            ours, firsts, _ = _integers_of(self._eights, begins, lengths[alike])
            theirs, _, _ = _integers_of(words.eights, words.starts[words.places[alike]], lengths[alike])
            is_same[alike] = ~np.logical_or.reduceat(ours != theirs, firsts)
        return is_same

    def _first_slots(self, words: _Asked) -> npt.NDArray[np.int64]:
        mixed = words.keys[:, 0] * _FACTORS[0] ^ words.keys[:, 1] * _FACTORS[1]
        mixed >>= self._shift
        return mixed.view(np.int64)

    def _next(self, slot: npt.NDArray[np.int64], step: int) -> npt.NDArray[np.int64]:
        """Where words are that are not in a slot; the steps grow by 1, and so reach every slot of 2ⁿ."""
        return (slot + step) & (len(self._slots) - 1)


class _Asked(NamedTuple):
    """Words that are added or looked up, all of them long or all of them short.

    Attributes:
        are_long: whether they have more than `LONGEST` bytes.
        eights: uint64, eight bytes of the text from each byte on.
        starts: int64 [N], where each word of the text begins.
        lengths: int64 [N], how many bytes each word of the text has.
        places: int64 [M], where these words stand among all of the text.
        keys: uint64 [M, 2], the first eight bytes, the first being the lowest, and the other bytes, with one more
            than the number of all bytes as the highest; of long words a hash of all bytes, and 0.
    """

    are_long: bool
    eights: WordKeys
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    keys: WordKeys

    def at(self, chosen: npt.NDArray[np.int64]) -> _Asked:
        """Some of the words."""
        return self._replace(places=self.places[chosen], keys=self.keys.take(chosen, axis=0))


def _asked(text: bytes, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> Iterator[_Asked]:
    """The short words, and the long ones; see `WordTable.find`."""
    text += bytes(2 * EIGHT)
    eights, is_long = eights_of(text), lengths > LONGEST
    places = np.flatnonzero(is_long)
    if len(places):
        hashes = _hashes(*_integers_of(eights, starts[places], lengths[places]))
        keys = np.stack([hashes, np.zeros(len(places), np.uint64)], axis=1)
        yield _Asked(True, eights, starts, lengths, places, keys)
    places = np.flatnonzero(~is_long)
    length = lengths.take(places)
    keys = sixteens_at(text, starts.take(places))
    keys &= _FIRST_BYTES.take(length, axis=0)
    keys |= _TAGS.take(length, axis=0)
    yield _Asked(False, eights, starts, lengths, places, keys)


def _hashes(numbers: WordKeys, begins: npt.NDArray[np.int64], places: npt.NDArray[np.int64]) -> WordKeys:
    """A hash of each word, whose bytes are given as `_integers_of` gives them."""
    numbers ^= places.astype(np.uint64) * _FACTORS[1]
    numbers *= _FACTORS[0]
    numbers ^= numbers >> np.uint64(32)
    hashes: WordKeys = np.add.reduceat(numbers, begins)
    return hashes


def eights_of(text: bytes | memoryview) -> WordKeys:
    """Eight bytes from each byte on, the first being the lowest."""
    return np.ndarray(max(len(text) - EIGHT + 1, 0), "<u8", text, strides=(1,))


def sixteens_at(text: bytes, places: npt.NDArray[np.int64]) -> WordKeys:
    """Sixteen bytes from each of N places on, uint64 [N, 2], the first byte being the lowest."""
    sixteens = np.ndarray(len(text) - 2 * EIGHT + 1, f"V{2 * EIGHT}", text, strides=(1,))
    return sixteens[places].view("<u8").reshape(-1, 2)


def _integers_of(
    eights: WordKeys, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]
) -> tuple[WordKeys, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All bytes of words as integers; the last integer of a word may have bytes of the one before, too.

    Args:
        eights: of the text.
        starts: int64 [N], where each word begins.
        lengths: int64 [N], how many bytes each has, at least eight.

    Returns:
        The integers of all words; where those of each word begin; and the place of each in its word.
    """
    counts = -(-lengths // EIGHT)
    begins = np.cumsum(counts) - counts
    places = np.arange(counts.sum()) - np.repeat(begins, counts)
    at = np.minimum(places * EIGHT, np.repeat(lengths - EIGHT, counts))
    at += np.repeat(starts, counts)
    return eights[at], begins, places


def kept_words(
    spelling: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int32], is_kept: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """The bytes of some words, and where each of these words ends.

    Args:
        spelling: uint8, the bytes of all words one after another; is written over.
        lengths: int32 [N], how many bytes each word has.
        is_kept: bool [N].
    """
    size = 0
    for _, here, there in _pieces(lengths):
        kept = spelling[there][np.repeat(is_kept[here], lengths[here])]
        spelling[size : size + len(kept)] = kept
        size += len(kept)
    ends = new_array(int(np.count_nonzero(is_kept)), np.int64)
    np.cumsum(lengths[is_kept], out=ends)
    return spelling[:size], ends


def _pieces(lengths: npt.NDArray[np.int32]) -> Iterator[tuple[int, slice, slice]]:
    """Some words at a time: the number of the first one, which words they are, and where their bytes are."""
    end = 0
    for start in range(0, len(lengths), WORDS_AT_ONCE):
        here = slice(start, start + WORDS_AT_ONCE)
        begin, end = end, end + int(lengths[here].sum(dtype=np.int64))
        yield start, here, slice(begin, end)
