"""What the cuts by the logarithm of p ask: how far ln p lies below that of rank 1, and how typical a token is.

Both compare *depths* d = ln p₁ − ln p, which no temperature changes: −ln p_T of a token differs from the entropy of
p_T by (d − the mean depth under p_T) / T, so that the distance |d − mean| says how typical the token is.

Where the rounding errors of floats could matter, and all p are ratios of counts, the decision is made with logarithms
of `_DIGITS` digits; two numbers that agree in `_AGREEING` digits are then equal. Where p are no ratios, numbers that
floats cannot tell apart count as equal.
"""

from __future__ import annotations

import math
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lmtui.model.ranking import FloatArray, IntArray, Ranking
from lmtui.numbers import meaning
from lmtui.sampling.exact_weights import RATIO_ERROR, ROUNDING, ratio_of

_DIGITS, _AGREEING = 60, 45


class Runs(NamedTuple):
    """Ranks that follow one another, as runs of equal probability.

    Attributes:
        starts: int64 [R], the rank each begins with, from 0.
        sizes: int64 [R], how many ranks each has.
        values: float64 [R], p of each, never increasing.
        weights: float64 [R], p^(1/T) of each, relative to one common rank.
    """

    starts: IntArray
    sizes: IntArray
    values: FloatArray
    weights: FloatArray


# top-nσ


def ranks_within_deviations(ranking: Ranking, deviations: Fraction) -> int:
    """How many first ranks have ln p ≥ ln p₁ − nσ, σ being the standard deviation of ln p over all with p > 0.

    Args:
        ranking: the support.
        deviations: n.
    """
    values = ranking.values[ranking.values > 0]
    sizes = ranking.sizes[: len(values)]
    if not len(values):
        return ranking.size
    depths = _depths(values)
    spread = math.sqrt(np.average((depths - np.average(depths, weights=sizes)) ** 2, weights=sizes))
    reach = float(deviations) * spread
    rounding = (len(values) + 8) * ROUNDING
    doubt = (float(deviations) + 1) * (RATIO_ERROR + rounding * float(depths[-1]))
    certain, possible = (int(np.searchsorted(depths, reach + edge, "right")) for edge in (-doubt, doubt))
    certain = max(certain, 1)
    if possible > certain:
        possible = _runs_within(values, sizes, deviations, certain, possible)
    return int(ranking.starts[possible]) if possible < len(ranking.values) else ranking.size


def _runs_within(values: FloatArray, sizes: IntArray, deviations: Fraction, certain: int, possible: int) -> int:
    """How many first runs have d² ≤ n²σ², at least `certain` and at most `possible`, with many digits."""
    with localcontext(Context(_DIGITS)):
        depths = _precise_depths(values)
        if depths is None:
            return possible
        counts = sizes.astype(object)
        total = Decimal(int(sizes.sum()))
        mean = sum(depths * counts) / total
        variance = sum((depths - mean) ** 2 * counts) / total
        reach = _decimal(deviations) ** 2 * variance
        while possible > certain and depths[possible - 1] ** 2 > reach + _tolerance(reach):
            possible -= 1
    return possible


# typical


def by_typicality(runs: Runs, temperature: float) -> IntArray:
    """The numbers of the runs, the most typical one first; of two as typical, the more probable one.

    The runs before any place in this order follow one another in the ranking. Tokens of p = 0 come last. At T = ∞
    all tokens are as typical; then the order is that of any T large enough.

    Args:
        runs: what is left of the support.
        temperature: T, above 0.
    """
    possible = runs.values > 0
    values, sizes, weights = runs.values[possible], runs.sizes[possible], runs.weights[possible]
    if not len(values):
        return np.arange(len(runs.values))
    depths, mass = _depths(values), sizes * weights
    mean = float(np.average(depths, weights=mass))
    deviation = float(np.average(np.abs(depths - mean), weights=mass))
    power_error = min(0.5, 2 * RATIO_ERROR / temperature) if len(values) > 1 else 0.0
    rounding = (len(values) + 8) * ROUNDING
    doubt = 2 * (2 * RATIO_ERROR + 2 * power_error * deviation + rounding * (mean + deviation) + 8 * ROUNDING)
    above = int(np.searchsorted(depths, mean, "right"))
    distances = np.abs(depths - mean)
    near = np.searchsorted(distances[above:], (distances[:above] - doubt, distances[:above] + doubt))
    if np.any(near[0] < near[1]):  # a run above the mean is about as far from it as one below
        exact = _by_typicality_exactly(values, sizes, temperature)
        order = _by_distance(depths, mean, doubt) if exact is None else exact
    else:
        order = _by_distance(depths, mean, 0.0)
    return np.concatenate((order, np.arange(len(values), len(runs.values))))


def _by_typicality_exactly(values: FloatArray, sizes: IntArray, temperature: float) -> IntArray | None:
    with localcontext(Context(_DIGITS)):
        depths = _precise_depths(values)
        if depths is None:
            return None
        exponent = Decimal(0) if temperature == math.inf else 1 / _decimal(meaning(temperature))
        mass = np.array([(-depth * exponent).exp() for depth in depths], object) * sizes.astype(object)
        mean = sum(mass * depths) / sum(mass)
        return _by_distance(depths, mean, _tolerance(mean))


def _by_distance(depths: npt.NDArray[Any], mean: Any, tolerance: Any) -> IntArray:
    """The runs by |d − mean|; those above the mean come first among runs as far from it, within a tolerance."""
    above = int(np.searchsorted(depths, mean, "right"))
    order = np.concatenate((np.arange(above)[::-1], np.arange(above, len(depths))))
    distances = np.concatenate((mean - depths[:above][::-1] - tolerance, depths[above:] - mean))
    return order[np.argsort(distances, kind="stable")]


# Depths


def _depths(values: FloatArray) -> FloatArray:
    """ln p₁ − ln p of runs with p > 0."""
    depths: FloatArray = np.maximum(np.log(values[0]) - np.log(values), 0.0)
    return depths


def _precise_depths(values: FloatArray) -> npt.NDArray[Any] | None:
    """The depths of runs as decimals of the present context; None where some p/p₁ is no ratio of counts."""
    ratios = []
    for value in values.tolist():
        ratio = ratio_of(value, float(values[0]))
        if ratio is None:
            return None
        ratios.append(ratio)
    return np.array([-_decimal(ratio).ln() for ratio in ratios], object)


def _decimal(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def _tolerance(number: Decimal) -> Decimal:
    return max(number, Decimal(1)).scaleb(-_AGREEING)
