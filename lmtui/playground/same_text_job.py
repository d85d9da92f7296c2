"""The text of a lane under the models of all lanes, as a job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lmtui.playground import status
from lmtui.playground.jobs import Job
from lmtui.playground.session import Session
from lmtui.playground.transcript import END_MARK
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.insight.same_text import ReadToken, Stretch
    from lmtui.model.partial_ranking import Bounds
    from lmtui.model.protocol import LanguageModel
    from lmtui.playground.lane import Lane

MOST_TOKENS = 1000
"""Of a longer text the first tokens are compared: nobody scrolls through more, and a neural model takes long."""


@dataclass(frozen=True)
class ModelTotal:
    """What follows the prompt comes to in a model; the whole text where nothing does.

    Attributes:
        name: the number of a lane that has the model, and what tells the model from the others.
        logprob: natural logarithm of its p, given the prompt, between bounds; None where the model does not tell.
        tokens: how many tokens the model has cut it into.
        unknown: how many of these are not in its vocabulary.
    """

    name: str
    logprob: Bounds | None
    tokens: int
    unknown: int


@dataclass(frozen=True)
class StretchRow:
    """A stretch of the text as it is shown.

    Attributes:
        text: the characters, safe to show.
        is_prompt: whether it begins in the prompt.
        logprobs: natural logarithm of p in each model, between bounds; None where a model does not tell.
        known: whether each model has all of it in its vocabulary.
        cuts: in each model, the tokens with | between these.
    """

    text: str
    is_prompt: bool
    logprobs: tuple[Bounds | None, ...]
    known: tuple[bool, ...]
    cuts: tuple[str, ...]


@dataclass(frozen=True)
class SameTextView:
    """A text under several models.

    Attributes:
        lane: the place of the lane whose text it is.
        totals: of each model.
        rows: the stretches.
        characters: how many characters the totals are of.
        follows_prompt: whether the totals are of what follows the prompt; else of the whole text.
        left_out: how many tokens of the lane come after.
    """

    lane: int
    totals: tuple[ModelTotal, ...]
    rows: tuple[StretchRow, ...]
    characters: int
    follows_prompt: bool
    left_out: int


class SameTextJob(Job[SameTextView]):
    """Read the text of a lane with every model.

    Args:
        session: with models for its lanes; what is read of it is read at once.
        place: of the lane.
    """

    def __init__(self, session: Session, place: int) -> None:
        from lmtui.playground.lane_writing import units_of  # a lane has brought numpy by now

        super().__init__()
        lane: Lane = session.text.lanes[place]
        length = min(len(lane.tokens), max(MOST_TOKENS - lane.prompt_length, 0))
        self._place, self._own = place, lane.model
        self._prompt_length, self._left_out = lane.prompt_length, len(lane.tokens) - length
        self._units = units_of(lane, session.text.prompt, length)
        self._models: dict[str, LanguageModel] = {}
        for number, other in enumerate(session.text.lanes):
            if other.model not in self._models.values():
                self._models[f"{number + 1}: {status.lane_model(session, number)}"] = other.model

    def run(self) -> SameTextView:
        """Read the text.

        Raises:
            LmtuiError: a model does not answer.
            Cancelled: after `cancel`.
        """
        from lmtui.insight.same_text import product, read, stretches

        readings = []
        for number, model in enumerate(self._models.values()):

            def progress(stage: str, share: float, number: int = number) -> None:
                self._report(stage, (number + share) / len(self._models))

            readings.append(read(model, self._units, self._own.tokens, progress))
        own = next(number for number, model in enumerate(self._models.values()) if model is self._own)
        found = stretches(readings)
        rows = _rows(found, own, self._prompt_length)
        follows = [stretch for stretch, row in zip(found, rows, strict=True) if not row.is_prompt]
        totals, counted = [], follows or found
        for number, name in enumerate(self._models):
            tokens = [token for stretch in counted for token in stretch.parts[number]]
            totals.append(ModelTotal(name, product(tokens), len(tokens), sum(not token.known for token in tokens)))
        characters = sum(len(token.text) for stretch in counted for token in stretch.parts[own])
        return SameTextView(self._place, tuple(totals), tuple(rows), characters, bool(follows), self._left_out)


def _rows(found: Sequence[Stretch], own: int, prompt_length: int) -> list[StretchRow]:
    rows, place = [], 0
    for stretch in found:
        models = range(len(stretch.parts))
        rows.append(
            StretchRow(
                "".join(map(_shown, stretch.parts[own])).strip(),
                place < prompt_length,
                tuple(map(stretch.logprob, models)),
                tuple(map(stretch.known, models)),
                tuple("|".join(_shown(token).strip(" ") for token in part) for part in stretch.parts),
            )
        )
        place += len(stretch.parts[own])
    return rows


def _shown(token: ReadToken) -> str:
    """A token on one line, safe to show."""
    return END_MARK if token.ends else visible(token.text.replace("\n", "↵"))
