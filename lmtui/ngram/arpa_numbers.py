"""The numbers of an ARPA file, many at once.

Most are decimals with few digits: an integer, divided by a power of ten. Where the integer is below 2⁵³, both are
floats without rounding, and their quotient is rounded once: so it is what Python's `float` gives. (W. D. Clinger,
How to read floating point numbers accurately, 1990.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lmtui.ngram.arpa_words import EIGHT, eights_of

_LONGEST = 2 * EIGHT
"""Bytes of a decimal that is read here, without its sign: at most 15 digits and the point, or 16 digits."""

_ODD = (b"_", b"\v", b"\f", b"\r")
"""What Python's float takes between digits or around them."""

_POWERS = 10 ** np.arange(_LONGEST + 1)

_ZEROS, _SIXES, _HIGH_HALVES, _LOW_HALVES = (
    np.uint64(int.from_bytes(byte * EIGHT, "little")) for byte in (b"0", b"\x06", b"\xf0", b"\x0f")
)
_LAST = np.array([(1 << 64) - (1 << 64 - 8 * count) for count in range(EIGHT + 1)], np.uint64)
"""For each number of bytes, these at the end of eight."""

# Neighbours are joined to numbers of two, four and eight digits: by a factor, a shift, and the bits that are left.
_JOINING = tuple(
    (np.uint64((10**digits << 8 * digits) + 1), np.uint64(8 * digits), np.uint64(bits))
    for digits, bits in ((1, 0x00FF00FF00FF00FF), (2, 0x0000FFFF0000FFFF), (4, 0xFFFFFFFF))
)


def read_numbers(text: bytes, begins: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The numbers of many fields, float64 [N].

    Args:
        text: holds the fields.
        begins: int64 [N], where each begins.
        ends: int64 [N], where each ends; a separator stands there.

    Raises:
        ValueError: a field is no number.
    """
    numbers, is_read = _decimals(text, begins, ends)
    others = np.flatnonzero(~is_read)
    if len(others):
        fields = [text[begin:end] for begin, end in zip(begins[others].tolist(), ends[others].tolist(), strict=True)]
        together = b"".join(fields)
        if any(odd in together for odd in _ODD):
            raise ValueError
        numbers[others] = np.fromiter(map(float, fields), np.float64, len(fields))
    return numbers


def _decimals(
    text: bytes, begins: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The numbers of many fields; and in which fields such a one stands, with one or two digits before a point."""
    padded = bytes(_LONGEST) + text + bytes(_LONGEST)
    codes, eights = np.frombuffer(padded, np.uint8)[_LONGEST:], eights_of(padded)
    is_negative = codes[begins] == ord("-")
    first = begins + is_negative
    length = ends - first
    digit = codes[first] - np.uint8(ord("0"))
    second = codes[first + 1] - np.uint8(ord("0"))
    has_two = second < 10
    behind = length - 2 - has_two  # digits behind the point, if it is one
    has_point = (codes[first + 1 + has_two] == ord(".")) & (behind >= 0)
    whole = np.where(has_two, 10 * digit + second, digit) * has_point
    count = np.where(has_point, behind, length)
    is_read = (length > 0) & (length <= _LONGEST) & (~has_point | (digit < 10))
    high, is_high_read = _digits(eights[ends], np.clip(count - EIGHT, 0, EIGHT))
    low, is_low_read = _digits(eights[ends + EIGHT], np.clip(count, 0, EIGHT))
    count = np.minimum(count, _LONGEST)
    numbers = (whole * _POWERS[count] + high * _POWERS[EIGHT] + low).astype(np.float64)
    numbers /= _POWERS[np.where(has_point, count, 0)]
    np.negative(numbers, out=numbers, where=is_negative)
    return numbers, is_read & is_high_read & is_low_read


def _digits(
    eights: npt.NDArray[np.uint64], count: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The numbers of so many digits at the end of each eight bytes; and whether these are digits."""
    here = _LAST[count]
    digits = eights & here | _ZEROS & ~here
    is_read = ((digits & _HIGH_HALVES) == _ZEROS) & ((digits + _SIXES & _HIGH_HALVES) == _ZEROS)
    digits &= _LOW_HALVES
    for factor, shift, bits in _JOINING:
        digits *= factor
        digits >>= shift
        digits &= bits
    return digits.view(np.int64), is_read
