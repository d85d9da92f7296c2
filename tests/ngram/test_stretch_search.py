"""Searching in all stretches at once is the same as in each by itself."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lmtui.ngram.stretch_search import count_passing


@given(st.lists(st.tuples(st.lists(st.integers(0, 9), max_size=9), st.integers(0, 9)), min_size=1, max_size=6))
def test_what_passes_at_the_beginning_of_each_is_counted(rows: list[tuple[list[int], int]]) -> None:
    values = np.array([value for row, _ in rows for value in sorted(row)])
    asked = np.array([value for _, value in rows])
    last = np.cumsum([len(row) for row, _ in rows])
    first = last - [len(row) for row, _ in rows]
    counted = count_passing(first, last, lambda place: values[place] < asked)
    assert counted.tolist() == [bisect_left(sorted(row), value) for row, value in rows]
