"""Sort words by their bytes, without an object for each."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_EIGHT = 8  # bytes in an integer
_HIGH_BYTES = np.array([(1 << 64) - (1 << 8 * (_EIGHT - count)) for count in range(_EIGHT + 1)], np.uint64)


def alphabetical(spelling: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """The numbers of distinct words in the order of their bytes.

    The words are sorted by eight bytes, then those that are equal so far by the next eight, and so on.

    Args:
        spelling: uint8, the bytes of all words one after another.
        ends: int64 [V], where each word ends.

    Returns:
        int32 [V].
    """
    lengths = np.diff(ends, prepend=0)
    starts = ends - lengths
    eights = np.ndarray(len(spelling) + 1, ">u8", spelling.tobytes() + bytes(_EIGHT), strides=(1,))
    # Every sort below is stable: a word that another one begins with stays before that one.
    order = np.argsort(lengths, kind="stable").astype(np.int32)
    is_new = np.zeros(len(order), np.bool_)  # where in the order a word differs from the one before
    tied = np.arange(len(order), dtype=np.int32)  # where in the order words are equal to a neighbour so far
    done = 0
    while len(tied) and done < lengths[order[tied]].max():
        words = order[tied]
        left = np.clip(lengths[words] - done, 0, _EIGHT)
        key = eights[np.minimum(starts[words] + done, len(spelling))].astype(np.uint64) & _HIGH_BYTES[left]
        group = np.cumsum(is_new[tied], dtype=np.int32)
        by_key = np.lexsort((key, group))
        order[tied] = words[by_key]
        key = key[by_key]
        differs = np.ones(len(tied), np.bool_)
        differs[1:] = (key[1:] != key[:-1]) | (group[1:] != group[:-1])
        is_new[tied] = differs
        differs[:-1] &= differs[1:]
        tied = tied[~differs]
        done += _EIGHT
    return order
