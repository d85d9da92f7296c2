"""A text that is wanted: of how many tokens in which lanes, and what of it is missing.

What is missing is made in slices, as far as known answers reach: each time the caller says what is wanted by then. So
what is no longer wanted is not worked on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane


@dataclass(frozen=True)
class WantedText:
    """A text of a length in every lane.

    Attributes:
        lanes: the lanes that are to have the text.
        length: how many tokens each lane is to have.
        stop: whether a lane that has ended with its unit needs no more tokens.
    """

    lanes: Sequence[Lane]
    length: int
    stop: bool

    def is_short(self, lane: Lane) -> bool:
        """Whether tokens of a lane are missing."""
        return len(lane.tokens) < self.length and not lane.ended(self.stop)

    @property
    def is_behind(self) -> bool:
        """Whether tokens of any lane are missing."""
        return any(map(self.is_short, self.lanes))

    def can_advance(self, lane: Lane) -> bool:
        """Whether tokens of a lane are missing, and what the next one is drawn from is known."""
        return self.is_short(lane) and lane.can_advance

    @property
    def can_make(self) -> bool:
        """Whether missing tokens of any lane can be made now, without waiting for the model."""
        return any(map(self.can_advance, self.lanes))

    def make(self, tokens: int) -> None:
        """Make missing tokens, as far as answers are known, at most so many in each lane."""
        for lane in self.lanes:
            for _ in range(lane.requests.tokens_at_once(lane, tokens)):
                if not self.can_advance(lane):
                    break
                lane.advance()
