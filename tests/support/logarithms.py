"""The cuts by the logarithm of p as their papers define them, in decimals of many digits."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction

_DIGITS, _SAME = 90, Decimal(10) ** -70


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


def within_deviations(probs: list[Fraction], deviations: Fraction) -> int:
    """How many of these p have ln p ≥ ln p₁ − nσ (arXiv 2411.07641); 0 has no logarithm, and counts for nothing."""
    with localcontext(Context(_DIGITS)):
        logits = [_decimal(prob).ln() for prob in probs if prob]
        mean = sum(logits, Decimal(0)) / len(logits)
        variance = sum(((logit - mean) ** 2 for logit in logits), Decimal(0)) / len(logits)
        lowest = max(logits) - _decimal(deviations) * variance.sqrt()
        return sum(logit >= lowest - _SAME for logit in logits)


def typical(weights: list[Fraction], share: Fraction) -> list[Fraction]:
    """The weights of the typical set (Meister et al. 2023, section 4): −ln p nearest to H first, until the share."""
    with localcontext(Context(_DIGITS)):
        total = sum(weights)
        probs = [_decimal(weight / total) for weight in weights if weight]
        information = [-prob.ln() for prob in probs]
        entropy = sum((p * i for p, i in zip(probs, information, strict=True)), Decimal(0))
        distance = [abs(one - entropy).quantize(_SAME) for one in information]
    ranked = sorted(range(len(probs)), key=lambda rank: (distance[rank], rank))
    taken: list[Fraction] = []
    while sum(taken) < share * total:
        taken.append(weights[ranked[len(taken)]])
    return sorted(taken, reverse=True)
