"""Arrays in which each state has a stretch of its own: compare and sum in all stretches at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from lmtui.model.ranking import FloatArray
from lmtui.ngram.stretch_search import IntegerArray


def ranges(first: IntegerArray, counts: IntegerArray) -> IntegerArray:
    """The numbers first, first + 1, … of each range, `counts` of them, one range after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    numbers: IntegerArray = np.arange(total) + np.repeat(first - ends + counts, counts)
    return numbers


def is_ahead(
    probs: FloatArray,
    tokens: npt.NDArray[np.int32],
    scales: Sequence[FloatArray],
    prob: FloatArray,
    token: npt.NDArray[np.int32],
) -> Callable[[IntegerArray], npt.NDArray[np.bool_]]:
    """Whether the tokens at places are ahead of (prob, token) once their p are scaled: larger, or equal by id."""

    def test(place: IntegerArray) -> npt.NDArray[np.bool_]:
        scaled = probs[place]
        for scale in scales:
            scaled *= scale
        ahead: npt.NDArray[np.bool_] = (scaled > prob) | ((scaled == prob) & (tokens[place] < token))
        return ahead

    return test


def sum_up(
    sums: FloatArray, weights: FloatArray, arcs: IntegerArray, holder: IntegerArray, counts: IntegerArray
) -> FloatArray:
    """Sum up the weights of each state's arcs; returns how far off its sums may be.

    One running sum goes through all states, in whole numbers: they wrap around, and differences are exact all the
    same, as long as the sum of one state fits.
    """
    totals = np.bincount(np.repeat(np.arange(len(counts)), counts), weights, len(counts))
    scale = 2.0 ** (61 - math.frexp(float(totals.max(initial=1.0)))[1])
    running = np.cumsum(np.rint(weights * scale).astype(np.int64))
    ends = np.cumsum(counts)
    before = np.where(ends > counts, running[ends - counts - 1] if len(running) else 0, 0)
    sums[arcs + holder + 1] = (running - np.repeat(before, counts)) / scale
    lost: FloatArray = (counts + 1) / scale
    return lost
