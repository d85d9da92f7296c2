"""Words in arrays are sorted as Python sorts their bytes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text import alphabetical as module
from lmtui.text.alphabetical import alphabetical

PIECES = st.sampled_from([b"", b"a", b"b", b"\0", b"\xff", b"seven77", b"eight888", b"sixteen sixteen "])
WORDS = st.lists(st.lists(PIECES, max_size=5).map(b"".join) | st.binary(max_size=20), unique=True)


@given(WORDS)
def test_the_order_is_that_of_bytes(words: list[bytes]) -> None:
    assert in_order(words) == sorted(words)


@given(WORDS)
def test_so_it_is_where_few_words_are_sorted_at_a_time(words: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PIECE", 2)
        assert in_order(words) == sorted(words)


@given(WORDS)
def test_few_words_are_sorted_between_two_reports(words: list[bytes]) -> None:
    done: list[int] = []
    sort = module._sort

    def count_and_sort(order: npt.NDArray[np.int32], spelled: module._Spelled) -> None:
        done.append(len(order))
        sort(order, spelled)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PIECE", 1 << 4)
        patch.setattr(module, "_sort", count_and_sort)
        ends = np.cumsum(list(map(len, words)), dtype=np.int64)
        alphabetical(np.frombuffer(b"".join(words), np.uint8), ends, lambda: done.append(0))
    assert sum(done) == len(words)
    assert max(done, default=0) <= 1 << 4
    assert all(not (one and other) for one, other in pairwise(done))


def in_order(words: list[bytes]) -> list[bytes]:
    ends = np.cumsum(list(map(len, words)), dtype=np.int64)
    order = alphabetical(np.frombuffer(b"".join(words), np.uint8), ends)
    assert order.dtype == np.int32
    return [words[place] for place in order]
