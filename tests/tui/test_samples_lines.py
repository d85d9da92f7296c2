"""The page of samples: a row a result, the favourite and the best marked, or told that they never came."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from rich.cells import cell_len
from support.pages import lines, text

from lmtui.model.partial_ranking import Bounds
from lmtui.playground.samples_job import CountedContinuation, SamplesView
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling
from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.samples_lines import samples_page
from lmtui.tui.sequence_lines import Page, Paper

FIRST = CountedContinuation("a b", 1, 70, 75.0, math.log(0.75), -1.2)
SECOND = CountedContinuation("b </s>", 2, 30, 12.5, math.log(0.125), 5.3)
NEVER = CountedContinuation("c", None, 0, 0.001, math.log(1e-5), -0.03)
VIEW = SamplesView("the", 2, 100, Sampling(0.5, Cuts(top_k=3), 7), 2, (FIRST, SECOND), FIRST, NEVER)
WIDE = Paper(78, 18, UNICODE)


@pytest.mark.parametrize("paper", [WIDE, Paper(58, 12, ASCII), Paper(118, 34, UNICODE)])
def test_no_line_is_wider_than_the_paper(paper: Paper) -> None:
    assert all(cell_len(line) <= paper.width for line in lines(samples_page(VIEW, paper)))


def test_rows_tell_count_expectation_probability_and_deviation() -> None:
    page = samples_page(VIEW, WIDE)
    assert [text(row).split() for row in page.rows] == [
        ["▸", "1", "70", "75.0", "0.75", "-1.2", "a", "b"],
        ["2", "30", "12.5", "0.125", "+5.3", "b", "</s>"],
    ]
    assert lines(page)[0] == " T 0.50 · 100 samples of at most 2 tokens · seed 7 · top-k 3 · after the"


def test_where_the_favourite_and_the_best_stand_is_told() -> None:
    shown = lines(samples_page(VIEW, WIDE))
    assert " ▸ favourite of T = 0: #1, 70 ×, p 0.75: a b" in shown
    assert " ✓ most probable at T = 1: never came, p 1e-05: c" in shown


def test_without_samples_the_page_is_empty_and_without_a_best_that_is_said() -> None:
    assert samples_page(None, WIDE) == Page()
    none = SamplesView("the", 2, 100, Sampling(), 2, (FIRST, SECOND), FIRST, None)
    assert any("none is possible" in line for line in lines(samples_page(none, WIDE)))


def test_bounds_are_shown_as_such_and_what_is_not_known_is_said() -> None:
    logs = Bounds(math.log(0.25), math.log(0.3))
    bounded = CountedContinuation("a", 1, 70, Bounds(25.0, 30.0), math.log(0.27), Bounds(8.7, 10.4), logs)
    exact = replace(bounded, place=2, text="b", deviation=Bounds(1.01, 1.04))
    view = SamplesView(
        "the", 2, 100, Sampling(), 2, (bounded, exact), bounded, None, best_is_known=False, uncertain=3
    )
    for paper, dash in ((WIDE, "–"), (Paper(58, 12, ASCII), "-")):
        page = samples_page(view, paper)
        first, second = [text(row).split() for row in page.rows]
        assert [first[place] for place in (-4, -3, -2)] == [f"25{dash}30", f".250{dash}.300", dash]
        assert second[-2] == "+1.0"
        deviations = (Bounds(8.7, 10.4), Bounds(-4.1, 62.9), Bounds(-9.0, -3.1), Bounds(2.9, 9.0), -3.2)
        are_unlikely = []
        for deviation in deviations:
            page = samples_page(replace(view, results=(replace(bounded, deviation=deviation),)), paper)
            are_unlikely.append(any(style == "sequences--unlikely" for _, style in page.rows[0]))
        assert are_unlikely == [True, False, True, False, True]
        shown = "".join(lines(page))
        assert "most probable at T = 1: known of n-gram models alone" in shown
        assert "3 samples are not certain" in shown
