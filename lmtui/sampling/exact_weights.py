"""The fractions that probabilities stand for, where floats cannot decide.

A probability is made by some 5 roundings an order, each in a sum of positive terms. Its ratio to the largest one errs
by less than `RATIO_ERROR` = 64 roundings, relatively. A ratio of counts is told from its neighbours by that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from lmtui.model.ranking import FloatArray
from lmtui.numbers import meaning

ROUNDING = 2.0**-53
RATIO_ERROR = 64 * ROUNDING

_SIMPLE = 1 << 16
"""The largest denominator, times √r, of the fraction that a ratio r may stand for.

Only one random number in 2¹⁵ is within `RATIO_ERROR` of such a fraction. So a ratio that is stands for the fraction.
"""

LONGEST = 1 << 13
"""The most bits of a whole number in a computation; ratios of counts need fewer."""


def exact_weights(values: FloatArray, temperature: float) -> list[int] | None:
    """Whole numbers in proportion to p^(1/T), where p are ratios of counts; None where some p is no such ratio.

    Args:
        values: float64 [R], p of each run, the largest first.
        temperature: T, above 0.
    """
    first = float(values[0])
    if temperature == math.inf or not first:
        return [1] * len(values)
    exponent = 1 / meaning(temperature)
    weights = []
    for value in values.tolist():
        ratio = ratio_of(value, first)
        weight = None if ratio is None else _power(ratio, exponent)
        if weight is None:
            return None
        weights.append(weight)
    if math.lcm(*(weight.denominator for weight in weights)).bit_length() > LONGEST:
        return None
    return in_whole_numbers(weights)


def ratio_of(value: float, first: float) -> Fraction | None:
    """The ratio of counts that value/first stands for; None where no ratio is simple enough."""
    if value == first or not value:
        return Fraction(value == first)
    near = Fraction(value) / Fraction(first)
    if near < ROUNDING:
        return None
    ratio = near.limit_denominator(int(_SIMPLE / math.sqrt(near)))
    return ratio if abs(ratio - near) <= near * Fraction(RATIO_ERROR) else None


def _power(ratio: Fraction, exponent: Fraction) -> Fraction | None:
    """A ratio raised to an exponent; None where that is no fraction, or one of too many digits."""
    if ratio in (0, 1):
        return ratio
    parts = []
    for part in (ratio.numerator, ratio.denominator):
        root = round(part ** (1 / exponent.denominator)) if exponent.denominator <= LONGEST else 0
        if part.bit_length() * exponent.numerator > LONGEST or root**exponent.denominator != part:
            return None
        parts.append(root**exponent.numerator)
    return Fraction(*parts)


def in_whole_numbers(weights: Sequence[Fraction]) -> list[int]:
    """Whole numbers in proportion to fractions."""
    common = math.lcm(*(weight.denominator for weight in weights))
    return [weight.numerator * (common // weight.denominator) for weight in weights]
