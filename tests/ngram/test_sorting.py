"""Sorting by packed integers gives what sorting pairs and tuples gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.ngram import sorting
from lmtui.ngram.sorting import sort_in_place, sort_windows, sort_with_places
from lmtui.ngram.windows import WindowLayout


@given(st.lists(st.integers(0, 9), max_size=40), st.sampled_from((1, 1 << 53, 1 << 58)))
def test_numbers_are_sorted_with_their_places_however_large_they_are(numbers: list[int], times: int) -> None:
    key = np.array(numbers, np.int64) * times
    ordered, place = sort_with_places(key)
    assert place.tolist() == sorted(range(len(numbers)), key=numbers.__getitem__)
    assert np.array_equal(ordered, key[place])


@given(st.lists(st.integers(0, 9), max_size=40), st.sampled_from((1, 1 << 53, 1 << 58)))
def test_numbers_are_sorted_where_they_stand(numbers: list[int], times: int) -> None:
    key = np.array(numbers, np.int64) * times + np.arange(len(numbers)) % 2  # some differ in low bits alone
    numbers = key.tolist()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "LARGEST_PIECE", 4)
        place = sort_in_place(key)
    assert place.tolist() == sorted(range(len(numbers)), key=numbers.__getitem__)
    assert key.tolist() == sorted(numbers)


@given(st.lists(st.tuples(*[st.integers(1, 3)] * 7), max_size=40), st.sampled_from((3, 1 << 20, 1 << 29)))
def test_windows_of_several_keys_are_sorted_by_all_their_tokens(rows: list[tuple[int, ...]], vocabulary: int) -> None:
    layout = WindowLayout(7, vocabulary)
    columns = [np.zeros(len(rows), np.int64) for _ in range(layout.keys)]
    for token in range(7):
        key, shift = layout.place(token)
        columns[key] |= np.array([row[token] for row in rows], np.int64) << shift
    place, new = sort_windows(columns, layout)
    in_order = [rows[at] for at in place.tolist()]
    assert in_order == sorted(rows)
    assert new.tolist() == [i == 0 or row != in_order[i - 1] for i, row in enumerate(in_order)]
