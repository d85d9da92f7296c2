"""Numbers in as few columns as the screen has for them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmtui.model.partial_ranking import Bounds
    from lmtui.tui.glyphs import Glyphs

_ROUNDING = 1e-9  # of the last digit: so much is not rounded outwards


def probability_text(value: float) -> str:
    """A probability as text of at most six columns. That of a model from elsewhere may have any size."""
    if value >= 9.99995:
        return figure_text(value, 6)
    if value >= 0.00005:
        return f"{value:.4f}"
    return f"{value:.0e}".replace("e-0", "e-") if value >= 1e-99 else "0"


def bounds_text(bounds: Bounds, dash: str) -> str:
    """The bounds of a probability in at most nine columns; one number where both agree in every digit shown."""
    for shown in (probability_text, _short_probability):
        low, high = map(shown, bounds)
        if low == high:
            return low if low[0] != "." else f"0{low}"
    return f"{low}{dash}{high}"


def number_text(value: float | Bounds, width: int, glyphs: Glyphs) -> str:
    """A number from 0 up, or its bounds, in at most so many columns, from 4 up."""
    if isinstance(value, tuple):
        return interval_text(value, width, glyphs)
    return glyphs.infinity if value == math.inf else figure_text(value, width)


def interval_text(bounds: tuple[float, float], width: int, glyphs: Glyphs) -> str:
    """Bounds from 0 up in at most so many columns, from 4 up: rounded outwards, with as many digits as fit.

    One number where both agree in every digit that there is room for; a dash alone where not even that fits.
    """
    low, high = (number_text(bound, width, glyphs) for bound in bounds)
    if low == high:
        return low
    for digits in (4, 3, 2, 1, 0):
        low, high = (_outwards(bound, digits, way, glyphs) for bound, way in zip(bounds, (-1, 1), strict=True))
        if len(low) + len(glyphs.dash) + len(high) <= width:
            return f"{low}{glyphs.dash}{high}"
    return f"{low}{glyphs.dash}" if len(low) + len(glyphs.dash) <= width else glyphs.dash


def _outwards(value: float, digits: int, way: int, glyphs: Glyphs) -> str:
    """A number rounded up (1) or down (-1) to so many digits behind the point."""
    if value == math.inf:
        return glyphs.infinity
    text = f"{way * math.ceil(way * value * 10**digits - _ROUNDING) / 10**digits + 0.0:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text[1:] if text.startswith("0.") else text


def _short_probability(value: float) -> str:
    """A probability as text of at most four columns."""
    if value >= 0.0005:
        return "1" if value >= 0.9995 else f"{value:.3f}"[1:]
    return f"{value:.0e}".replace("e-0", "e-") if value >= 1e-9 else "0"


def count_text(number: int) -> str:
    """A whole number as text of at most four columns."""
    if number < 10_000:
        return str(number)
    return f"{number // 1000}k" if number < 1_000_000 else f"{number // 1_000_000}M"


def figure_text(value: float, width: int) -> str:
    """A number from 0 up in at most so many columns, from 4 up, with as many digits as there is room for."""
    return figure_of_logarithm(math.log10(value), width) if value > 0 else "0"


def figure_of_logarithm(exponent: float, width: int) -> str:
    """A number as `figure_text` has it, given its logarithm to base 10; "0" for −∞."""
    if exponent == -math.inf:
        return "0"
    if -3.3 < exponent < width:
        value = 10**exponent
        for digits in range(width - 1, -1, -1):
            text = f"{value:.{digits}f}"
            text = text[1:] if text.startswith("0.") else text
            if len(text) <= width and float(text or "0"):
                return text.rstrip("0").rstrip(".") if "." in text and float(text) == round(value, 9) else text
    power = math.floor(exponent + 1e-12)
    digit = round(10 ** (exponent - power))
    text = f"1e{power + 1}" if digit == 10 else f"{digit}e{power}"
    return next((way for way in (text, f"e{power}") if len(way) <= width), "0" if power < 0 else text)
