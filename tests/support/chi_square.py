"""Pearson's chi-square test against exact probabilities, without scipy."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

# A fair sample is turned away once in a million seeds. The seeds in the tests are fixed, so a test that
# passes does so for ever; a distribution that is a little wrong still fails by far with some thousand draws.
SIGNIFICANCE = 1e-6


def critical_value(freedom: int, significance: float = SIGNIFICANCE) -> float:
    """The chi-square that is exceeded with this probability, by Wilson and Hilferty's cube (PNAS 17, 1931).

    (χ²/k)^(1/3) is nearly normal with mean 1 − 2/(9k) and variance 2/(9k). That is a few per cent off for one
    degree of freedom and better than one per cent from five up, which is plenty here.
    """
    z = NormalDist().inv_cdf(1 - significance)
    spread = 2 / (9 * freedom)
    return float(freedom * (1 - spread + z * spread**0.5) ** 3)


def fits(observed: Sequence[int], probs: Sequence[float]) -> bool:
    """Whether counts could have come from these probabilities.

    Cells in which fewer than five are expected are put together, as the test asks for; in a cell of
    probability 0 there must be nothing at all.
    """
    draws = sum(observed)
    if any(count and not prob for count, prob in zip(observed, probs, strict=True)):
        return False
    cells: list[tuple[int, float]] = []
    rare_count, rare_expected = 0, 0.0
    for count, prob in zip(observed, probs, strict=True):
        if draws * prob >= 5:
            cells.append((count, draws * prob))
        else:
            rare_count, rare_expected = rare_count + count, rare_expected + draws * prob
    if rare_expected >= 5:
        cells.append((rare_count, rare_expected))
    elif cells:
        cells[-1] = (cells[-1][0] + rare_count, cells[-1][1] + rare_expected)
    if len(cells) < 2:
        return True
    statistic = sum((count - expected) ** 2 / expected for count, expected in cells)
    return statistic < critical_value(len(cells) - 1)
