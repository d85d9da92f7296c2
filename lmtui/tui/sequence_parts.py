"""The parts of the sequences' screen: the question each asks, and the page it shows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from lmtui.playground.score_job import ScoreJob
from lmtui.playground.sequence_job import SequenceJob
from lmtui.playground.sequence_views import ScoreView
from lmtui.sampling.settings import Sampling
from lmtui.sequences.searches import Searches
from lmtui.tui.key_lines import Hint
from lmtui.tui.score_lines import score_page
from lmtui.tui.sequence_lines import Page, Paper

View = TypeVar("View")


class Part(ABC, Generic[View]):
    """A part of the screen.

    Args:
        searches: of the model.

    Attributes:
        name: what it is called.
        anneals: whether its answer depends on the temperature.
        view: the latest answer; None until there is one.
    """

    name: str
    anneals = True

    def __init__(self, searches: Searches) -> None:
        self._searches = searches
        self.view: View | None = None

    @abstractmethod
    def job(self, sampling: Sampling) -> SequenceJob[View]:
        """The question as it is now."""

    @abstractmethod
    def page(self, paper: Paper) -> Page:
        """The latest answer."""

    @abstractmethod
    def hints(self) -> Sequence[Hint]:
        """The keys that do something here."""

    def turn(self) -> None:
        """Show other rows of the answer."""


AnyPart = Part[Any]


class ScorePart(Part[ScoreView]):
    """Scores texts.

    Attributes:
        texts: what was typed, two of which the second may be "".
    """

    name = "Score"

    def __init__(self, searches: Searches, text: str) -> None:
        super().__init__(searches)
        self.texts: Sequence[str] = (text, "")
        self._shown = 0

    def job(self, sampling: Sampling) -> ScoreJob:
        """Score what was typed."""
        return ScoreJob(self._searches, self.texts, sampling)

    def page(self, paper: Paper) -> Page:
        """The rows of one text, or both beside each other."""
        return score_page(self.view, self._shown, paper)

    def hints(self) -> Sequence[Hint]:
        """The example, and with two texts other rows."""
        several = self.view is not None and len(self.view.texts) > 1
        return [Hint("sequences-example"), *([Hint("sequences-turn")] if several else [])]

    def turn(self) -> None:
        """Both texts, the first one, the second one."""
        self._shown = (self._shown + 1) % 3
