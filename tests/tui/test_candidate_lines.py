"""Every line of the table has the columns of the table, whatever its width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from rich.cells import cell_len
from support.mouse import session as mouse_session

from lmtui.playground import snapshots
from lmtui.playground.table import TableView
from lmtui.tui.candidate_lines import CandidateLines
from lmtui.tui.glyphs import ASCII, UNICODE, Glyphs
from lmtui.tui.widgets.drawing import Piece

BOTH = pytest.mark.parametrize("glyphs", [UNICODE, ASCII])


def view_of() -> TableView:
    view = snapshots.table(mouse_session("the mouse"), 1, 5)
    assert view is not None
    return view


def text_of(pieces: Iterable[Piece]) -> str:
    return "".join(text for text, _ in pieces)


@BOTH
@pytest.mark.parametrize("width", [27, 40, 43, 60, 120])
def test_every_line_fits(width: int, glyphs: Glyphs) -> None:
    view = view_of()
    lines = CandidateLines(view, glyphs, width, None)
    shown = [lines.head(), *map(lines.row, view.rows), lines.cut(), lines.rest(), lines.unknown(), lines.luck()]
    for line in map(text_of, shown):
        assert cell_len(line) <= width
        assert glyphs is UNICODE or line.isascii()


@BOTH
def test_a_row_shows_rank_token_both_probabilities_and_a_bar(glyphs: Glyphs) -> None:
    view = view_of()
    first = view.rows[0]
    line = text_of(CandidateLines(view, glyphs, 60, None).row(first))
    assert line[1:].split()[:4] == ["1", first.token, f"{first.model_prob:.4f}", f"{first.prob:.4f}"]
    assert glyphs.both in line


def test_the_picked_and_the_chosen_row_are_set_off() -> None:
    view = view_of()
    lines = CandidateLines(view, UNICODE, 60, 2)
    classes = {row.rank: {name for _, name in lines.row(row)} for row in view.rows}
    assert [rank for rank, names in classes.items() if "table--picked" in names] == [2]
    marked = [row.rank for row in view.rows if text_of(lines.row(row)).startswith(UNICODE.chosen)]
    assert marked == [view.chosen.rank]


def test_a_row_that_is_cut_has_its_probability_struck_out() -> None:
    view = view_of()
    row = replace(view.rows[-1], cut=True, prob=0.0)
    pieces = list(CandidateLines(view, UNICODE, 60, None).row(row))
    assert [text for text, name in pieces if name == "table--struck"] == ["0"]
