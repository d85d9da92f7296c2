"""The page of a text under several models: a row a stretch, a column a model, and below these the totals."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len

from lmtui.playground.colouring import probability_level
from lmtui.playground.same_text_job import ModelTotal, SameTextView, StretchRow
from lmtui.tui.sequence_lines import FAINT, HEAD, MARK, PLAIN, TROUBLE, Line, Page, Paper

if TYPE_CHECKING:
    from lmtui.model.partial_ranking import Bounds

_TEXT, _P, _RATIO = 16, 10, 9  # columns
_TOTAL = 66  # columns from which on a total has its bits, too
_LEVELS = ("likely", "plain", "unlikely", "rare")


def same_text_page(view: SameTextView, paper: Paper) -> Page:
    """The page."""
    decisive = _decisive(view)
    rows = [_row(view, row, row is decisive, paper) for row in view.rows]
    return Page([_head(view, paper)], rows, [*paper.rule(), *_foot(view, paper)])


def _head(view: SameTextView, paper: Paper) -> Line:
    ratio = [paper.number("1st / 2nd", _RATIO, HEAD)] if _is_pair(view) else []
    return (
        (" ", HEAD),
        paper.cell("text", _text_width(view, paper), HEAD),
        *(paper.number(f"p in {total.name.split(':')[0]}", _P, HEAD) for total in view.totals),
        *ratio,
    )


def _text_width(view: SameTextView, paper: Paper) -> int:
    """The columns of the text: fewer where there is no room beside the numbers."""
    return max(min(_TEXT, paper.width - 2 - _numbers(view)), 4)


def _numbers(view: SameTextView) -> int:
    """The columns of the numbers of a row, with the blanks behind these."""
    return (_P + 1) * len(view.totals) + (_RATIO + 1) * _is_pair(view)


def _is_pair(view: SameTextView) -> bool:
    return len(view.totals) == 2


def _row(view: SameTextView, row: StretchRow, decisive: bool, paper: Paper) -> Line:
    ratio = _log_ratio(row)
    shown = paper.number(paper.ratio(ratio), _RATIO, MARK if decisive else PLAIN)
    width = _text_width(view, paper)
    return (
        (" ", PLAIN),
        paper.cell(row.text, width, FAINT if row.is_prompt else PLAIN),
        *(_prob(bounds, known, paper) for bounds, known in zip(row.logprobs, row.known, strict=True)),
        *([shown] if _is_pair(view) else []),
        paper.cell(_cuts(view, row), max(paper.width - width - _numbers(view) - 3, 0), FAINT),
    )


def _cuts(view: SameTextView, row: StretchRow) -> str:
    """How the models cut the stretch, where any of them does."""
    if not any("|" in cut for cut in row.cuts):
        return ""
    if len(set(row.cuts)) == 1:
        return row.cuts[0]
    numbers = (total.name.split(":")[0] for total in view.totals)
    return "  ".join(f"{number}: {cut}" for number, cut in zip(numbers, row.cuts, strict=True) if "|" in cut)


def _prob(bounds: Bounds | None, known: bool, paper: Paper) -> tuple[str, str]:
    if bounds is None:
        return paper.number(paper.glyphs.missing, _P, FAINT)
    text = f"{'' if known else '?'}{_most(bounds, paper)}{paper.prob(bounds.high)}"
    level = f"sequences--{_LEVELS[probability_level(math.exp(bounds.high))]}"
    return paper.number(text, _P, level if known else TROUBLE)


def _most(bounds: Bounds, paper: Paper) -> str:
    """The sign that stands before the greatest value of a number that may be less."""
    return "" if bounds.low == bounds.high else "≤".translate(paper.glyphs.prose)


def _log_ratio(row: StretchRow) -> float:
    """Natural logarithm of p in the first model by p in the second; NaN where one of these is not known."""
    first, second = row.logprobs[:2]
    return _difference(first, second)


def _difference(first: Bounds | None, second: Bounds | None) -> float:
    if first is None or second is None or first.low != first.high or second.low != second.high:
        return math.nan
    return first.low - second.low  # NaN where both are 0


def _decisive(view: SameTextView) -> StretchRow | None:
    """Of two models, the row in which the one that gives the text more probability wins most."""
    if not _is_pair(view):
        return None
    whole = _difference(view.totals[0].logprob, view.totals[1].logprob)
    if math.isnan(whole) or not whole:
        return None
    counted = (row for row in view.rows if not (view.follows_prompt and row.is_prompt))
    rows = [row for row in counted if not math.isnan(_log_ratio(row))]
    return max(rows, key=lambda row: math.copysign(1, whole) * _log_ratio(row), default=None)


# Totals


def _foot(view: SameTextView, paper: Paper) -> Iterator[Line]:
    for total in view.totals:
        yield _total(total, view.characters, paper)
    if _is_pair(view):
        yield paper.said(_verdict(view, paper), HEAD)
    elif view.follows_prompt:
        yield paper.said("the totals are of what follows the prompt", FAINT)
    if any(total.unknown for total in view.totals):
        yield paper.said("?: an unknown word, with the p of any unknown word; the total is too high", FAINT)
    if any(total.logprob is None for total in view.totals):
        yield paper.said(f"{paper.glyphs.missing}: the server gives too few ranks; no total", FAINT)
    if any(len(set(row.cuts)) > 1 for row in view.rows):
        yield paper.said("|: cut there; p of a stretch is the product of the p of its tokens", FAINT)
    if view.left_out:
        yield paper.said(f"without the last {view.left_out:,} tokens", FAINT)


def _total(total: ModelTotal, characters: int, paper: Paper) -> Line:
    name = paper.cell(f" {total.name}", _TEXT + 1, HEAD)
    words = f"{total.tokens} token{'s' * (total.tokens != 1)}"
    if total.unknown:
        words = f"{total.unknown} unknown of {total.tokens}"
    if total.logprob is None:
        return (name, paper.number(paper.glyphs.missing, _P), (f" {words}", FAINT))
    most = _most(total.logprob, paper)
    least = "≥".translate(paper.glyphs.prose) if most else ""
    bits = -total.logprob.high / math.log(2)
    a_character = paper.fixed(bits / characters, 3) if characters else paper.glyphs.missing
    in_bits = (("bits ", FAINT), paper.cell(f"{least}{paper.fixed(bits, 1)}", 7))
    pieces: Line = (
        name,
        paper.number(f"{most}{paper.prob(total.logprob.high)}", _P),
        *(in_bits if paper.width >= _TOTAL else ()),
        ("bits a character " if paper.width < _TOTAL else "a character ", FAINT),
        paper.cell(f"{least}{a_character}", 6),
    )
    used = sum(cell_len(text) for text, _ in pieces)
    return (*pieces, paper.cell(words, max(paper.width - used - 1, 0), FAINT))


def _verdict(view: SameTextView, paper: Paper) -> str:
    ratio = _difference(view.totals[0].logprob, view.totals[1].logprob)
    what = "what follows the prompt" if view.follows_prompt else "this text"
    if math.isnan(ratio):
        return f"which model gives {what} more probability is not known"
    if not ratio:
        return f"both models give {what} the same probability"
    winner = view.totals[0 if ratio > 0 else 1].name
    return f"{winner} gives {what} {paper.ratio(abs(ratio))} × the probability"
