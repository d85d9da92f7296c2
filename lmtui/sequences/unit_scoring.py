"""Score the units of a text as they come, and a long unit part after part."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from lmtui.errors import Progress, ignore_progress
from lmtui.model.protocol import LanguageModel, last_ids
from lmtui.sequences.scoring import ScoredTexts, last_of, score_between, tokenized
from lmtui.text.unit_stream import Units


class ScoredUnits(NamedTuple):
    """Units with their scores.

    Attributes:
        units: several whole ones, or a part of one.
        scored: their tokens. The factors of all parts of a unit are those of the whole.
    """

    units: Units
    scored: ScoredTexts

    @property
    def begun(self) -> int:
        """How many units begin here."""
        return len(self.units.texts) if self.units.begins else 0

    @property
    def are_whole(self) -> bool:
        """Whether the units are whole ones."""
        return self.units.begins and self.units.ends


class UnitScorer:
    """Scores what comes of a text.

    Args:
        end: whether the end token is a factor.
        progress: see `lmtui.sequences.scoring.score`.
    """

    def __init__(self, model: LanguageModel, end: bool = True, progress: Progress = ignore_progress) -> None:
        self._model, self._end, self._progress = model, end, progress
        self._before: tuple[int, ...] = ()  # the last tokens of the unit that has begun
        self._words: tuple[str, ...] = ()  # the same, as they stand in the text

    def score(self, units: Units) -> ScoredUnits:
        """Score what comes next.

        Raises:
            Cancelled: by `progress`.
        """
        model = self._model
        texts = tokenized(model.tokens, units.texts)
        before = model.tokens.start if units.begins else self._before
        last = last_of(model, self._end) if units.ends else ()
        scored = score_between(model, texts, before, last, self._progress)
        if not units.begins:
            scored = replace(scored, start=self._words)
        if not units.ends:
            self._before = tuple(last_ids([*before, *texts.ids.tolist()], model.window))
            self._words = (*scored.start, *scored.words)[-len(self._before) :] if self._before else ()
        return ScoredUnits(units, scored)
