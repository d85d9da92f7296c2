"""A question about whole sequences as a job whose answer may come in parts."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeVar

from lmtui.errors import ModelError
from lmtui.model.protocol import LanguageModel, TextToken, running_text
from lmtui.playground.jobs import Job
from lmtui.sequences.searches import Searches
from lmtui.text.safety import visible

View = TypeVar("View")


class SequenceJob(Job[View]):
    """Answers a question about sequences of a model; jobs that share searches take turns.

    Args:
        searches: of the model.

    Attributes:
        view: what is known so far; None while nothing is.
    """

    def __init__(self, searches: Searches) -> None:
        super().__init__()
        self._searches = searches
        self.view: View | None = None

    def run(self) -> View:
        """Answer.

        Raises:
            LmtuiError: the model cannot tell, or the memory is full.
            Cancelled: after `cancel`.
        """
        with self._searches.lock:
            self._report("reading", 0.0)  # another job may have held the searches for long
            try:
                view = self.view = self._work()
            except MemoryError:
                raise ModelError("there is not enough memory for this; take shorter sequences") from None
        return view

    @abstractmethod
    def _work(self) -> View:
        """The answer; a part of it may be put into `view` before."""


def sequence_name(model: LanguageModel, ids: Sequence[int]) -> str:
    """A continuation on one line, safe to show: as running text, the end token by its name."""
    tokens = model.tokens
    ended = bool(ids) and ids[-1] == tokens.end
    text = visible(running_text(tokens, map(TextToken, ids[:-1] if ended else ids)))
    return f"{text} {tokens.label(ids[-1])}".strip() if ended else text.strip()
