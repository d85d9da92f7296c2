"""What is said of whole sequences, in as many columns as there are."""

from __future__ import annotations

import math

import pytest

from lmtui.playground.snapshots import CompleteSequence
from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.whole_sequences import complete_lines, why_they_differ


@pytest.mark.parametrize(("columns", "end"), [(79, "Token by token"), (43, "as a whole"), (20, "p_T weighs")])
def test_the_reason_is_as_long_as_there_is_room(columns: int, end: str) -> None:
    assert why_they_differ(columns).startswith(end)
    assert "what can follow, too" in why_they_differ(columns)


def test_of_a_complete_sequence_both_probabilities_are_said() -> None:
    lines = complete_lines(CompleteSequence(3, 0.5, math.log(0.125), math.log(0.25)), UNICODE)
    assert lines[:3] == ["All 3 tokens are there.", "p of all together  0.125", "p_T at T 0.50  0.25"]
    assert lines[-1] == why_they_differ(80)
    one = complete_lines(CompleteSequence(1, math.inf, -math.inf, -1000.0), ASCII)
    assert one[:3] == ["Its one token is there.", "p of all together  0", "p_T at T inf  5.076e-435"]
