"""The parts of the sequences' screen: the question each asks, and the page it shows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from lmtui.playground.beam_job import WIDTHS, BeamJob, BeamView
from lmtui.playground.best_job import LONGEST, BestJob, BestView
from lmtui.playground.samples_job import COUNTS, SamplesJob, SamplesView
from lmtui.playground.score_job import ScoreJob
from lmtui.playground.sequence_job import SequenceJob
from lmtui.playground.sequence_views import ScoreView
from lmtui.sampling.settings import Sampling
from lmtui.sequences.searches import Searches
from lmtui.tui.beam_lines import beam_page
from lmtui.tui.best_lines import best_page
from lmtui.tui.key_lines import Hint
from lmtui.tui.samples_lines import samples_page
from lmtui.tui.score_lines import score_page
from lmtui.tui.sequence_lines import Page, Paper

View = TypeVar("View")
RankedView = TypeVar("RankedView", BestView, BeamView)

_LENGTH = 8  # tokens of a continuation, to begin with


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

    def show_other_rows(self) -> None:
        """Show other rows of the answer."""

    def longer(self, steps: int) -> bool:
        """Ask for sequences of more tokens, or fewer. Returns True if the question is another one now."""
        return False

    def more(self) -> bool:
        """Ask for another number of sequences. Returns True if the question is another one now."""
        return False


AnyPart = Part[Any]


class ContinuationPart(Part[View]):
    """A part about continuations of the prompt.

    Args:
        searches: of the model.
        prompt: the prompt.
    """

    def __init__(self, searches: Searches, prompt: str) -> None:
        super().__init__(searches)
        self._prompt, self._length = prompt, _LENGTH

    def longer(self, steps: int) -> bool:
        """Take more tokens, or fewer."""
        before, self._length = self._length, min(max(self._length + steps, 1), LONGEST)
        return self._length != before


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
        """The key that types an example, and with two texts the key that shows other rows."""
        several = self.view is not None and len(self.view.texts) > 1
        return [Hint("sequences-example"), *([Hint("sequences-turn")] if several else [])]

    def show_other_rows(self) -> None:
        """Show both texts, then the first one, then the second one."""
        self._shown = (self._shown + 1) % 3


class RankedPart(ContinuationPart[RankedView]):
    """A part about the most probable continuations, of both kinds: those that end, and all of one length."""

    anneals = False
    _ending = False

    def hints(self) -> Sequence[Hint]:
        """The keys that change the length, and the kind."""
        several = self.view is not None and self.view.ending is not None
        turn: Sequence[Hint] = (Hint("sequences-turn", "All" if self._ending else "That end"),) if several else ()
        return [Hint("sequences-longer sequences-shorter"), *turn]

    def show_other_rows(self) -> None:
        """List the continuations of the other kind."""
        self._ending = not self._ending


class BestPart(RankedPart[BestView]):
    """Finds the best continuations, of an n-gram model."""

    name = "Best"

    def job(self, sampling: Sampling) -> BestJob:
        """Find the best continuations."""
        return BestJob(self._searches, self._prompt, self._length)

    def page(self, paper: Paper) -> Page:
        """The continuations of one kind, and the best and the greedy one of both kinds."""
        return best_page(self.view, self._ending, paper)


class BeamPart(RankedPart[BeamView]):
    """Searches with a beam, of any model."""

    name = "Beam"
    _width = WIDTHS[1]

    def job(self, sampling: Sampling) -> BeamJob:
        """Search."""
        return BeamJob(self._searches, self._prompt, self._length, self._width)

    def page(self, paper: Paper) -> Page:
        """The continuations of one kind that were found, and the greedy one."""
        return beam_page(self.view, self._ending, paper)

    def hints(self) -> Sequence[Hint]:
        """The keys that change the length, the width, and the kind."""
        return [*super().hints(), Hint("sequences-more", f"Beam {self._width}")]

    def more(self) -> bool:
        """Search with a beam twice as wide; after the widest comes the narrowest."""
        self._width = WIDTHS[(WIDTHS.index(self._width) + 1) % len(WIDTHS)]
        return True


class SamplesPart(ContinuationPart[SamplesView]):
    """Counts samples: of a model that takes time, fewer to begin with."""

    name = "Samples"

    def __init__(self, searches: Searches, prompt: str) -> None:
        super().__init__(searches, prompt)
        self._count = COUNTS[0 if searches.times else 1]

    def job(self, sampling: Sampling) -> SamplesJob:
        """Draw the samples."""
        return SamplesJob(self._searches, self._prompt, self._length, self._count, sampling)

    def page(self, paper: Paper) -> Page:
        """A row for each distinct result."""
        return samples_page(self.view, paper)

    def hints(self) -> Sequence[Hint]:
        """The keys that change the length, and the number of samples."""
        return [Hint("sequences-longer sequences-shorter"), Hint("sequences-more")]

    def more(self) -> bool:
        """Draw ten times as many samples; after the largest number comes the smallest."""
        self._count = COUNTS[(COUNTS.index(self._count) + 1) % len(COUNTS)]
        return True
