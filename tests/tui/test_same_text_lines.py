"""The page of a text under several models fits its columns and says what the numbers are."""

from __future__ import annotations

import math

import pytest
from rich.cells import cell_len

from lmtui.model.partial_ranking import Bounds
from lmtui.playground.same_text_job import ModelTotal, SameTextView, StretchRow
from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.same_text_lines import same_text_page
from lmtui.tui.sequence_lines import Line, Page, Paper


def exactly(prob: float) -> Bounds:
    logprob = math.log(prob) if prob else -math.inf
    return Bounds(logprob, logprob)


def row(text: str, *probs: Bounds | None, known: bool = True, cut: str = "") -> StretchRow:
    cuts = (text, *(cut or text for _ in probs[1:]))
    return StretchRow(text, text == "The", probs, (known, *(True for _ in probs[1:])), cuts)


def view(*rows: StretchRow, totals: tuple[Bounds | None, ...], unknown: int = 0, left_out: int = 0) -> SameTextView:
    names = ("1: order 3", "2: SmolLM2-135M-Instruct", "3: verse", "4: order 1")
    shown = (ModelTotal(name, total, 12, unknown) for name, total in zip(names, totals, strict=False))
    return SameTextView(0, tuple(shown), rows, 20, rows[0].is_prompt, left_out)


def said(lines: list[Line]) -> list[str]:
    return ["".join(text for text, _ in line).rstrip() for line in lines]


def all_of(page: Page) -> list[str]:
    return said([*page.head, *page.rows, *page.foot])


def test_two_models_have_ratios_a_verdict_and_their_cuts() -> None:
    shown = view(
        row("The", exactly(0.5), exactly(0.25)),
        row("hyleted", exactly(0.001), exactly(0.5), known=False, cut="hy|leted"),
        totals=(exactly(0.0005), exactly(0.125)),
        unknown=1,
    )
    page = same_text_page(shown, Paper(78, 20, UNICODE))
    text = "\n".join(all_of(page))
    for wanted in (
        "1st / 2nd",
        "?0.001",
        "2: hy|leted",
        "2: SmolLM2-135M",
        "gives what follows the prompt 250 × the probability",
    ):
        assert wanted in text, wanted
    assert "?: an unknown word" in text
    assert "|: cut there" in text
    assert "bits 11.0" in " ".join(text.split())
    (decisive,) = [line for line in page.rows if any("mark" in style for _, style in line)]
    assert "hyleted" in said([decisive])[0]


def test_bounds_and_what_is_not_known_are_said() -> None:
    shown = view(
        row("a", exactly(0.5), Bounds(-math.inf, math.log(0.01))),
        row("b", exactly(0.5), None),
        totals=(exactly(0.25), None),
        left_out=1200,
    )
    text = "\n".join(all_of(same_text_page(shown, Paper(78, 20, ASCII))))
    for wanted in ("<=0.01", "too few ranks; no total", "is not known", "without the last 1,200 tokens"):
        assert wanted in text, wanted
    assert text.isascii()
    bounded = view(row("a", exactly(0.5), exactly(0.5)), totals=(exactly(0.5), Bounds(-math.inf, math.log(0.25))))
    assert "≥2.0" in "\n".join(all_of(same_text_page(bounded, Paper(78, 20, UNICODE))))


def test_the_same_probability_and_none_at_all() -> None:
    same = view(row("a", exactly(0.5), exactly(0.5)), totals=(exactly(0.5), exactly(0.5)))
    assert "both models give this text the same" in "\n".join(all_of(same_text_page(same, Paper(78, 20, UNICODE))))
    none = view(row("a", exactly(0.0), exactly(0.5)), totals=(exactly(0.0), exactly(0.5)))
    assert "gives this text ∞ ×" in "\n".join(all_of(same_text_page(none, Paper(78, 20, UNICODE))))


@pytest.mark.parametrize("width", [58, 78, 98])
@pytest.mark.parametrize("models", [2, 3, 4])
def test_a_page_fits_its_columns(models: int, width: int) -> None:
    probs = [exactly(1.234567e-12)] * models
    shown = view(row("一" * 30, *probs, known=False, cut="|" * 40), totals=tuple(probs), unknown=3)
    for line in all_of(same_text_page(shown, Paper(width, 20, UNICODE))):
        assert cell_len(line) <= width, line
