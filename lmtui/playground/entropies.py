"""The entropy along a text: that of the distribution each token was drawn from."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmtui.playground.session import Session


@dataclass(frozen=True)
class EntropiesView:
    """The entropies along the text of a lane as they are shown.

    Attributes:
        length: how many tokens were generated.
        cursor: the position looked at; None is the end.
        bits: gives the entropy, in bits, of what the token at a position was drawn from; None where it is not known.
        most: log₂ of how many tokens can be drawn: no distribution has more bits.
    """

    length: int
    cursor: int | None
    bits: Callable[[int], float | None]
    most: float

    def places(self, columns: int) -> range:
        """The positions for which there is room in so many columns, among them the cursor or the newest token.

        The first position stays the same while a text grows to the last column, and then moves by half the columns:
        a screen changes by one column a token.
        """
        shown = self.length - 1 if self.cursor is None else self.cursor
        jump = max(columns // 2, 1)
        first = max(-(-(shown - columns + 1) // jump), 0) * jump
        return range(first, min(first + columns, self.length))


def entropies(session: Session) -> EntropiesView | None:
    """The entropies along the text of the active lane; None before there is a model."""
    lane = session.text.lane
    if lane is None or session.sampler is None:
        return None
    length, cursor = len(lane.tokens), session.views.cursor
    if cursor is not None and cursor >= length:
        cursor = None
    return EntropiesView(length, cursor, lane.entropy_bits, math.log2(session.sampler.model.facts.support))
