"""What the screen shows of a session, and how: plain data, without a widget and without a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lmtui.playground.colouring import Colouring
from lmtui.playground.copied_tokens import CopiedTokens
from lmtui.playground.curves import ShownCurves


@dataclass
class Views:
    """The cursor, the colouring, and what is shown beside the texts.

    Attributes:
        cursor: the position looked at; None is the end, where the next token comes.
        rows: at most so many rows in the table; None for all there is room for.
        colouring: what the tokens are coloured by.
        compares_lanes: whether the table has a column for every lane, where there are several.
        at_one_context: whether that is the distribution of every lane after the active lane's tokens; else after its
            own.
        over_table: what is shown in the place of the table; None is the table.
        shows_entropies: whether the entropy along the text is drawn under the texts.
        shows_blanks: whether the blanks of the texts have marks.
        curves: which curves are drawn.
        copied: tells which tokens are copied from the training text, once that is indexed.
        is_typing: whether the keys go to the prompt, whose last word may not be complete.
        unread: what was typed as the prompt and not cut into tokens, as the model did not answer; the text is after
            the prompt before. None where the text is after what was typed.
    """

    cursor: int | None = None
    rows: int | None = None
    colouring: Colouring = Colouring.PROBABILITY
    compares_lanes: bool = False
    at_one_context: bool = False
    over_table: Literal["curve", "temperatures", "tree"] | None = None
    shows_entropies: bool = False
    shows_blanks: bool = False
    curves: ShownCurves = field(default_factory=ShownCurves)
    copied: CopiedTokens | None = None
    is_typing: bool = False
    unread: str | None = None

    def look_at(self, index: int | None, end: int) -> None:
        """Move the cursor to a generated token, or to the end (None); out of range goes to the nearest.

        Args:
            index: the position.
            end: the position behind the last token.
        """
        place = end if index is None else max(index, 0)
        self.cursor = place if place < end else None

    def keep_cursor_before(self, end: int) -> None:
        """Look at the end where the text no longer reaches as far as the cursor."""
        self.look_at(self.cursor, end)
