"""The page of what a beam found: both kinds, the greedy one marked, and what is left open."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from rich.cells import cell_len

from lmtui.playground.beam_job import BeamView
from lmtui.playground.best_job import Sequel
from lmtui.tui.beam_lines import beam_page
from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.sequence_lines import Page, Paper

FOUND = (Sequel("a b", math.log(0.5)), Sequel("b a", math.log(0.25)))
REMARKS = ("the best that a beam of 8 found, not proved", "each token is one of the first 6 alone")
VIEW = BeamView("the", 2, 8, 2, FOUND, (Sequel("a <end>", math.log(0.125)),), FOUND[1], "<end>", REMARKS)
WIDE = Paper(78, 18, UNICODE)


def lines(page: Page) -> list[str]:
    return ["".join(piece for piece, _ in line).rstrip() for line in (*page.head, *page.rows, *page.foot)]


@pytest.mark.parametrize("paper", [WIDE, Paper(58, 12, ASCII), Paper(118, 34, UNICODE)])
@pytest.mark.parametrize("ending", [False, True])
def test_no_line_is_wider_than_the_paper_and_what_was_found_is_never_called_the_best_alone(
    paper: Paper, ending: bool
) -> None:
    page = beam_page(VIEW, ending, paper)
    assert all(cell_len(line) <= paper.width for line in lines(page))
    assert len(page.head) + len(page.foot) < paper.height
    assert all("beam" in line for line in lines(page) if "best" in line)


def test_each_kind_is_listed_and_what_is_not_known_yet_is_said() -> None:
    shown = lines(beam_page(VIEW, False, WIDE))
    assert " What a beam of 8 finds of exactly 2 tokens" in shown
    assert ["2", "greedy", "-1.386", "0.25", "b", "a"] in [line.split() for line in shown]
    assert [line.strip() for line in shown[-2:]] == list(REMARKS)
    ending = lines(beam_page(VIEW, True, WIDE))
    assert " What a beam of 8 finds of at most 2 tokens, the last <end>" in ending
    begun = replace(VIEW, length=9, greedy=None, ending=())
    assert " What a beam of 8 finds of exactly 9 tokens: 2 of 9 are read" in lines(beam_page(begun, False, WIDE))
    assert any("nothing of this kind by now" in line for line in lines(beam_page(begun, True, WIDE)))
    assert beam_page(None, False, WIDE) == Page()
