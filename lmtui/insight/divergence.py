"""How far two distributions of the next token are from each other, exactly, over the whole vocabulary."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lmtui.model.ranking import FloatArray, IntArray
from lmtui.sampling.distribution import Distribution


@dataclass(frozen=True, slots=True)
class Divergence:
    """The distances of two distributions P and Q.

    Attributes:
        total_variation: ½ Σ |P − Q|, from 0 to 1: the largest difference that any event's probability has.
        kl_bits: KL(P‖Q) = Σ P log₂(P/Q), from 0 to ∞; ∞ where P gives something a probability that Q gives none.
        reverse_kl_bits: KL(Q‖P).
    """

    total_variation: float
    kl_bits: float
    reverse_kl_bits: float


def divergence(p: Distribution, q: Distribution) -> Divergence:
    """The distances of two distributions of one model, at any contexts and temperatures, with any cuts.

    Of one context only the runs are touched; of two, every token. Logarithms are compared, not probabilities: a
    probability that is too small for a float is not 0.
    """
    if p.ranking is q.ranking:
        counts, log_p, log_q = _by_stretches(p, q)
    else:
        log_p, log_q = _by_token(p), _by_token(q)
        counts = np.ones(len(log_p), np.int64)
    total_variation = 0.5 * math.fsum((counts * np.abs(np.exp(log_p) - np.exp(log_q))).tolist())
    return Divergence(min(total_variation, 1.0), _kl_bits(counts, log_p, log_q), _kl_bits(counts, log_q, log_p))


def _by_stretches(p: Distribution, q: Distribution) -> tuple[IntArray, FloatArray, FloatArray]:
    """How many tokens each stretch of equals has, and ln P and ln Q of each of its tokens."""
    ends = [p.first - 1, p.last, q.first - 1, q.last]
    starts = np.unique(np.concatenate((p.ranking.starts, [end for end in ends if end < p.support])))
    return np.diff(starts, append=p.support), p.log_probs(starts), q.log_probs(starts)


def _by_token(distribution: Distribution) -> FloatArray:
    """ln p_T of every token, by id; −∞ for one that cannot be drawn."""
    ranks = np.arange(distribution.support)
    tokens = distribution.ranking.tokens_at(ranks)
    logs = np.full(int(tokens.max()) + 1, -np.inf)
    logs[tokens] = distribution.log_probs(ranks)
    return logs


def _kl_bits(counts: IntArray, log_p: FloatArray, log_q: FloatArray) -> float:
    held = log_p > -np.inf
    differences = log_p[held] - log_q[held]
    if np.any(differences == np.inf):
        return math.inf
    return max(math.fsum((counts[held] * np.exp(log_p[held]) * differences).tolist()), 0.0) / math.log(2)
