"""The numbers of an ARPA file, many at once.

Most are decimals with few digits: an integer, divided by a power of ten. Where the integer is below 2⁵³, both are
floats without rounding, and their quotient is rounded once: so it is what Python's `float` gives. (W. D. Clinger,
How to read floating point numbers accurately, 1990.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lmtui.ngram.arpa_words import EIGHT, sixteens_at

_LONGEST = 2 * EIGHT
"""Bytes of a decimal that is read here, without its sign: at most 15 digits and the point, or 16 digits."""

_ODD = (b"_", b"\v", b"\f", b"\r")
"""What Python's float takes between digits or around them."""

_POWERS = 10 ** np.arange(_LONGEST + 1)

_ZEROS, _UP_TO_HIGHEST, _HIGHEST_BITS = (
    np.uint64(int.from_bytes(byte * EIGHT, "little")) for byte in (b"0", b"\x76", b"\x80")
)
"""In every byte: the digit 0; what adds the highest bit to more than 9; and that bit."""

_LAST_BYTES = (0xFF * np.tri(_LONGEST + 1, _LONGEST, -1, np.uint8))[:, ::-1].copy().view("<u8")
"""For each number of bytes, the bits of so many at the end of sixteen."""


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
            raise ValueError("a field is no number")
        numbers[others] = np.fromiter(map(float, fields), np.float64, len(fields))
    return numbers


def _decimals(
    text: bytes, begins: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The numbers of many fields; and in which fields such a one stands, with one digit before a point."""
    padded = bytes(_LONGEST) + text + bytes(1)
    codes = np.frombuffer(padded, np.uint8)[_LONGEST:]
    is_negative = codes.take(begins) == ord("-")
    first = begins + is_negative
    whole = codes.take(first) - np.uint8(ord("0"))
    has_point = (whole < 10) & (codes.take(first + 1) == ord("."))
    length = ends - first
    count = np.minimum(np.where(has_point, length - 2, length), _LONGEST)  # of the digits behind the point
    digits = sixteens_at(padded, ends)
    digits ^= _ZEROS
    digits &= _LAST_BYTES.take(count, axis=0)
    is_odd, is_odd_too = ((digits | digits + _UP_TO_HIGHEST) & _HIGHEST_BITS).T
    is_read = (length > 0) & (length <= _LONGEST) & (is_odd | is_odd_too == 0)
    for size, factor in ((2, 10), (4, 100), (8, 10_000)):  # neighbours become numbers of two, four and eight digits
        joined = digits.view(f"<u{size}")
        joined *= joined.dtype.type((factor << 4 * size) + 1)
        joined >>= joined.dtype.type(4 * size)
    high, low = digits.view(np.int64).T
    numbers = (whole * has_point * _POWERS.take(count) + high * _POWERS[EIGHT] + low).astype(np.float64)
    numbers /= _POWERS.take(count * has_point)
    return np.where(is_negative, -numbers, numbers), is_read
