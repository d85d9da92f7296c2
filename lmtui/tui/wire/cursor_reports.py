"""Questions to the terminal where its cursor is, and how many of them it has answered.

The terminal answers (CPR, ECMA-48 8.3.14) when it has read all that was sent before the question (DSR 6, 8.3.35).
Each frame ends with a question (`Pacing`), and the samples of `WidthProbe` are asked about.
"""

from __future__ import annotations

from dataclasses import dataclass

QUESTION = "\x1b[6n"


@dataclass
class CursorReports:
    """Counts questions and answers, which come in two threads.

    Attributes:
        asked: questions that were sent; only the thread of the app counts them.
        answered: answers that were read; only the thread that reads counts them.
    """

    asked: int = 0
    answered: int = 0

    @property
    def are_due(self) -> bool:
        """Whether the terminal owes an answer."""
        return self.answered < self.asked

    def forget(self) -> None:
        """Expect no answer to what was asked so far; for when nobody reads."""
        self.answered = self.asked
