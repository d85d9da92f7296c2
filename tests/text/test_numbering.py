"""For every token the first one that is spelled like it is found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text import numbering
from lmtui.text.numbering import first_alike, first_equal
from lmtui.text.spans import PADDING, Spans

words = st.one_of(st.text("ab", min_size=1, max_size=20), st.sampled_from(["a" * 63, "a" * 64, "a" * 70, "é" * 9]))


def spans_of(tokens: list[str]) -> Spans:
    spelled = [token.encode() for token in tokens]
    ends = np.cumsum([len(token) for token in spelled], dtype=np.int64)
    starts = ends - np.array([len(token) for token in spelled], np.int64)
    return Spans(b"".join(spelled) + bytes(PADDING), starts, ends)


@given(st.lists(words, min_size=1, max_size=60))
def test_the_first_of_its_spelling_is_found_for_every_token(tokens: list[str]) -> None:
    assert first_alike(spans_of(tokens)).tolist() == [tokens.index(token) for token in tokens]


@pytest.mark.parametrize("spread", [0, 1 << 63])
def test_tokens_that_have_one_hash_are_kept_apart(spread: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "_SPREAD", spread)
    tokens = ["abcdefgh1", "abcdefgh2", "abcdefgh1", "x", "abcdefgh3" * 3, "x"]
    assert first_alike(spans_of(tokens)).tolist() == [tokens.index(token) for token in tokens]


@given(st.lists(st.integers(0, (1 << 64) - 1), max_size=80))
def test_equal_keys_have_one_first_key(keys: list[int]) -> None:
    assert first_equal(np.array(keys, np.uint64)).tolist() == [keys.index(key) for key in keys]
