"""Searching and summing in all stretches at once is the same as in each by itself."""

from __future__ import annotations

import math
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.ngram.stretch_search import count_passing
from lmtui.sequences.stretches import is_ahead, ranges, sum_up

stretches = st.lists(st.lists(st.integers(0, 9), max_size=6), min_size=1, max_size=6)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=6))
def test_ranges_come_one_after_the_other(pairs: list[tuple[int, int]]) -> None:
    first, counts = (np.array([pair[i] for pair in pairs], np.int64) for i in (0, 1))
    assert ranges(first, counts).tolist() == [i for start, count in pairs for i in range(start, start + count)]


@given(stretches, st.integers(0, 9), st.integers(0, 3))
def test_what_is_ahead_is_counted_in_each(values: list[list[int]], prob: int, token: int) -> None:
    ranked = [sorted(((value, i % 4) for i, value in enumerate(row)), key=lambda p: (-p[0], p[1])) for row in values]
    flat = [pair for row in ranked for pair in row]
    probs, tokens = np.array([float(p) for p, _ in flat] + [0.0]), np.array([t for _, t in flat] + [0], np.int32)
    ends = np.cumsum([len(row) for row in values])
    first = ends - [len(row) for row in values]
    test = is_ahead(
        probs,
        tokens,
        [np.full(len(values), 0.5)],
        np.full(len(values), prob / 2),
        np.full(len(values), token, np.int32),
    )
    expected = [sum(p > prob or (p == prob and t < token) for p, t in row) for row in ranked]
    assert count_passing(first, ends, test).tolist() == expected


@given(st.lists(st.lists(st.floats(0, 1), max_size=6), min_size=1, max_size=6))
def test_sums_run_through_each(weights: list[list[float]]) -> None:
    counts = np.array([len(row) for row in weights])
    holder = np.repeat(np.arange(len(weights)), counts)
    sums = np.zeros(int(counts.sum()) + len(weights))
    flat = np.array([weight for row in weights for weight in row])
    lost = sum_up(sums, flat, np.arange(len(flat)), holder, counts)
    expected = [total for row in weights for total in accumulate(row, initial=0.0)]
    assert sums.tolist() == pytest.approx(expected, abs=1e-14)
    assert lost.max() < 1e-14


def test_a_sum_over_many_loses_no_more() -> None:
    weights = np.random.default_rng(0).random(200_000) ** 8
    sums = np.zeros(len(weights) + 1)
    lost = sum_up(sums, weights, np.arange(len(weights)), np.zeros(len(weights), np.int64), np.array([len(weights)]))
    assert abs(sums[-1] - math.fsum(weights.tolist())) <= lost[0] < 1e-7
