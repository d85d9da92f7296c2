"""The page of the best continuations: both kinds where there is room, the greedy one marked, its wrong turns told."""

from __future__ import annotations

import math

import pytest
from rich.cells import cell_len
from support.pages import lines, text

from lmtui.playground.best_job import BestView, Sequel, Sequels, WrongTurn
from lmtui.tui.best_lines import best_page
from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.sequence_lines import Page, Paper

BEST = (Sequel("a b", math.log(0.5)), Sequel("b a", math.log(0.25)))
TURNS = tuple(WrongTurn(place, "b", "a", math.log(2)) for place in range(1, 6))
EXACT = Sequels(BEST, BEST[1], 2, TURNS)
ENDING = Sequels((Sequel("a </s>", math.log(0.125)),), Sequel("a </s>", math.log(0.125)), 1, ())
VIEW = BestView("the", 2, EXACT, ENDING)
WIDE = Paper(78, 18, UNICODE)


@pytest.mark.parametrize("paper", [WIDE, Paper(58, 12, ASCII), Paper(118, 34, UNICODE)])
@pytest.mark.parametrize("ending", [False, True])
def test_no_line_is_wider_than_the_paper(paper: Paper, ending: bool) -> None:
    page = best_page(VIEW, ending, paper)
    assert all(cell_len(line) <= paper.width for line in lines(page))
    assert len(page.head) + len(page.foot) < paper.height


def test_the_greedy_one_is_marked_and_its_first_wrong_turns_are_told() -> None:
    page = best_page(VIEW, False, WIDE)
    assert [text(row).split() for row in page.rows] == [
        ["1", "-0.693", "0.5", "a", "b"],
        ["2", "greedy", "-1.386", "0.25", "b", "a"],
    ]
    assert " greedy errs at token 1: a instead of b reaches 2 × as much" in lines(page)
    assert lines(page)[-1] == " and at 2 more tokens"


def test_those_that_end_are_listed_where_there_are_any() -> None:
    assert any("at most 2 tokens" in line for line in lines(best_page(VIEW, True, WIDE)))
    assert any("exactly 2 tokens" in line for line in lines(best_page(BestView("the", 2, EXACT), True, WIDE)))
    assert "greedy finds the best here" in lines(best_page(VIEW, True, WIDE))[-1]


def test_where_nothing_is_possible_that_is_said() -> None:
    none = Sequels((), Sequel("a b", -math.inf), None, ())
    shown = lines(best_page(BestView("the", 2, none), False, WIDE))
    assert " no continuation of this kind has a probability above 0" in shown
    assert best_page(None, False, WIDE) == Page()
