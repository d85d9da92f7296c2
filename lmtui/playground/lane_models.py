"""Which models the lanes of a session draw from: all lanes are given other models, or one lane alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lmtui.errors import SettingError
from lmtui.playground.branches import Tree
from lmtui.playground.generated_text import GeneratedText
from lmtui.playground.playback import Playback
from lmtui.playground.session_model import SessionModel, check_sequences
from lmtui.playground.state import State
from lmtui.playground.views import Views
from lmtui.recipe import Recipe

if TYPE_CHECKING:
    from lmtui.playground.training_job import TrainedModel


class LaneModels:
    """Gives lanes the models that they draw from.

    A model that cannot anneal whole sequences anneals each token instead; the person must be told so.

    Args:
        text: has the lanes, and the models that are there by now.
        views: shows curves and copied tokens, which go with the model that they are of.
        playback: stops, where the text goes.
    """

    def __init__(self, text: GeneratedText, views: Views, playback: Playback) -> None:
        self._text, self._views, self._playback = text, views, playback

    def use(self, trained: TrainedModel, *beside: TrainedModel) -> str:
        """Have all lanes draw from another model, or several; the prompt stays, the generated text goes.

        Args:
            trained: the model of all lanes, or where there are several, of those that have the first.
            beside: the other models of lanes, in the order of their numbers.

        Returns:
            What the person must be told; "" for nothing.
        """
        lanes = self._text.state.lanes if beside else [replace(lane, model=0) for lane in self._text.state.lanes]
        state = replace(self._text.state, lanes=tuple(lanes), tree=Tree())
        return self.begin(state, (trained, *beside))

    def begin(self, state: State, trained: Sequence[TrainedModel]) -> str:
        """Begin with a state and its models, in the order of their numbers; what was done before cannot be undone.

        Returns:
            What the person must be told; "" for nothing.
        """
        remark, models = "", dict(enumerate(map(SessionModel.of, trained)))
        self._views.curves.forget()
        self._views.copied = None
        try:
            check_sequences(state, models)
        except SettingError as error:
            state, remark = state.token_by_token, _said_of_tokens(error)
        self._text.use(models, state)
        self._playback.go_to_start()
        return remark

    def use_in_lane(self, place: int, trained: TrainedModel) -> str:
        """Have a lane draw from another model, with the same luck; the other lanes stay as they are.

        Args:
            place: of the lane; behind the last, it is a new lane like the active one, and becomes the active one.
            trained: the model.

        Returns:
            What the person must be told; "" for nothing.

        Raises:
            SettingError: there is no room for another lane or model, or the lane has gone.
            ModelError: the model does not cut the prompt into tokens; everything is as it was.
        """
        return self._give(place, max(self._text.models) + 1, SessionModel.of(trained))

    def use_again_in_lane(self, place: int, recipe: Recipe) -> str | None:
        """Have a lane draw from the model of a recipe, as `use_in_lane` does.

        Returns:
            What the person must be told, "" for nothing; None where there is no such model yet: then nothing changes.
        """
        for number, model in self._text.models.items():
            if model.recipe == recipe:
                return self._give(place, number, model)
        return None

    def _give(self, place: int, number: int, model: SessionModel) -> str:
        remark, is_whole = "", self._text.state.lane_at(place).whole
        try:
            if is_whole:
                model.requests.searches.check_annealed(self._text.state.sequence_length)
        except SettingError as error:
            remark, is_whole = _said_of_tokens(error), False
        self._text.give_lane(place, number, model, is_whole)
        self._views.curves.forget()
        self._views.keep_cursor_before(self._text.expected_length)
        return remark


def _said_of_tokens(why: SettingError) -> str:
    """What the person is told where T anneals each token, as whole sequences cannot be annealed."""
    return f"each token is annealed: {why}"
