"""Where the cuts fall, decided as if nothing were rounded.

A share that a person typed and a sum of probabilities are often exactly equal: .7 is 14 of 20 counts. Floats cannot
tell that: 14/20 may come out a little above .7 or a little below. So a cut is decided in floats only where rounding
errors cannot matter. Elsewhere the weights are converted to the fractions that they stand for, powers of ratios of
counts, and the decision is made in whole numbers. Weights that stand for no such fraction, as most square roots, are
added as they are; a sum that floats cannot tell from the share then counts as having reached the share.

The errors, in roundings u = 2⁻⁵³:

- A probability is made by some 5 roundings an order, each in a sum of positive terms. Its ratio to the largest one
  errs by less than `RATIO_ERROR` = 64u, relatively.
- The power 1/T multiplies that error by 1/T, but for the largest probability and its equals, whose ratio is 1.
- A running sum of R weights errs by at most R·u, relatively. R is the number of runs, not of tokens.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from lmtui.model.ranking import FloatArray, IntArray, Ranking
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.numbers import meaning

ROUNDING = 2.0**-53
RATIO_ERROR = 64 * ROUNDING

_SIMPLE = 1 << 16
"""The largest denominator, times √r, of the fraction that a ratio r may stand for.

Only one random number in 2¹⁵ is within `RATIO_ERROR` of such a fraction. So a ratio that is stands for the fraction.
"""

_LONGEST = 1 << 13
"""The most bits of a whole number in a computation; ratios of counts need fewer."""


def ranks_kept(ranking: Ranking, weights: FloatArray, temperature: float, cuts: Cuts) -> int:
    """How many ranks, from the first, all cuts leave; at least 1.

    Args:
        ranking: the support of the context.
        weights: float64 [R], p^(1/T) of each run, relative to the first.
        temperature: T, above 0.
        cuts: made in the order top-k, top-p, min-p; each works on what the one before left.
    """
    kept = ranking.size if cuts.top_k is None else min(cuts.top_k, ranking.size)
    if cuts.top_p < 1:
        runs = int(np.searchsorted(ranking.starts, kept, "left"))
        sizes = np.minimum(ranking.sizes[:runs], kept - ranking.starts[:runs])
        kept = _fewest_ranks(ranking.values[:runs], sizes, weights[:runs], temperature, meaning(cuts.top_p))
    if cuts.min_p > 0:
        kept = min(kept, _ranks_at_least(ranking, temperature, meaning(cuts.min_p)))
    return max(kept, 1)


# top-p


def _fewest_ranks(
    values: FloatArray, sizes: IntArray, weights: FloatArray, temperature: float, share: Fraction
) -> int:
    """How many first ranks of these runs, at least, weigh this share of all."""
    ends = np.cumsum(sizes * weights)
    total, first = float(ends[-1]), float(ends[0])
    power_error = min(0.5, 2 * RATIO_ERROR / temperature) if len(ends) > 1 else 0.0
    error = (power_error * (total - first) / total + (len(ends) + 8) * ROUNDING) * total
    wanted = float(share) * total
    fewest, most = (_fewest_in_floats(ends, sizes, weights, mass) for mass in (wanted - error, wanted + error))
    if fewest == most:
        return fewest
    units = exact_weights(values, temperature)
    if units is not None:
        return _fewest_exactly(units, sizes.tolist(), share)
    # Now the sums are exact, and the weights are not. A head reaches the share s where (1 − s) of its weight is at
    # least s of the tail's: near 0 and near 1 the errors of both are small.
    doubt = share * (1 - share) * Fraction(2 * power_error + 8 * ROUNDING)
    return _fewest_exactly(_whole([Fraction(weight) for weight in weights.tolist()]), sizes.tolist(), share - doubt)


def _fewest_in_floats(ends: FloatArray, sizes: IntArray, weights: FloatArray, mass: float) -> int:
    run = min(int(np.searchsorted(ends, mass, "left")), len(ends) - 1)
    before = float(ends[run - 1]) if run else 0.0
    size, weight = int(sizes[run]), float(weights[run])
    inside = math.ceil(min((mass - before) / weight, size)) if weight else size
    return int(np.sum(sizes[:run])) + max(inside, 1)


def _fewest_exactly(units: Sequence[int], sizes: Sequence[int], share: Fraction) -> int:
    """How many first ranks, at least, weigh a share of all, in whole numbers `units` proportional to the weights."""
    wanted = share * sum(unit * size for unit, size in zip(units, sizes, strict=True))
    ranks = mass = 0
    for unit, size in zip(units, sizes, strict=True):
        if mass + unit * size >= wanted:
            return ranks + max(math.ceil((wanted - mass) / unit), 1)
        ranks, mass = ranks + size, mass + unit * size
    return ranks


# min-p


def _ranks_at_least(ranking: Ranking, temperature: float, min_p: Fraction) -> int:
    """How many first ranks have p^(1/T) ≥ min-p · p₁^(1/T), which is p ≥ min-p^T · p₁."""
    first = float(ranking.values[0])
    if temperature == math.inf or not first:
        return ranking.size
    ratios = ranking.values / first
    lowest = float(min_p) ** temperature
    error = RATIO_ERROR + (0 if min_p == 1 else min(temperature * 4 * ROUNDING, 1.0))
    certain, possible = (int(np.searchsorted(-ratios, -lowest * edge, "right")) for edge in (1 + error, 1 - error))
    possible = min(possible, int(np.searchsorted(-ratios, 0.0, "left")))
    while possible > certain and not _reaches(float(ranking.values[possible - 1]), first, temperature, min_p):
        possible -= 1
    return int(ranking.starts[possible]) if possible < len(ratios) else ranking.size


def _reaches(value: float, first: float, temperature: float, min_p: Fraction) -> bool:
    """Whether (value/first)^(1/T) ≥ min-p, where floats can hardly tell both sides apart."""
    ratio, meant = _ratio(value, first), meaning(temperature)
    if ratio is None or ratio == 1:
        return True
    longest = max(
        ratio.denominator.bit_length() * meant.denominator, min_p.denominator.bit_length() * meant.numerator
    )
    return longest > _LONGEST or ratio**meant.denominator >= min_p**meant.numerator


# Weights as they are


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
        ratio = _ratio(value, first)
        weight = None if ratio is None else _power(ratio, exponent)
        if weight is None:
            return None
        weights.append(weight)
    if math.lcm(*(weight.denominator for weight in weights)).bit_length() > _LONGEST:
        return None
    return _whole(weights)


def _ratio(value: float, first: float) -> Fraction | None:
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
        root = round(part ** (1 / exponent.denominator)) if exponent.denominator <= _LONGEST else 0
        if part.bit_length() * exponent.numerator > _LONGEST or root**exponent.denominator != part:
            return None
        parts.append(root**exponent.numerator)
    return Fraction(*parts)


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """Whole numbers in proportion to fractions."""
    common = math.lcm(*(weight.denominator for weight in weights))
    return [weight.numerator * (common // weight.denominator) for weight in weights]
