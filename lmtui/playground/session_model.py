"""A model of a session, from which one lane or several draw their tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmtui.model.protocol import LanguageModel
    from lmtui.playground.branches import Branch
    from lmtui.playground.requests import ModelRequests
    from lmtui.playground.state import State
    from lmtui.playground.training_job import TrainedModel
    from lmtui.recipe import Recipe
    from lmtui.text.corpus import Corpus


@dataclass(frozen=True)
class SessionModel:
    """A model that lanes draw from.

    Attributes:
        recipe: what the model was made from; one without a source where the model was given ready.
        requests: where questions to the model go.
        corpus: the text that the model was trained on, where it is at hand.
    """

    recipe: Recipe
    requests: ModelRequests
    corpus: Corpus | None = None

    @classmethod
    def of(cls, trained: TrainedModel) -> SessionModel:
        """A model that has been trained, of which nothing was asked yet."""
        from lmtui.playground.requests import ModelRequests  # the first model has brought numpy by now

        return cls(trained.recipe, ModelRequests(trained.sampler), trained.corpus)

    @property
    def model(self) -> LanguageModel:
        """The model itself."""
        return self.requests.sampler.model


SessionModels = Mapping[int, SessionModel]
"""The models of a session, by the numbers that lanes and choices name them by."""


def choices_for(number: int, branch: Branch, models: SessionModels) -> dict[int, int]:
    """The tokens that a lane has by hand in a branch.

    A token that was taken in a lane of another model is taken here, too, if this model has one that is spelled so.
    Where only one of the two models has blanks within its tokens, they share none.

    Args:
        number: of the lane's model.
        branch: what was taken, in which model's tokens.
        models: the models.

    Returns:
        Token ids of the lane's model, by position.
    """
    ours, taken = models[number].model.tokens, {}
    for position, token, model in branch.choices:
        theirs = models[model].model.tokens
        found: int | None = token
        if theirs is not ours:
            found = ours.find(theirs.spelling(token)) if ours.spaced == theirs.spaced else None
        if found is not None:
            taken[position] = found
    return taken


def check_sequences(state: State, models: SessionModels) -> None:
    """Check that whole sequences can be annealed where a state asks for them; a `SettingError` where not."""
    for lane in state.lanes:
        if lane.whole and lane.model in models:
            models[lane.model].requests.searches.check_annealed(state.sequence_length)
