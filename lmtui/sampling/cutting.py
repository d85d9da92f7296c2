"""Where the cuts fall, decided as if nothing were rounded.

A share that a person typed and a sum of probabilities are often exactly equal: .7 is 14 of 20 counts. Floats cannot
tell that: 14/20 may come out a little above .7 or a little below. So a cut is decided in floats only where rounding
errors cannot matter. Elsewhere the weights are converted to the fractions that they stand for, powers of ratios of
counts, and the decision is made in whole numbers. Weights that stand for no such fraction, as most square roots, are
added as they are; a sum that floats cannot tell from the share then counts as having reached the share.

The errors, in roundings u = 2⁻⁵³:

- The ratio of a probability to the largest one errs by less than `RATIO_ERROR` = 64u, relatively.
- The power 1/T multiplies that error by 1/T, but for the largest probability and its equals, whose ratio is 1.
- A running sum of R weights errs by at most R·u, relatively. R is the number of runs, not of tokens.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from lmtui.model.ranking import FloatArray, IntArray, Ranking, annealed
from lmtui.numbers import meaning
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.exact_weights import (
    LONGEST,
    RATIO_ERROR,
    ROUNDING,
    exact_weights,
    in_whole_numbers,
    ratio_of,
)
from lmtui.sampling.logarithm_cuts import Runs, by_typicality, ranks_within_deviations
from lmtui.sampling.temperature import exponent_of


class KeptRanks(NamedTuple):
    """Ranks that follow one another, from 0: those from `first` on, up to but without `stop`."""

    first: int
    stop: int


def kept_ranks(ranking: Ranking, temperature: float, cuts: Cuts) -> KeptRanks:
    """The ranks that can be drawn: what all cuts leave, and of that at T = 0 the first; at least one.

    Args:
        ranking: the support of the context.
        temperature: T.
        cuts: made before or after the temperature.
    """
    decisive = 1.0 if cuts.temperature_last else temperature
    left = KeptRanks(0, 1) if decisive == 0 else _cut(ranking, decisive, cuts)
    return KeptRanks(left.first, left.first + 1) if temperature == 0 else left


def _cut(ranking: Ranking, temperature: float, cuts: Cuts) -> KeptRanks:
    """What all cuts leave at T > 0, in their order; each works on what the one before left."""
    if cuts.keep_all:
        return KeptRanks(0, ranking.size)
    weights = annealed(ranking.values, exponent_of(temperature))
    first, stop = 0, ranking.size
    if cuts.top_n_sigma is not None:
        stop = ranks_within_deviations(ranking, meaning(cuts.top_n_sigma))
    if cuts.top_k is not None:
        stop = min(stop, cuts.top_k)
    if cuts.typical < 1:
        first, stop = _typical(_runs_of(ranking, weights, first, stop), temperature, meaning(cuts.typical))
    if cuts.top_p < 1:
        runs = _runs_of(ranking, weights, first, stop)
        stop = first + _fewest_ranks(runs, np.arange(len(runs.sizes)), temperature, meaning(cuts.top_p))
    if cuts.min_p > 0:
        runs = _runs_of(ranking, weights, first, stop)
        stop = first + _ranks_at_least(runs, temperature, meaning(cuts.min_p))
    return KeptRanks(first, max(stop, first + 1))


def _runs_of(ranking: Ranking, weights: FloatArray, first: int, stop: int) -> Runs:
    """The runs of the ranks from `first` on, up to but without `stop`."""
    begin = int(np.searchsorted(ranking.starts, first, "right")) - 1
    end = int(np.searchsorted(ranking.starts, stop, "left"))
    starts = np.maximum(ranking.starts[begin:end], first)
    ends = np.minimum(ranking.starts[begin:end] + ranking.sizes[begin:end], stop)
    return Runs(starts, ends - starts, ranking.values[begin:end], weights[begin:end])


# typical


def _typical(runs: Runs, temperature: float, share: Fraction) -> KeptRanks:
    """The fewest most typical ranks that weigh a share of all; of a run, the ranks that are nearest to the others."""
    order = by_typicality(runs, temperature)
    ranks = _fewest_ranks(runs, order, temperature, share)
    whole = int(np.searchsorted(np.cumsum(runs.sizes[order]), ranks, "left"))
    last = int(order[whole])
    left = ranks - int(np.sum(runs.sizes[order[:whole]]))
    first = int(runs.starts[order[: whole + 1]].min())
    if whole and last < order[0]:
        first = int(runs.starts[last] + runs.sizes[last]) - left
    return KeptRanks(first, first + ranks)


# top-p


def _fewest_ranks(runs: Runs, order: IntArray, temperature: float, share: Fraction) -> int:
    """How many ranks, at least, weigh a share of all, if the runs are taken in this order."""
    sizes, weights = runs.sizes[order], runs.weights[order]
    ends = np.cumsum(sizes * weights)
    total, first = float(ends[-1]), float(runs.sizes[0] * runs.weights[0])
    power_error = min(0.5, 2 * RATIO_ERROR / temperature) if len(ends) > 1 else 0.0
    error = (power_error * (total - first) / total + (len(ends) + 8) * ROUNDING) * total
    wanted = float(share) * total
    fewest, most = (_fewest_in_floats(ends, sizes, weights, mass) for mass in (wanted - error, wanted + error))
    if fewest == most:
        return fewest
    units = exact_weights(runs.values, temperature)
    if units is not None:
        return _fewest_exactly([units[run] for run in order.tolist()], sizes.tolist(), share)
    # Now the sums are exact, and the weights are not. A head reaches the share s where (1 − s) of its weight is at
    # least s of the tail's: near 0 and near 1 the errors of both are small.
    doubt = share * (1 - share) * Fraction(2 * power_error + 8 * ROUNDING)
    units = in_whole_numbers([Fraction(weight) for weight in weights.tolist()])
    return _fewest_exactly(units, sizes.tolist(), share - doubt)


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


def _ranks_at_least(runs: Runs, temperature: float, min_p: Fraction) -> int:
    """How many first ranks have p^(1/T) ≥ min-p · q^(1/T), which is p ≥ min-p^T · q, q being p of the first."""
    first = float(runs.values[0])
    if temperature == math.inf or not first:
        return int(np.sum(runs.sizes))
    ratios = runs.values / first
    lowest = float(min_p) ** temperature
    error = RATIO_ERROR + (0 if min_p == 1 else min(temperature * 4 * ROUNDING, 1.0))
    certain, possible = (int(np.searchsorted(-ratios, -lowest * edge, "right")) for edge in (1 + error, 1 - error))
    possible = min(possible, int(np.searchsorted(-ratios, 0.0, "left")))
    while possible > certain and not _reaches(float(runs.values[possible - 1]), first, temperature, min_p):
        possible -= 1
    return int(np.sum(runs.sizes[:possible]))


def _reaches(value: float, first: float, temperature: float, min_p: Fraction) -> bool:
    """Whether (value/first)^(1/T) ≥ min-p, where floats can hardly tell both sides apart."""
    ratio, meant = ratio_of(value, first), meaning(temperature)
    if ratio is None or ratio == 1:
        return True
    longest = max(
        ratio.denominator.bit_length() * meant.denominator, min_p.denominator.bit_length() * meant.numerator
    )
    return longest > LONGEST or ratio**meant.denominator >= min_p**meant.numerator
