"""Levels in pieces that end where contexts end. What levels hold is in `test_counts.py`."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lmtui.ngram.columns import IN_MEMORY, Column
from lmtui.ngram.levels import levels_of, pieces_of
from lmtui.ngram.runs import block_runs, merged


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20), st.integers(1, 8))
def test_pieces_end_with_contexts_and_are_no_larger_than_asked(sizes: list[int], rows: int) -> None:
    first = Column.of(np.cumsum([0, *sizes]))
    context, ngram = 0, 0
    for piece in pieces_of(first, rows):
        assert (piece.context, piece.start) == (context, ngram)
        assert 1 <= len(piece.sizes) <= rows
        assert piece.stop - piece.start <= rows or len(piece.sizes) == 1
        context, ngram = context + len(piece.sizes), piece.stop
    assert (context, ngram) == (len(sizes), sum(sizes))


def test_levels_are_read_off_windows_piece_by_piece() -> None:
    runs = block_runs(np.array([1, 3, 4, 2, 1, 3, 3, 2], np.int32), 3, 5, block=1)
    unigrams, bigrams, trigrams = levels_of(merged(runs, 1), runs[0].layout, 8, IN_MEMORY)
    assert unigrams.count.whole().tolist() == [0, 2, 2, 3, 1]
    assert bigrams.first.whole().tolist() == [0, 0, 1, 1, 4, 5]
    assert bigrams.token.whole().tolist() == [3, 2, 3, 4, 2]
    assert bigrams.count.whole().tolist() == [2, 1, 1, 1, 1]
    assert trigrams.first.whole().tolist() == [0, 2, 2, 3, 4, 4]
    assert trigrams.token.whole().tolist() == [3, 4, 2, 2]
