"""Check that a model's probabilities sum to 1 after every context.

For a context h with suffix h′ and seen successors w the sum is

    S(h) = Σ p(w|h) + bow(h) · (S(h′) − Σ p(w|h′)),

both sums over the seen w. For no context, S is the sum of the base distribution. Each order follows from the one
below in a few passes over its n-grams. A bound on the rounding error of each sum is computed in the same way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lmtui.model.ranking import FloatArray
from lmtui.ngram.columns import IndexArray
from lmtui.ngram.model import NgramTrie
from lmtui.text.safety import visible
from lmtui.text.specials import EOS

_DECIMALS = (4, 5, 6)
"""How many decimals the logarithms of an ARPA file may have: four in old files, six or more for 32-bit floats."""

_LONGEST_CONTEXT = 60  # characters of a context in a message


@dataclass(frozen=True)
class Sums:
    """How the probabilities of a model sum up.

    Attributes:
        contexts: how many contexts were checked, the empty context among them.
        wrong: after how many of these the sum differs from 1 by more than rounding explains.
        context: the ids of the context whose sum differs most; of several such contexts, the shortest.
        total: the sum after `context`.
    """

    contexts: int
    wrong: int
    context: tuple[int, ...]
    total: float


def check_sums(model: NgramTrie) -> Sums:
    """Sum p(w|h) over V for every seen context h, except those that end with `</s>`, which predict nothing."""
    rounding = _rounding(model)
    base = np.array([model.base.prob.sum()])
    totals, slack = base, base * rounding
    contexts = wrong = 0
    worst, where, farthest = float(base[0]), (0, 0), -1.0
    for k in range(model.order):
        with np.errstate(all="ignore"):  # an infinite sum, or NaN, counts as wrong
            if k:
                totals, slack = _sums_of_order(model, k, totals, slack, rounding)
            distance = np.nan_to_num(np.abs(totals - 1), nan=math.inf, posinf=math.inf)
            off = (distance > slack) | np.isinf(distance)
        looked_at = model.levels[k - 1].token != EOS if k else np.ones(1, np.bool_)
        off &= looked_at
        contexts += int(np.count_nonzero(looked_at))
        wrong += int(np.count_nonzero(off))
        if not off.any():
            continue
        place = int(np.argmax(np.where(off, distance, -1.0)))
        if distance[place] > farthest:
            worst, where, farthest = float(totals[place]), (k, place), float(distance[place])
    return Sums(contexts, wrong, _context(model, *where), worst)


def warning_of(model: NgramTrie) -> str:
    """A warning for a model whose probabilities do not sum to 1; "" for a model whose probabilities do."""
    sums = model.sums
    if not sums.wrong:
        return ""
    words = " ".join(model.vocabulary.decode(sums.context))
    cut = "…" if len(words) > _LONGEST_CONTEXT else ""
    after = f"after '{visible(words[:_LONGEST_CONTEXT])}{cut}'" if words else "without a context"
    return (
        f"this model does not sum to 1: {after} its probabilities sum to {sums.total:.6g} "
        f"({sums.wrong:,} of {sums.contexts:,} contexts are off by more than rounding explains)"
    )


def _rounding(model: NgramTrie) -> float:
    """The largest relative error that a number of this model may have from being printed with few decimals."""
    logs = np.log10(model.base.prob[model.base.prob > 0])
    for decimals in _DECIMALS:
        if np.all(np.abs(logs - np.round(logs, decimals)) < 1e-9):
            break
    # An error of half a unit of the last decimal in log10 is a relative error of 1.15 such units.
    return 2.5 * 10.0**-decimals


def _sums_of_order(
    model: NgramTrie, k: int, shorter: FloatArray, shorter_slack: FloatArray, rounding: float
) -> tuple[FloatArray, FloatArray]:
    """S after all contexts of k tokens, and the largest rounding error of each; float64 [U_k] each.

    Args:
        model: of order k + 1 or more.
        k: from 1.
        shorter: S after all contexts of k − 1 tokens.
        shorter_slack: the largest rounding error of each of these.
        rounding: the largest relative error of a stored number.
    """
    level, longer = model.levels[k - 1], model.levels[k]
    size = len(level.token)
    context = np.repeat(np.arange(size), np.diff(level.first))
    backed_off = level.prob[longer.suffix] if model.backs_off else model.base.prob[longer.token]
    seen = np.bincount(context, longer.prob, size)
    instead = np.bincount(context, backed_off, size)
    suffix: IndexArray = level.suffix if model.backs_off and k > 1 else np.zeros(size, np.int64)
    if not model.backs_off:
        base = model.base.prob.sum()
        shorter, shorter_slack = np.array([base]), np.array([base * rounding])
    totals = seen + level.backoff * (shorter[suffix] - instead)
    slack = rounding * (seen + level.backoff * (shorter[suffix] + instead)) + level.backoff * shorter_slack[suffix]
    return totals, slack


def _context(model: NgramTrie, length: int, place: int) -> tuple[int, ...]:
    """The token ids of a context, given by its length and its index among the n-grams of that order."""
    tokens: list[int] = []
    for k in range(length, 0, -1):
        tokens.append(int(model.levels[k - 1].token[place]))
        if k > 1:
            place = int(np.searchsorted(model.levels[k - 2].first, place, side="right")) - 1
    return tuple(reversed(tokens))
