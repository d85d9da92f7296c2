"""The page of scores: a row a token, or two texts beside each other, and below these the totals."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lmtui.playground.bars import bar
from lmtui.playground.colouring import probability_level
from lmtui.playground.sequence_views import AnnealedText, Factor, Pair, PairedTexts, ScoredText, ScoreView, TotalView
from lmtui.sampling.temperature import format_temperature
from lmtui.tui.sequence_lines import FAINT, HEAD, MARK, PLAIN, TROUBLE, Line, Page, Paper

_ORDER, _P, _PRODUCT, _LOG, _BITS = 5, 9, 9, 7, 5
_FIXED = _ORDER + _P + _PRODUCT + _LOG + _BITS + 6
"""Columns of a row's numbers, and the blanks around these."""

_RATIO = 9
_PAIRED = 2 * _P + 2 * _RATIO + 10
"""Columns of a pair's numbers, marks and blanks."""

_NAME, _SHORT_NAME = 15, 7
"""Columns of what a total is called."""


def score_page(view: ScoreView | None, shown: int, paper: Paper) -> Page:
    """The page.

    Args:
        view: the scores; None while there are none.
        shown: 0 for two texts beside each other, 1 or 2 for the rows of one of them.
        paper: what it is drawn on.
    """
    if view is None or not view.texts:
        return Page([paper.said("Type a text: its probability is the product of the probabilities of its tokens.")])
    if len(view.texts) == 1:
        return Page([_head(paper)], _rows(view, view.texts[0], paper), _single_foot(view, paper))
    foot = _double_foot(view, paper)
    if shown == 0 and view.paired:
        return Page([_paired_head(paper)], _paired_rows(view.paired, paper), foot)
    return Page([_head(paper)], _rows(view, view.texts[max(shown, 1) - 1], paper), foot)


