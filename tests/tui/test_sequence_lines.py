"""Cells, numbers and sentences of the pages of sequences take the columns that they are given."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lmtui.tui.glyphs import ASCII, UNICODE, Glyphs
from lmtui.tui.sequence_lines import Paper

PAPERS = st.builds(Paper, st.integers(1, 100), st.integers(1, 40), st.sampled_from([UNICODE, ASCII]))
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


@given(PAPERS, st.text("ab é漢", max_size=30), st.integers(0, 20), st.booleans())
def test_a_cell_has_its_columns_and_a_blank(paper: Paper, text: str, width: int, right: bool) -> None:
    shown, style = paper.cell(text, width, "a style", right)
    assert style == "a style"
    assert cell_len(shown) == (width + 1 if width else 0)
    assert not shown or shown.endswith(" ")


@given(PAPERS, NUMBERS)
def test_ratios_and_probabilities_have_at_most_nine_columns(paper: Paper, number: float) -> None:
    assert cell_len(paper.ratio(number)) <= 9 or abs(number) > 1e6
    if number <= 0:
        assert cell_len(paper.prob(number)) <= 9 or number < -1e6


@pytest.mark.parametrize(("glyphs", "infinity"), [(UNICODE, "∞"), (ASCII, "inf")])
def test_numbers_that_are_none_are_signs(glyphs: Glyphs, infinity: str) -> None:
    paper = Paper(80, 24, glyphs)
    assert (paper.fixed(math.inf, 2), paper.fixed(-math.inf, 2)) == (infinity, f"-{infinity}")
    assert paper.fixed(math.nan, 2) == paper.ratio(math.nan) == glyphs.missing
    assert (paper.ratio(math.inf), paper.ratio(-math.inf)) == (infinity, "0")
    assert (paper.fixed(1.005, 1), paper.ratio(math.log(432)), paper.ratio(1000.0)) == ("1.0", "432", "1.97e+434")


@given(PAPERS, st.text("ab ≥∞é漢", max_size=120))
def test_a_sentence_fills_the_line_and_a_rule_is_drawn_where_there_is_room(paper: Paper, text: str) -> None:
    ((shown, _),) = paper.said(text)
    assert cell_len(shown) == paper.width
    assert [cell_len(line[0][0]) for line in paper.rule()] == ([paper.width] if paper.height >= 16 else [])
