"""How far two distributions are from each other, where only the first ranks of one or both are known: bounds.

A token that both know has p between two bounds in each; one that only P knows has at most the last known p in Q. All
other tokens are taken together, as one event. Then

- TV = ½ Σ |P − Q|: each summand has its least and its largest value; the others have |P(others) − Q(others)| at
  least, and P(others) + Q(others) at most.
- KL(P‖Q) = Σ P ln(P/Q): to take tokens together never adds to it (the log-sum inequality), so that the sum of the
  least summands is a lower bound. An upper one is the sum of the largest; it is ∞ where Q may give nothing to a token
  that P may give something.

Of one context x at two exponents a = 1/T and b is known more. With ln P = a ln x − ln Z_P and ln Q = b ln x − ln Z_Q,

    KL(P‖Q) = (a − b) E_P[ln x] + ln Z_Q − ln Z_P,   E_P[ln x] = (ln Z_P − H(P)) / a,

of which everything has bounds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lmtui.insight.divergence import Divergence, divergence
from lmtui.model.partial_ranking import Bounds
from lmtui.model.ranking import FloatArray, IntArray
from lmtui.sampling.bounded import BoundedDistribution
from lmtui.sampling.distribution import Distribution
from lmtui.sampling.temperature import exponent_of

AnyDistribution = Distribution | BoundedDistribution

_LEAST = 5e-324  # the smallest float above 0: what is possible has at least that
_SLACK = 1e-9  # bits, for rounding


@dataclass(frozen=True, slots=True)
class BoundedDivergence:
    """What the distances of two distributions P and Q lie between; see `lmtui.insight.divergence.Divergence`."""

    total_variation: Bounds
    kl_bits: Bounds
    reverse_kl_bits: Bounds


def any_divergence(p: AnyDistribution, q: AnyDistribution) -> Divergence | BoundedDivergence:
    """The distances of two distributions of one model, or their bounds where not all of both is known."""
    if isinstance(p, Distribution) and isinstance(q, Distribution) and not (p.partial or q.partial):
        return divergence(p, q)
    found = _beside(_outline(p), _outline(q))
    forth, back = _kl(*found), _kl(*reversed(found))
    if isinstance(p, BoundedDistribution) and isinstance(q, BoundedDistribution) and p.ranking is q.ranking:
        forth, back = _both(forth, _kl_of_one_context(p, q)), _both(back, _kl_of_one_context(q, p))
    return BoundedDivergence(_total_variation(*found), forth, back)


class _Outline(NamedTuple):
    """What is known of a distribution, token by token.

    Attributes:
        tokens: int64 [K], the known tokens.
        low: float64 [K], the least p of each.
        high: float64 [K], the largest p of each; 0 only for a token that is impossible.
        others: p of all other tokens together.
        most: the largest p that one of these can have.
    """

    tokens: IntArray
    low: FloatArray
    high: FloatArray
    others: Bounds
    most: float


def _outline(distribution: AnyDistribution) -> _Outline:
    if isinstance(distribution, BoundedDistribution):
        known = distribution.candidates(1, distribution.ranking.known)
        low, high = (np.array([one.prob[end] for one in known]) for end in (0, 1))
        high[distribution.ranking.probs > 0] = np.maximum(high[distribution.ranking.probs > 0], _LEAST)
        others = distribution.prob_outside(1, len(known))
        if distribution.ranking.mass.high:
            others = Bounds(others.low, max(others.high, _LEAST))
        return _Outline(distribution.ranking.tokens, low, high, others, min(float(high[-1]), others.high))
    ranks = np.arange(distribution.first - 1, distribution.last)
    logs = distribution.log_probs(ranks)
    probs = np.exp(logs)
    high = np.where(logs > -np.inf, np.maximum(probs, _LEAST), 0.0)
    return _Outline(distribution.ranking.tokens_at(ranks), probs, high, Bounds(0.0, 0.0), 0.0)


class _Side(NamedTuple):
    """A distribution over the tokens that one of two knows, and the others: float64 [U] each, and bounds."""

    low: FloatArray
    high: FloatArray
    others: Bounds


def _beside(p: _Outline, q: _Outline) -> tuple[_Side, _Side]:
    tokens = np.union1d(p.tokens, q.tokens)
    return _side(p, tokens), _side(q, tokens)


def _side(one: _Outline, tokens: IntArray) -> _Side:
    low, high = np.zeros(len(tokens)), np.full(len(tokens), one.most)
    places = np.searchsorted(tokens, one.tokens)
    low[places], high[places] = one.low, one.high
    unknown = len(tokens) - len(one.tokens)
    return _Side(low, high, Bounds(max(one.others.low - unknown * one.most, 0.0), one.others.high))


def _total_variation(p: _Side, q: _Side) -> Bounds:
    least = np.maximum(np.maximum(p.low - q.high, q.low - p.high), 0.0)
    most = np.maximum(p.high - q.low, q.high - p.low)
    others = max(p.others.low - q.others.high, q.others.low - p.others.high, 0.0)
    low, high = float(least.sum()) + others, float(most.sum()) + p.others.high + q.others.high
    return Bounds(min(low / 2, 1.0), min(high / 2, 1.0))


def _kl(p: _Side, q: _Side) -> Bounds:
    """Bounds of KL(P‖Q) in bits."""
    low = _least_kl(
        np.append(p.low, p.others.low), np.append(p.high, p.others.high), np.append(q.high, q.others.high)
    )
    if p.others.high > 0 or np.any((p.high > 0) & (q.low == 0)):
        return Bounds(low, math.inf)
    possible = p.high > 0
    ends = [_p_log(side[possible], q.low[possible]) for side in (p.low, p.high)]
    return Bounds(low, max(float(np.sum(np.maximum(*ends))) / math.log(2), 0.0))


def _least_kl(low: FloatArray, high: FloatArray, most: FloatArray) -> float:
    """Σ P log₂(P/Q) with each P between its bounds, and each Q at most so much, where each summand is least."""
    if np.any((low > 0) & (most == 0)):
        return math.inf
    held = most > 0
    # P ln(P/Q) falls until P = Q/e, and rises from there on.
    p = np.clip(most[held] / math.e, low[held], high[held])
    return max(float(np.sum(_p_log(p, most[held]))) / math.log(2) - _SLACK, 0.0)


def _p_log(p: FloatArray, q: FloatArray) -> FloatArray:
    """P ln(P/Q), 0 where P is 0."""
    logs: FloatArray = np.log(np.where(p > 0, p, 1.0)) - np.log(np.where(p > 0, q, 1.0))
    return p * logs


def _kl_of_one_context(p: BoundedDistribution, q: BoundedDistribution) -> Bounds:
    """Bounds of KL(P‖Q) in bits for one context at two temperatures."""
    a, b = exponent_of(p.temperature), exponent_of(q.temperature)
    if a == b:
        return Bounds(0.0, 0.0)
    if not a:  # all tokens alike: one with p = 0 has no part in Q
        return Bounds(0.0, math.inf)
    share, p_normaliser, q_normaliser = (a - b) / a, p.log_normaliser, q.log_normaliser
    entropy = Bounds(*(bits * math.log(2) for bits in p.entropy_bits))
    ends = [
        sum(sorted(factor * bound for bound in bounds)[end] for factor, bounds in parts)
        for end in (0, 1)
        for parts in [((share - 1, p_normaliser), (-share, entropy), (1.0, q_normaliser))]
    ]
    return Bounds(max(ends[0] / math.log(2) - _SLACK, 0.0), max(ends[1], 0.0) / math.log(2) + _SLACK)


def _both(one: Bounds, other: Bounds) -> Bounds:
    """What holds where both do."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Bounds(min(low, high), high)
