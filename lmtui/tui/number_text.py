"""Numbers in as few columns as the screen has for them."""

from __future__ import annotations


def probability_text(value: float) -> str:
    """A probability as text of at most six columns."""
    if value >= 0.00005:
        return f"{value:.4f}"
    return f"{value:.0e}".replace("e-0", "e-") if value >= 1e-99 else "0"


def count_text(number: int) -> str:
    """A whole number as text of at most four columns."""
    if number < 10_000:
        return str(number)
    return f"{number // 1000}k" if number < 1_000_000 else f"{number // 1_000_000}M"
