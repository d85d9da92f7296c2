"""Bars: a share as a length, to an eighth of a cell; a tick for another share, or a band about the share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

_EIGHTHS = 0x2590  # - n: a block of n eighths of a cell (Unicode's block elements)
_FULL = "█"
_LEVELS, _ASCII_LEVELS = "▁▂▃▄▅▆▇█", ".:#"  # a cell filled from below
_TICKS = "▏│▕"  # at the left of a cell, in the middle, at the right
_TOPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)


@dataclass(frozen=True)
class TickedBar:
    """A bar with a tick, in three parts from left to right.

    Attributes:
        before: the bar up to the tick, or all of it.
        tick: the tick; "" where the bar ends in the cell of the tick, whose place nobody can tell from the end then.
        after: what follows the tick: the rest of the bar; "" where the tick stands behind the bar.
        is_inside: whether the tick stands on the bar.
    """

    before: str
    tick: str
    after: str
    is_inside: bool


class Band(NamedTuple):
    """A share, and a band about it: a standard error to each side.

    Attributes:
        low, share, high: in [0, 1]; all the same where no error is known.
    """

    low: float
    share: float
    high: float


def bar(share: float, width: int, fine: bool) -> str:
    """A bar as long as its share of a width in columns: to an eighth of a cell, or in whole cells of ASCII."""
    if not fine:
        return "#" * round(share * width)
    whole, eighths = divmod(round(share * width * 8), 8)
    return _FULL * whole + (chr(_EIGHTHS - eighths) if eighths else "")


def pillar(share: float, rows: int, fine: bool) -> str:
    """A bar that stands upright, as high as its share of so many rows: the cell of each row, from the top down.

    It is drawn to an eighth of a cell, or a third in ASCII, and never so low that nothing is seen.
    """
    levels = _LEVELS if fine else _ASCII_LEVELS
    whole, part = divmod(max(round(min(share, 1) * rows * len(levels)), 1), len(levels))
    return (levels[-1] * whole + (levels[part - 1] if part else "")).ljust(rows)[::-1]


def banded_bar(band: Band, width: int, fine: bool) -> str:
    """A bar up to where a band begins, then the band, of at least one cell; where there is no band, a bar."""
    if band.low == band.high:
        return bar(band.share, width, fine)
    begin = min(round(band.low * width), width - 1)
    end = max(min(round(band.high * width), width), begin + 1)
    solid, shaded = (_FULL, "▒") if fine else ("#", "~")
    return solid * begin + shaded * (end - begin)


def ticked_bar(share: float, ticked: float, width: int, fine: bool) -> TickedBar:
    """A bar for one share of a width in columns, and a tick for another.

    Args:
        share: the length of the bar, in [0, 1].
        ticked: where the tick stands, in [0, 1]; 0 has no tick.
        width: columns of 1.
        fine: whether there are parts of cells: without them, both are drawn in ASCII.
    """
    drawn = bar(share, width, fine)
    if not ticked or not width:
        return TickedBar(drawn, "", "", False)
    cell = min(int(ticked * width), width - 1)
    third = min(int((ticked * width - cell) * len(_TICKS)), len(_TICKS) - 1)
    tick = _TICKS[third] if fine else "|"
    if cell >= len(drawn):
        return TickedBar(drawn, " " * (cell - len(drawn)) + tick, "", False)
    if cell == len(drawn) - 1:
        return TickedBar(drawn, "", "", False)
    return TickedBar(drawn[:cell], tick, drawn[cell + 1 :], True)


def round_scale(largest: float) -> float:
    """A round number for the end of a scale, the next one that is not below a value.

    Round are 1, 1.5, 2, 3, 5, 7 and 10 times a power of ten. A scale with a round end stays the same while the values
    on it change a little.
    """
    if largest <= 0:
        return 1.0
    power = math.floor(math.log10(largest))
    tops = (float(f"{top:g}e{power}") for top in _TOPS)
    return next((top for top in tops if largest <= top * (1 + 1e-9)), float(f"1e{power + 1}"))


def scale_text(top: float, width: int) -> str:
    """The scale of bars from 0 to a value, in so many columns: 0, the value, and half of it where there is room."""
    half, end = f"{top / 2:g}", f"{top:g}"
    if len(end) + 2 > width:
        return "".ljust(width)
    text = f"0{end.rjust(width - 1)}"
    middle = width // 2 - len(half) // 2
    if middle < 3 or middle + len(half) + 2 > width - len(end):
        return text
    return text[:middle] + half + text[middle + len(half) :]
