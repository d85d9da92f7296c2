"""Arrays in which each context has a stretch of its own: search in all stretches at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

IntegerArray = npt.NDArray[np.integer[Any]]


def count_passing(
    first: IntegerArray, last: IntegerArray, test: Callable[[IntegerArray], npt.NDArray[np.bool_]]
) -> IntegerArray:
    """For each stretch of places how many pass a test that those at its beginning pass, and the others do not.

    A binary search in steps that are halved: the same few operations for all stretches at once, without a branch.
    """
    low = first.copy()
    longest = int((last - first).max(initial=0))
    step = 1 << longest.bit_length()
    while step := step >> 1:
        place = low + (step - 1)
        passed = place < last
        np.minimum(place, last - 1, out=place)  # of an empty stretch the place before it, whose answer is not asked
        passed &= test(place)
        low += step * passed
    return low - first
