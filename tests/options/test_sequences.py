"""The options of whole sequences: numbers within the limits of the searches, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from lmtui.errors import SettingError
from lmtui.options.option import Option
from lmtui.options.sequences import (
    BEST_COUNT,
    BY_TOKEN,
    COMPARE,
    ENDS,
    SAMPLE_COUNT,
    SAMPLE_ROWS,
    SAMPLED_TOKENS,
    SEARCHED_TOKENS,
    SWEEP_RUNS,
)
from lmtui.sequences.limits import LONGEST, MOST_BEST, MOST_SAMPLES, MOST_TOKENS

LIMITS = [
    (SEARCHED_TOKENS, LONGEST),
    (BEST_COUNT, MOST_BEST),
    (SAMPLED_TOKENS, MOST_TOKENS),
    (SAMPLE_COUNT, MOST_SAMPLES),
    (SWEEP_RUNS, MOST_SAMPLES),
]


@pytest.mark.parametrize(("option", "most"), LIMITS)
def test_numbers_are_read_from_1_to_the_limit(option: Option[int], most: int) -> None:
    assert [option.kind.read(written) for written in ("1", str(most))] == [1, most]
    assert 1 <= option.default <= most
    for written in ("0", str(most + 1), "-1", "some"):
        with pytest.raises(SettingError):
            option.kind.read(written)


def test_rows_are_a_number_or_all() -> None:
    assert SAMPLE_ROWS.kind.read("7") == 7
    assert SAMPLE_ROWS.kind.read("all") is None
    with pytest.raises(SettingError, match="all"):
        SAMPLE_ROWS.kind.read("none")


@pytest.mark.parametrize("option", [ENDS, BY_TOKEN, COMPARE])
def test_switches_are_off_until_they_are_given(option: Option[Any]) -> None:
    assert option.default is False


def test_every_default_that_the_help_names_is_the_default() -> None:
    for option in (SEARCHED_TOKENS, BEST_COUNT, SAMPLED_TOKENS, SAMPLE_COUNT, SAMPLE_ROWS, SWEEP_RUNS):
        assert f"(default: {option.default}" in option.help
