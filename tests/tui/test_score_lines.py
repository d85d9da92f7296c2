"""The page of scores: no line is wider than the page, and the figures are those of the view."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from support.scored import scored

from lmtui.playground.score_job import EXAMPLE
from lmtui.sampling.settings import Sampling
from lmtui.tui.glyphs import ASCII, UNICODE, Glyphs
from lmtui.tui.score_lines import score_page
from lmtui.tui.sequence_lines import Line, Page, Paper


def texts_of(lines: list[Line]) -> list[str]:
    return ["".join(text for text, _ in line) for line in lines]


def lines_of(page: Page) -> list[str]:
    return texts_of([*page.head, *page.rows, *page.foot])


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize("width", [58, 78, 118])
@pytest.mark.parametrize("texts", [("the mouse ate zebras",), EXAMPLE])
@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_every_line_fits(texts: tuple[str, ...], temperature: float, width: int, glyphs: Glyphs) -> None:
    view = scored(*texts, sampling=Sampling(temperature))
    for shown in range(3):
        lines = lines_of(score_page(view, shown, Paper(width, 20, glyphs)))
        assert max(cell_len(line.rstrip()) for line in lines) <= width
        assert glyphs is UNICODE or "".join(lines).isascii()


def test_a_row_tells_order_probability_product_logarithm_and_bits() -> None:
    view = scored("the mouse")
    page = score_page(view, 0, Paper(78, 20, UNICODE))
    for row, factor in zip(texts_of(list(page.rows)), view.texts[0].factors, strict=True):
        words = row.split()
        assert words[0] == factor.token
        start = words.index(str(factor.order), 1)
        assert words[start + 3 : start + 5] == [f"{factor.logprob:.3f}", f"{factor.bits:.2f}"]


def test_of_two_texts_the_rows_of_both_or_of_one_are_shown() -> None:
    view = scored(*EXAMPLE)
    paper = Paper(78, 20, UNICODE)
    assert view.paired
    assert [len(score_page(view, shown, paper).rows) for shown in range(3)] == [
        len(view.paired.pairs),
        *(len(text.factors) for text in view.texts),
    ]


def test_without_a_text_it_says_what_to_do() -> None:
    for view in (None, scored(" ")):
        (line,) = lines_of(score_page(view, 0, Paper(78, 20, UNICODE)))
        assert line.startswith(" Type a text")
