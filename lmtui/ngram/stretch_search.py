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

    A binary search: the same few operations for all stretches at once, without a branch. Of what is left of a stretch
    one half or the other goes on, the middle in both.
    """
    passed = first - 1  # the last place of each stretch that is known to pass, or the place before the stretch
    left = last - first
    for _ in range(int(left.max(initial=0)).bit_length()):
        half = left >> 1
        left -= half
        left *= test(passed + left)
        passed += left
        left = half
    return passed + 1 - first
