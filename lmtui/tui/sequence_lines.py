"""What the pages of the sequences are made of: lines in columns, and numbers in so many columns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from lmtui.sequences.scoring import probability_of
from lmtui.text.safety import visible
from lmtui.tui.glyphs import Glyphs
from lmtui.tui.widgets.drawing import Piece, fit

Line = Sequence[Piece]

FAINT, HEAD, PLAIN, MARK, TROUBLE = (f"sequences--{name}" for name in ("faint", "head", "plain", "mark", "trouble"))


_COLUMNS = 9  # of a probability, or a ratio

_ROOMY = 16
"""From so many lines on there is room for lines that only part others."""


@dataclass(frozen=True)
class Page:
    """Lines of which those in the middle can be scrolled.

    Attributes:
        head: lines that stay above.
        rows: lines that are scrolled.
        foot: lines that stay below.
    """

    head: Sequence[Line] = ()
    rows: Sequence[Line] = field(default=())
    foot: Sequence[Line] = ()


@dataclass(frozen=True)
class Paper:
    """What a page is drawn on.

    Attributes:
        width: columns.
        height: lines.
        glyphs: the characters.
    """

    width: int
    height: int
    glyphs: Glyphs

    @property
    def roomy(self) -> bool:
        """Whether there are lines for what could be left out."""
        return self.height >= _ROOMY

    def cell(self, text: str, width: int, style: str = PLAIN, right: bool = False) -> Piece:
        """A text in so many columns and a blank after these; nothing in no columns."""
        return (fit(text, width, self.glyphs, right) + " " if width else "", style)

    def number(self, text: str, width: int, style: str = PLAIN) -> Piece:
        """A text at the right of so many columns, and a blank."""
        return self.cell(text, width, style, right=True)

    def fixed(self, value: float, digits: int) -> str:
        """A number with so many digits after the point; the sign of infinity where it is infinite."""
        if math.isnan(value):
            return self.glyphs.missing
        if math.isinf(value):
            return ("-" if value < 0 else "") + self.glyphs.infinity
        return f"{value:.{digits}f}" if abs(value) < 1e5 else f"{value:.3g}"

    def prob(self, logprob: float) -> str:
        """A probability in at most nine columns, given its natural logarithm."""
        return _short(logprob)

    def ratio(self, log_ratio: float) -> str:
        """A ratio in at most nine columns, given its natural logarithm."""
        if math.isinf(log_ratio):
            return self.glyphs.infinity if log_ratio > 0 else "0"
        return self.glyphs.missing if math.isnan(log_ratio) else _short(log_ratio)

    def rule(self) -> list[Line]:
        """A line between rows and totals, where there is room for one; else nothing."""
        return [((self.glyphs.rule * self.width, FAINT),)] if self.roomy else []

    def said(self, text: str, style: str = PLAIN) -> Line:
        """A sentence of the program."""
        return ((fit(f" {text.translate(self.glyphs.prose)}", self.width, self.glyphs), style),)


def refusal_page(reason: str, paper: Paper) -> Page:
    """Why there is no answer."""
    return Page([paper.said(line, TROUBLE) for line in wrap(visible(reason), max(paper.width - 2, 1))])


def _short(logarithm: float) -> str:
    """A positive number in at most nine columns, given its natural logarithm."""
    text = probability_of(logarithm, 3)
    return text if len(text) <= _COLUMNS else probability_of(logarithm, 1)
