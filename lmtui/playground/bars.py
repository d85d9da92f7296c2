"""Bars: a share as a length, to an eighth of a cell."""

from __future__ import annotations

_EIGHTHS = 0x2590  # - n: a block of n eighths of a cell (Unicode's block elements)


def bar(share: float, width: int, fine: bool) -> str:
    """A bar as long as its share of a width in columns: to an eighth of a cell, or in whole cells of ASCII."""
    if not fine:
        return "#" * round(share * width)
    whole, eighths = divmod(round(share * width * 8), 8)
    return "█" * whole + (chr(_EIGHTHS - eighths) if eighths else "")
