"""The page of samples: a row for each distinct result, and where the favourite and the best sequence stand."""

from __future__ import annotations

import math

from lmtui.model.partial_ranking import Bounds
from lmtui.playground.bars import bar
from lmtui.playground.samples_job import CountedContinuation, SamplesView
from lmtui.sampling.temperature import format_temperature
from lmtui.tui.number_text import bounds_text, interval_text
from lmtui.tui.sequence_lines import FAINT, HEAD, MARK, PLAIN, Line, Page, Paper

_MARK, _PLACE, _COUNT, _EXPECTED, _P, _OFF = 2, 5, 6, 8, 9, 6
_FIXED = _MARK + _PLACE + _COUNT + _EXPECTED + _P + _OFF + 4
"""Columns of all but the result and the bar."""


def samples_page(view: SamplesView | None, paper: Paper) -> Page:
    """The page; an empty one while there are no samples."""
    if view is None:
        return Page()
    glyphs, sampling = paper.glyphs, view.sampling
    temperature = glyphs.named(format_temperature(sampling.temperature))
    facts = [
        f"T {temperature}",
        f"{view.count:,} samples of at most {view.length} tokens",
        f"seed {sampling.seed}",
        *sampling.cuts.labels,
        f"after {view.prompt}",
    ]
    text, bars = _widths(paper)
    head = (
        paper.cell("", _MARK - 1),
        paper.number("#", _PLACE, HEAD),
        paper.number("count", _COUNT, HEAD),
        paper.number("expected", _EXPECTED, HEAD),
        paper.number("p", _P, HEAD),
        paper.number("s.e.", _OFF, HEAD),
        paper.cell("result", text, HEAD),
        paper.cell("share of the samples", bars, FAINT),
    )
    foot = [
        *paper.rule(),
        _standing(glyphs.chosen, "favourite of T = 0", view.favourite, view, paper),
        _standing(glyphs.taken, "most probable at T = 1", view.best, view, paper),
        paper.said(f"{view.distinct:,} distinct results; {_remark(view)}", FAINT),
    ]
    return Page(
        [paper.said(f" {glyphs.dot} ".join(facts), HEAD), head], [_row(r, view, paper) for r in view.results], foot
    )


def _remark(view: SamplesView) -> str:
    """What is not certain, or what the column of deviations is."""
    if view.uncertain:
        return f"{view.uncertain:,} samples are not certain"
    return "s.e.: standard errors above N p"


def _widths(paper: Paper) -> tuple[int, int]:
    """The columns of the result, and of the bar."""
    free = max(paper.width - _FIXED, 4)
    bars = free // 3 if free >= 60 else 0
    return free - bars - 1, bars


def _row(result: CountedContinuation, view: SamplesView, paper: Paper) -> Line:
    favourite, best = result.place == view.favourite.place, view.best and result.place == view.best.place
    mark = (paper.glyphs.chosen if favourite else " ") + (paper.glyphs.taken if best else " ")
    text, bars = _widths(paper)
    low, high = _both_ends(result.deviation)
    off = max(low, -high)  # by how many standard errors at least; below 0 where the bounds lie around it
    return (
        (mark, MARK),
        paper.number(str(result.place), _PLACE - 1, FAINT),
        paper.number(f"{result.count:,}", _COUNT),
        paper.number(_expected(result.expected, paper), _EXPECTED),
        paper.number(_prob(result, paper), _P),
        paper.number(_deviation(result.deviation, paper), _OFF, "sequences--unlikely" if off >= 3 else PLAIN),
        paper.cell(result.text, text, MARK if favourite or best else PLAIN),
        (bar(result.count / view.count, bars, paper.glyphs.divides_cells), "sequences--likely"),
    )


def _standing(mark: str, name: str, result: CountedContinuation | None, view: SamplesView, paper: Paper) -> Line:
    """Where a sequence stands among the results."""
    if result is None:
        why = "none is possible" if view.best_is_known else "known of n-gram models alone"
        return paper.said(f"{mark} {name}: {why}", FAINT)
    where = "never came" if result.place is None else f"#{result.place:,}, {result.count:,} ×"
    return paper.said(f"{mark} {name}: {where}, p {_prob(result, paper)}: {result.text}")


def _prob(result: CountedContinuation, paper: Paper) -> str:
    """The probability of a result, or its bounds."""
    if result.log_bounds is None:
        return paper.prob(result.logprob)
    low, high = map(math.exp, result.log_bounds)
    return bounds_text(Bounds(low, high), paper.glyphs.dash)


def _expected(value: float | Bounds, paper: Paper) -> str:
    """How often a result is expected to come."""
    return interval_text(value, _EXPECTED, paper.glyphs) if isinstance(value, Bounds) else paper.fixed(value, 1)


def _deviation(value: float | Bounds, paper: Paper) -> str:
    """By how many standard errors a count is off, where the bounds agree about that."""
    low, high = (f"{end:+.1f}" for end in _both_ends(value))
    return low if low == high else paper.glyphs.missing


def _both_ends(value: float | Bounds) -> tuple[float, float]:
    """The bounds of a number, which is one of its own where it is known."""
    return (value.low, value.high) if isinstance(value, Bounds) else (value, value)
