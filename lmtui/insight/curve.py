"""The curve: what the temperature does to one context's distribution, from 0 to ∞."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lmtui.model.partial_ranking import Bounds, PartialRanking
from lmtui.sampling.bounded import BoundedDistribution, distribution_of_first_ranks
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.sampler import Sampler


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One temperature's distribution in three numbers.

    Attributes:
        temperature: T.
        entropy_bits: H, the entropy of p_T in bits, after the cuts.
        choices: 2^H, as many tokens of one probability have this entropy (the perplexity of the distribution).
        favourite_prob: p_T of rank 1.
    """

    temperature: float
    entropy_bits: float
    choices: float
    favourite_prob: float


def curve(
    sampler: Sampler, context: Sequence[int], temperatures: Iterable[float], cuts: Cuts = NO_CUTS
) -> list[CurvePoint]:
    """A context's curve, a point for each temperature in the order given.

    As T rises, H never falls and the favourite's probability never rises (a cut may break that: top-p and min-p
    keep more tokens of a flatter distribution). T = 0 is rank 1 alone, so H = 0 even where several tokens are as
    probable; T = ∞ is the uniform over the support, or over the K tokens that top-k leaves.

    Args:
        context: token ids since the unit began, `<s>` first.

    Raises:
        SettingError: a temperature is out of range.
    """
    # One ranking serves all temperatures. The sampler's memory stays free for the distributions that are drawn from.
    ranking = sampler.distribution(context, 1.0).ranking
    return [_point(Distribution(ranking, temperature, cuts)) for temperature in temperatures]


def limits(sampler: Sampler, context: Sequence[int], cuts: Cuts = NO_CUTS) -> tuple[CurvePoint, CurvePoint]:
    """The limits of a context's curve for T → 0 and for T → ∞.

    The curve jumps where the limits are not the points of T = 0 and T = ∞. At T = 0 rank 1 has all the probability,
    and just above T = 0 all tokens as probable as rank 1 have the same share. At T = ∞ tokens of p = 0 count, since
    0^0 = 1, and at every finite T these tokens have no probability.

    Args:
        context: token ids since the unit began, `<s>` first.
    """
    ranking = sampler.distribution(context, 1.0).ranking
    near_zero, near_infinity = (_point(Distribution(ranking, temperature, cuts)) for temperature in _NEARLY)
    return near_zero, near_infinity


_NEARLY = (1e-9, 1e300)
"""Temperatures so near 0 and ∞ that, up to rounding, the limits are reached."""


def _point(distribution: Distribution) -> CurvePoint:
    return _points(distribution)[0]


def bounded_curve(
    ranking: PartialRanking, temperatures: Iterable[float], cuts: Cuts = NO_CUTS
) -> list[tuple[CurvePoint, CurvePoint]] | None:
    """For each temperature what the numbers are at least, and at most, where the first ranks alone are known.

    Returns:
        None where these do not decide what the cuts leave at some temperature.
    """
    found = [distribution_of_first_ranks(ranking, temperature, cuts) for temperature in temperatures]
    return None if None in found else [_points(distribution) for distribution in found if distribution]


def bounded_limits(
    ranking: PartialRanking, cuts: Cuts = NO_CUTS
) -> tuple[tuple[CurvePoint, CurvePoint], tuple[CurvePoint, CurvePoint]] | None:
    """As `limits`, where the first ranks alone are known; see `bounded_curve`."""
    found = bounded_curve(ranking, _NEARLY, cuts)
    return (found[0], found[1]) if found else None


def _points(distribution: Distribution | BoundedDistribution) -> tuple[CurvePoint, CurvePoint]:
    """The least and the largest numbers of a distribution."""
    bits, favourite = distribution.entropy_bits, distribution.at(1).prob
    least, most = (
        CurvePoint(distribution.temperature, h, 2.0**h, p) for h, p in zip(_ends(bits), _ends(favourite), strict=True)
    )
    return least, most


def _ends(number: float | Bounds) -> tuple[float, float]:
    return (number.low, number.high) if isinstance(number, tuple) else (number, number)
