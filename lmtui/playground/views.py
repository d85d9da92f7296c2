"""What of a session is shown and how: plain data, without a widget and without a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lmtui.playground.colouring import Colouring
from lmtui.playground.curves import ShownCurves


@dataclass
class Views:
    """What is shown beside and upon the texts.

    Attributes:
        cursor: the position looked at; None is the end, where the next token comes.
        rows: at most so many rows in the table; None for all there is room for.
        colouring: what the tokens are coloured by.
        compares_lanes: whether the table has a column for every lane, where there are several.
        over_table: what stands in the place of the table, if anything does.
        curves: which curves are drawn.
    """

    cursor: int | None = None
    rows: int | None = None
    colouring: Colouring = Colouring.PROBABILITY
    compares_lanes: bool = False
    over_table: Literal["curve", "tree"] | None = None
    curves: ShownCurves = field(default_factory=ShownCurves)
