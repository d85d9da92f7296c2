"""Links to suffixes, worked out by hand. That they do not depend on the memory is in `test_counts.py`."""

from __future__ import annotations

import numpy as np

from lmtui.ngram.counts import count


def test_ngrams_are_linked_to_their_suffixes() -> None:
    counts = count(np.array([1, 3, 4, 2, 1, 3, 3, 2], np.int32), 5, 3)
    bigrams, trigrams = counts.links  # bigrams: 1 3, 3 2, 3 3, 3 4, 4 2; trigrams: 1 3 3, 1 3 4, 3 3 2, 3 4 2
    assert bigrams.suffix.whole().tolist() == [3, 2, 3, 4, 2]
    assert bigrams.continuations.whole().tolist() == [0, 0, 2, 2, 1]
    assert trigrams.suffix.whole().tolist() == [2, 3, 1, 4]
    assert trigrams.continuations.whole().tolist() == [0, 1, 1, 1, 1]


def test_what_a_stream_begins_with_has_no_token_before_it() -> None:
    counts = count(np.array([4, 3, 3], np.int32), 5, 3)
    assert counts.opening == (4, 1)  # bigrams: 3 3, 4 3
    assert counts.links[1].suffix.whole().tolist() == [0]
    assert counts.links[1].continuations.whole().tolist() == [1, 0]
