"""How long sequences may be, and how many."""

from __future__ import annotations

import pytest

from lmtui.errors import SettingError
from lmtui.sequences.limits import (
    LONGEST,
    MOST_BEST,
    MOST_SAMPLES,
    MOST_TOKENS,
    check_best_count,
    check_samples,
    check_searched_length,
)


def test_what_is_in_range_is_given_back() -> None:
    assert [check_searched_length(1), check_searched_length(LONGEST)] == [1, LONGEST]
    assert [check_best_count(1), check_best_count(MOST_BEST)] == [1, MOST_BEST]
    assert check_samples(100, MOST_SAMPLES) == (100, MOST_SAMPLES)
    assert check_samples(MOST_TOKENS, 1) == (MOST_TOKENS, 1)


def test_what_is_out_of_range_is_refused() -> None:
    for wrong in (0, -1, LONGEST + 1):
        with pytest.raises(SettingError, match="give a whole number from 1 to 1000"):
            check_searched_length(wrong)
    with pytest.raises(SettingError, match="give a whole number from 1 to 100"):
        check_best_count(MOST_BEST + 1)
    for tokens, count in ((0, 1), (1, 0), (1, MOST_SAMPLES + 1)):
        with pytest.raises(SettingError, match="give a whole number"):
            check_samples(tokens, count)


def test_long_samples_that_are_many_are_too_many_tokens() -> None:
    with pytest.raises(SettingError, match=r"1,000,000 sequences of 101 tokens are more than 100,000,000 tokens"):
        check_samples(101, MOST_SAMPLES)
