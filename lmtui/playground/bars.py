"""Bars: a share as a length, to an eighth of a cell; a share that is not known exactly ends in a band."""

from __future__ import annotations

from typing import NamedTuple

_EIGHTHS = 0x2590  # - n: a block of n eighths of a cell (Unicode's block elements)


def bar(share: float, width: int, fine: bool) -> str:
    """A bar as long as its share of a width in columns: to an eighth of a cell, or in whole cells of ASCII."""
    if not fine:
        return "#" * round(share * width)
    whole, eighths = divmod(round(share * width * 8), 8)
    return "█" * whole + (chr(_EIGHTHS - eighths) if eighths else "")


class Band(NamedTuple):
    """A share, and the band about it in which it lies as well as not: a standard error to each side.

    Attributes:
        low, share, high: in [0, 1]; all the same where no error is known.
    """

    low: float
    share: float
    high: float


def banded_bar(band: Band, width: int, fine: bool) -> str:
    """A bar up to where a band begins, then the band, of at least one cell; where there is no band, a bar."""
    if band.low == band.high:
        return bar(band.share, width, fine)
    begin = min(round(band.low * width), width - 1)
    end = max(min(round(band.high * width), width), begin + 1)
    solid, shaded = ("█", "▒") if fine else ("#", "~")
    return solid * begin + shaded * (end - begin)
