"""Which tokens of a text are the same: for every token the first one that is spelled like it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lmtui.text.spans import Spans

_WORD = 8  # bytes in an integer
_LONG = 64  # bytes; longer tokens are rare, and compared one by one
_SPREAD = 0x9E3779B97F4A7C15  # 2⁶⁴ divided by the golden ratio: Knuth, The Art of Computer Programming, 6.4
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WORD)] + [(1 << 64) - 1], np.uint64)

Numbers = npt.NDArray[np.int32]


def first_alike(spans: Spans) -> Numbers:
    """For each of N tokens the number of the first that is spelled like it; int32 [N]."""
    sizes = spans.ends - spans.starts
    words = _words_at(spans.data)
    keys = words[spans.starts]
    keys &= _MASKS[np.minimum(sizes, _WORD)]
    if not len(sizes) or sizes.max() <= _WORD:
        return first_equal(keys)
    first = np.arange(len(sizes), dtype=np.int32)
    short = np.flatnonzero(sizes <= _WORD)
    first[short] = short[first_equal(keys[short])]
    middle = np.flatnonzero((sizes > _WORD) & (sizes <= _LONG))
    alike = _first_alike_by_hash(words, spans.starts[middle], sizes[middle], keys[middle])
    if alike is not None:
        first[middle] = middle[alike]
    seen: dict[bytes, int] = {}
    for place in np.flatnonzero(sizes > (_WORD if alike is None else _LONG)).tolist():
        first[place] = seen.setdefault(spans.data[spans.starts[place] : spans.ends[place]], place)
    return first


def first_equal(keys: npt.NDArray[np.uint64]) -> Numbers:
    """For each of N keys the number of the first one that is equal to it; int32 [N].

    Every key has a slot in a table, where the first key of all that share the slot is remembered. Keys that find
    another one there try again, among themselves, with other slots.
    """
    first = np.empty(len(keys), np.int32)
    left: Numbers = np.arange(len(keys), dtype=np.int32)
    spread = _SPREAD
    while len(left):
        bits = max(len(left).bit_length() - 1, 1)
        slots = (keys * np.uint64(spread)) >> np.uint64(64 - bits)
        table = np.empty(1 << bits, np.int32)
        places = np.arange(len(left), dtype=np.int32)
        table[slots[::-1]] = places[::-1]  # of several, the last one written stays
        found = table[slots]
        same = keys[found] == keys
        first[left[same]] = left[found[same]]
        left, keys = left[~same], keys[~same]
        spread = spread * _SPREAD % (1 << 64)
    return first


def _words_at(data: bytes) -> npt.NDArray[np.uint64]:
    """The eight bytes from each place on, as an integer."""
    return np.ndarray((len(data) - _WORD + 1,), "<u8", data, strides=(1,))


def _first_alike_by_hash(
    words: npt.NDArray[np.uint64],
    starts: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    keys: npt.NDArray[np.uint64],
) -> Numbers | None:
    """What `first_alike` returns, for tokens of up to `_LONG` bytes; None where two different ones have one hash.

    Args:
        words: as from `_words_at`.
        keys: the first eight bytes of each.
    """
    hashes = keys * np.uint64(_SPREAD)
    rest: list[tuple[npt.NDArray[np.intp], npt.NDArray[np.uint64]]] = []
    for done in range(_WORD, _LONG, _WORD):
        longer = np.flatnonzero(sizes > done)
        if not len(longer):
            break
        word = words[starts[longer] + done] & _MASKS[np.minimum(sizes[longer] - done, _WORD)]
        rest.append((longer, word))
        mixed = hashes[longer] ^ (hashes[longer] >> np.uint64(29)) ^ word
        hashes[longer] = mixed * np.uint64(_SPREAD)
    first = first_equal(hashes)
    alike = (sizes == sizes[first]) & (keys == keys[first])
    for longer, word in rest:
        whole = np.zeros(len(sizes), np.uint64)
        whole[longer] = word
        alike[longer] &= word == whole[first[longer]]
    return first if alike.all() else None
