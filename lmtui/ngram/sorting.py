"""Sort rows of integers by packing them into integers of 63 bits: these sort many times faster than pairs.

What is sorted carries its place in the lowest bits, where that fits.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lmtui.ngram.columns import LARGEST_PIECE, IndexArray, index_type
from lmtui.ngram.mapped_memory import PIECE, new_array
from lmtui.ngram.windows import Keys, WindowLayout

Flags = npt.NDArray[np.bool_]


def sort_with_places(key: Keys) -> tuple[Keys, Keys]:
    """Sort numbers from 0 up; returns them sorted, and the place that each had. Equal numbers keep their order."""
    bits = max(len(key) - 1, 0).bit_length()
    beyond = int(key.max(initial=0)).bit_length() + bits - 63
    if beyond <= 0:
        packed = key << bits
        packed |= np.arange(len(key))
        packed.sort()
        place = packed & ((1 << bits) - 1)
        packed >>= bits
        return packed, place
    if beyond + 2 * bits > 63:
        place = np.argsort(key, kind="stable")
    else:  # by the high bits first, then those that are equal there by the low bits
        high, place = sort_with_places(key >> beyond)
        rest = key[place] & ((1 << beyond) - 1)
        rest |= (np.cumsum(changes(high)) - 1) << beyond
        place = place[sort_with_places(rest)[1]]
    return key[place], place


def sort_in_place(key: Keys) -> IndexArray:
    """Sort numbers from 0 up where they stand, with little memory beside them; returns the place that each had.

    Equal numbers keep their order.
    """
    size = len(key)
    bits = max(size - 1, 0).bit_length()
    beyond = max(int(key.max(initial=0)).bit_length() + bits - 63, 0)
    packed = np.right_shift(key, beyond, out=new_array(size, np.int64)) if beyond else key
    pieces = [slice(start, min(start + PIECE, size)) for start in range(0, size, PIECE)]
    packed <<= bits
    for piece in pieces:
        packed[piece] |= np.arange(piece.start, piece.stop)
    packed.sort()
    place: IndexArray = new_array(size, index_type(size))
    for piece in pieces:
        place[piece] = packed[piece] & ((1 << bits) - 1)
    packed >>= bits
    if beyond:
        _sort_by_low_bits(key, packed, place)
    return place


def _sort_by_low_bits(key: Keys, high: Keys, place: IndexArray) -> None:
    """Sort numbers where they stand, by their low bits, too.

    Args:
        key: the numbers in their old order.
        high: their high bits, in order; becomes another array.
        place: where each was, in the order of `high`; becomes that in the order of all bits.
    """
    start = 0
    while start < len(key):
        last = min(start + LARGEST_PIECE, len(key)) - 1
        stop = last + 1 + int(np.searchsorted(high[last + 1 :], high[last], "right"))
        here = place[start:stop]
        numbers = key[here]
        least = numbers.min()
        numbers -= least
        ordered, order = sort_with_places(numbers)
        place[start:stop] = here[order]
        high[start:stop] = ordered
        high[start:stop] += least
        start = stop
    key[:] = high


def changes(values: Keys) -> Flags:
    """Where another number than the one before stands; the first is one."""
    new = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def sort_windows(columns: Sequence[Keys], layout: WindowLayout) -> tuple[Keys, Flags]:
    """Sort windows of several keys.

    First all windows are sorted by as many bits as fit beside the place; then those that are equal so far, by the
    next bits, and so on: there are fewer and fewer of these.

    Returns:
        The places of the windows in order; and where among them another window begins.
    """
    size = layout.order * layout.bits
    end = min(size, 63 - len(columns[0]).bit_length())  # how many bits were looked at
    key, place = sort_with_places(_bits_of(columns, layout, 0, end))
    new = changes(key)
    tied = np.flatnonzero(_are_tied(new))  # where in the order windows stand that are equal to a neighbour so far
    while end < size and len(tied):
        group = np.cumsum(new[tied]) - 1
        begin, end = end, min(size, end + 63 - int(group[-1]).bit_length() - len(tied).bit_length())
        rows = place[tied]
        key = _bits_of(columns, layout, begin, end, rows)
        key |= group << (end - begin)
        key, order = sort_with_places(key)
        place[tied] = rows[order]
        first = changes(key)
        new[tied] = first
        tied = tied[_are_tied(first)]
    return place, new


def _are_tied(new: Flags) -> Flags:
    """Which numbers are equal to a neighbour, by where another number than the one before stands."""
    tied = ~new
    tied[:-1] |= tied[1:]
    return tied


def _bits_of(
    columns: Sequence[Keys], layout: WindowLayout, begin: int, end: int, rows: Keys | slice = slice(None)
) -> Keys:
    """Some bits of some windows as one number; the bits are counted from the highest of the first key on."""
    width = layout.bits * layout.tokens_a_key
    bits = np.zeros((), np.int64)
    for number in range(begin // width, -(-end // width)):
        first, last = max(begin - number * width, 0), min(end - number * width, width)
        bits = bits << (last - first) | columns[number][rows] >> (width - last) & ((1 << (last - first)) - 1)
    return bits
