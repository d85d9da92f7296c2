"""Shades: characters that stand for shares from nothing to all."""

from __future__ import annotations

BLOCKS = " \u00b7\u2591\u2592\u2593\u2588"
DIGITS = " .123456789#"
"""Shades from nothing to all: of blocks, and of ASCII, where a digit is so many tenths."""


def shade(share: float, shades: str) -> str:
    """The character for a share: the first for nothing at all, the second for next to nothing, the last for all."""
    return shades[1 + round(share * (len(shades) - 2)) if share > 0 else 0]