def _widths(paper: Paper) -> tuple[int, int, int]:
    """The columns of the token, of its context, and of the bar."""
    free = max(paper.width - _FIXED - 3, 8)
    bar_width = free // 3 if free >= 28 else 0
    token = max((free - bar_width) // 2, 4)
    return token, max(free - bar_width - token, 0), bar_width


def _head(paper: Paper) -> Line:
    token, context, bar_width = _widths(paper)
    return (
        (" ", HEAD),
        paper.cell("token", token, HEAD),
        paper.cell("after", context, HEAD),
        paper.number("order", _ORDER, HEAD),
        paper.number("p", _P, HEAD),
        paper.number("product", _PRODUCT, HEAD),
        paper.number("ln p", _LOG, HEAD),
        paper.number("bits", _BITS, HEAD),
        ("surprise" if bar_width >= 8 else "", FAINT),
    )


def _rows(view: ScoreView, text: ScoredText, paper: Paper) -> list[Line]:
    return [_row(factor, view.largest_bits, paper) for factor in text.factors]


def _row(factor: Factor, largest: float, paper: Paper) -> Line:
    token, context, bar_width = _widths(paper)
    level = _level(factor.logprob)
    share = min(factor.bits / largest, 1.0)
    return (
        (" ", PLAIN),
        paper.cell(_named(factor), token, PLAIN if factor.known else TROUBLE),
        paper.cell(factor.context, context, FAINT),
        paper.number(paper.glyphs.missing if factor.order is None else str(factor.order), _ORDER),
        paper.number(paper.prob(factor.logprob), _P, level),
        paper.number(paper.prob(factor.running), _PRODUCT),
        paper.number(paper.fixed(factor.logprob, 3), _LOG),
        paper.number(paper.fixed(factor.bits, 2), _BITS),
        (bar(share, bar_width, paper.glyphs.divides_cells), level),
    )


def _named(factor: Factor) -> str:
    """A token, marked where it is not in the vocabulary."""
    return factor.token if factor.known else f"? {factor.token}"


def _level(logprob: float) -> str:
    """The colour of a probability, as in the generated text."""
    names = ("likely", "plain", "unlikely", "rare")
    return f"sequences--{names[probability_level(math.exp(logprob))]}"


# Totals


def _total(name: str, columns: int, total: TotalView, note: str, paper: Paper) -> Line:
    """The figures of a text, after its name in so many columns; a note where there is room."""
    pieces: Line = (
        paper.cell(f" {name}", columns, HEAD),
        ("p ", FAINT),
        paper.cell(paper.prob(total.logprob), _P),
        ("ln p ", FAINT),
        paper.cell(paper.fixed(total.logprob, 3), _LOG + 1),
        ("perplexity ", FAINT),
        paper.cell(paper.fixed(total.perplexity, 2), _LOG),
    )
    return (*pieces, paper.cell(note, max(paper.width - columns - 47, 0), FAINT))


def _single_foot(view: ScoreView, paper: Paper) -> list[Line]:
    text = view.texts[0]
    note = f"{text.unknown} unknown of {text.total.tokens}" if text.unknown else f"{text.total.tokens} tokens"
    lines = paper.rule()
    if text.without_end:
        lines.append(_total("without </s>", _NAME, text.without_end, f"{text.without_end.tokens} tokens", paper))
    lines.append(_total("with </s>" if text.without_end else "the text", _NAME, text.total, note, paper))
    return [*lines, *_annealed_lines(view, paper)]


def _double_foot(view: ScoreView, paper: Paper) -> list[Line]:
    lines = paper.rule()
    for number, text in enumerate(view.texts, 1):
        notes = [f"{text.unknown} unknown"] if text.unknown else []
        if text.without_end:
            notes.append(f"no </s> {paper.prob(text.without_end.logprob)}")
        lines.append(_total(f"text {number}", _SHORT_NAME, text.total, ", ".join(notes), paper))
    if view.paired:
        lines.append(_verdict(view.paired, paper))
    return [*lines, *_annealed_lines(view, paper)]


def _verdict(paired: PairedTexts, paper: Paper) -> Line:
    if paired.decisive is None:
        return paper.said("neither text is more probable than the other", HEAD)
    winner = 1 if paired.log_ratio > 0 else 2
    row = paired.pairs[paired.decisive]
    names = [factor.token if factor else paper.glyphs.missing for factor in (row.left, row.right)]
    times = paper.ratio(abs(paired.log_ratio))
    here = paper.ratio(abs(row.log_ratio))
    said = f"text {winner} is {times} × as probable; it wins most at {names[winner - 1]}: {here} ×"
    return paper.said(said, HEAD)


def _annealed_lines(view: ScoreView, paper: Paper) -> Iterator[Line]:
    """The probabilities at T, as it would be generated and as an annealed sequence."""
    temperature = paper.glyphs.named(format_temperature(view.temperature))
    if view.temperature == 1 and not view.cuts:
        yield paper.said("at T = 1 it is generated so; another T anneals it", FAINT)
        return
    cuts = f" {paper.glyphs.dot} {' '.join(view.cuts)}" if view.cuts else ""
    for number, each in enumerate(view.annealed or (None,) * len(view.texts), 1):
        name = f" T {temperature}" + (f" text {number}" if len(view.texts) > 1 else "")
        yield (
            paper.cell(name, _NAME, HEAD),
            ("generated ", FAINT),
            paper.cell(_annealed(each, "generated", paper), _P),
            ("sequence ", FAINT),
            paper.cell(_annealed(each, "sequence", paper), max(paper.width - _NAME - _P - 22, 0), PLAIN),
        )
    if cuts and paper.width >= 70:
        yield paper.said(f"generated after the cuts{cuts}", FAINT)


def _annealed(text: AnnealedText | None, which: str, paper: Paper) -> str:
    if text is None:
        return paper.glyphs.ellipsis
    if which == "generated":
        return paper.prob(text.generated)
    return text.why if text.sequence is None else paper.prob(text.sequence)


# Two texts


def _token_width(paper: Paper) -> int:
    return max((paper.width - _PAIRED) // 2, 3)


def _paired_head(paper: Paper) -> Line:
    width = _token_width(paper)
    return (
        (" ", HEAD),
        paper.cell("text 1", width, HEAD),
        paper.number("p", _P, HEAD),
        ("  ", HEAD),
        paper.cell("text 2", width, HEAD),
        paper.number("p", _P, HEAD),
        paper.number("ratio", _RATIO, HEAD),
        paper.number("product", _RATIO, HEAD),
    )


def _paired_rows(paired: PairedTexts, paper: Paper) -> list[Line]:
    return [_pair(pair, place == paired.decisive, paper) for place, pair in enumerate(paired.pairs)]


def _pair(pair: Pair, decisive: bool, paper: Paper) -> Line:
    style = MARK if decisive else PLAIN
    return (
        (" ", PLAIN),
        *_side(pair.left, paper),
        (f"{paper.glyphs.departs} " if _differs(pair) else "  ", FAINT),
        *_side(pair.right, paper),
        paper.number(paper.ratio(pair.log_ratio), _RATIO, style),
        paper.number(paper.ratio(pair.running), _RATIO),
        (paper.glyphs.choose_left if decisive else "", MARK),
    )


def _differs(pair: Pair) -> bool:
    return pair.left is None or pair.right is None or pair.left.token != pair.right.token


def _side(factor: Factor | None, paper: Paper) -> tuple[tuple[str, str], tuple[str, str]]:
    width = _token_width(paper)
    if factor is None:
        return paper.cell(paper.glyphs.missing, width, FAINT), paper.number("", _P)
    name = paper.cell(_named(factor), width, PLAIN if factor.known else TROUBLE)
    return name, paper.number(paper.prob(factor.logprob), _P, _level(factor.logprob))
