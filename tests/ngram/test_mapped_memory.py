"""Arrays in memory of their own hold what numpy's would, also while they grow."""

from __future__ import annotations

from mmap import mmap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.ngram import mapped_memory
from lmtui.ngram.mapped_memory import PIECE, GrowingArray, gather, new_array


@pytest.mark.parametrize("size", [0, 1, 1 << 14, (1 << 18) + 1])
def test_an_array_has_the_size_and_type_that_was_asked_for(size: int) -> None:
    for dtype in (np.uint8, np.int32, np.float64):
        array = new_array(size, dtype)
        array[:] = 7
        assert (array.dtype, array.shape) == (np.dtype(dtype), (size,))
        assert array.sum() == 7 * size


@given(
    st.lists(st.lists(st.integers(0, 255), max_size=9), max_size=9), st.integers(0, 20), st.sampled_from([1, 2000])
)
def test_what_was_added_is_taken_in_order(parts: list[list[int]], announced: int, times: int) -> None:
    growing, values = GrowingArray(np.int64, announced), [value for part in parts for value in part * times]
    for part in parts:
        growing.add(np.array(part * times, np.int64))
    assert growing.size == len(values)
    assert growing.values.tolist() == growing.take().tolist() == values
    assert growing.take().tolist() == []
    growing.add(np.arange(3))
    assert growing.take().tolist() == [0, 1, 2]


def test_an_array_grows_where_its_memory_cannot_move(monkeypatch: pytest.MonkeyPatch) -> None:
    class FixedMemory(bytearray):
        def resize(self, _: int) -> None:
            raise SystemError("mmap: resizing not available--no mremap()")  # as on macOS

    many = 1 << 18
    for memory in (mmap, lambda _, length, __: FixedMemory(length)):
        monkeypatch.setattr(mapped_memory, "mmap", memory)
        growing = GrowingArray(np.int32, many)
        growing.add(np.arange(many))
        held = growing.values  # memory that somebody looks at does not move either
        for start in (many, 2 * many):
            growing.add(np.arange(start, start + many))
        assert (held == np.arange(many)).all()
        assert (growing.take() == np.arange(3 * many)).all()


def test_values_are_gathered_where_their_places_stood() -> None:
    places = np.random.default_rng(0).permutation(2 * PIECE + 1)
    values, expected = np.arange(len(places)) * 3, places * 3
    assert gather(values, places, places) is places
    assert (places == expected).all()
