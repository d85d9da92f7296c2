"""All that a person can do in the playground; no screen, no clock, no thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lmtui.options.sequences import SEQUENCE_TOKENS
from lmtui.playground.generated_text import GeneratedText
from lmtui.playground.kiosk import Kiosk
from lmtui.playground.lane_models import LaneModels
from lmtui.playground.playback import Playback
from lmtui.playground.session_model import check_sequences
from lmtui.playground.settings import DEFAULT_PACE, Pace
from lmtui.playground.state import LaneSettings, State
from lmtui.playground.views import Views
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling, next_seed
from lmtui.text.normal_form import as_typed
from lmtui.text.safety import clean

if TYPE_CHECKING:
    from lmtui.engines.resources import Resources
    from lmtui.playground.requests import ModelRequests
    from lmtui.playground.saved_session import SavedSession
    from lmtui.playground.training_job import TrainedModel
    from lmtui.sampling.sampler import Sampler
    from lmtui.text.corpus import Corpus


class Session:
    """What a person does in the playground: each act changes the text, what is shown of it, or how it is played.

    Attributes:
        first_recipes: what the first models are to be made from, that of the first lane first.
        kiosk: what may be opened; None is everything.
        resources: what the training of a large text may take of the machine; None trains in memory alone.
        text: the text, and the states that undo goes back to.
        views: what is shown.
        playback: runs the generation.
        models: gives lanes their models.
        path: the file that holds the session; "" where there is none.
        notes: what the person has written about the session.
    """

    def __init__(
        self,
        recipe: Recipe,
        sampling: Sampling,
        prompt: str = "",
        pace: Pace = DEFAULT_PACE,
        kiosk: Kiosk | None = None,
        whole: bool = False,
        sequence_length: int = SEQUENCE_TOKENS.default,
        beside: Sequence[Recipe] = (),
    ) -> None:
        self.first_recipes, self.kiosk = [recipe, *beside], kiosk
        self.resources: Resources | None = None
        lane = LaneSettings(sampling.temperature, sampling.cuts, whole)
        lanes = tuple(replace(lane, model=number) for number in range(1 + len(beside)))
        state = State(clean(as_typed(prompt)), sampling.seed, lanes, sequence_length=sequence_length)
        self.text = GeneratedText(state, pace.stop)
        self.views = Views()
        self.playback = Playback(self.text, self.views, pace)
        self.lane_models = LaneModels(self.text, self.views, self.playback)
        self.path = self.notes = ""

    @property
    def recipe(self) -> Recipe:
        """What the model of the active lane was made from; until there is one, what it is to be made from."""
        return self.text.model.recipe if self.text.model else self.first_recipes[self.text.state.lane.model]

    @property
    def corpus(self) -> Corpus | None:
        """The text that the model of the active lane was trained on, where it is at hand."""
        return self.text.model.corpus if self.text.model else None

    @property
    def requests(self) -> ModelRequests | None:
        """Where questions to the model of the active lane go; None until the first model is ready."""
        return self.text.model.requests if self.text.model else None

    @property
    def sampler(self) -> Sampler | None:
        """The model of the active lane; None until the first one is ready."""
        return self.requests.sampler if self.requests else None

    @property
    def position(self) -> int:
        """The position looked at in the active lane."""
        end, cursor = len(self.text.tokens), self.views.cursor
        return end if cursor is None else min(cursor, end)

    def open(self, saved: SavedSession, trained: TrainedModel, *beside: TrainedModel) -> str:
        """Open a saved session with its models, in the order of their numbers.

        Returns:
            What the person must be told; "" for nothing.

        Raises:
            SettingError: the session does not fit its models; everything is as it was.
        """
        tree = saved.tree([each.sampler.model.tokens for each in (trained, *beside)])
        self.playback.restore(saved.pace, saved.pinned)
        self.notes = saved.notes
        remark = self.lane_models.begin(replace(saved.state, tree=tree), (trained, *beside))
        self.playback.pause_after_change()
        return remark

    def trade_places(self, other: Session) -> None:
        """Give another session all that this one has, and take all of the other's; generations stop."""
        self.playback.stop()
        other.playback.stop()
        self.__dict__, other.__dict__ = other.__dict__, self.__dict__

    # What decides the text

    def set_prompt(self, text: str) -> None:
        """Take another prompt; what was generated after the old one goes.

        Raises:
            ModelError: the model does not cut the prompt into tokens; the text stays as it was.
        """
        self.views.unread = text
        if self.text.set_prompt(clean(as_typed(text))):
            self.playback.go_to_start()
        self.views.unread = None

    def set_temperature(self, temperature: float) -> None:
        """Set T of the active lane; its text becomes what the same luck makes of it."""
        lane = replace(self.text.state.lane, temperature=temperature)
        self.change(self.text.state.with_lane(lane), f"temperature {self.text.state.active}")

    def set_cuts(self, cuts: Cuts) -> None:
        """Set the cuts of the active lane; its text becomes what the same luck makes of it.

        Raises:
            SettingError: the lane anneals the whole sequence, and there are cuts.
        """
        self.change(self.text.state.with_lane(replace(self.text.state.lane, cuts=cuts)))

    def set_whole(self, whole: bool) -> None:
        """Have T anneal the whole sequence in the active lane, or each token; the same luck makes the text.

        Raises:
            SettingError: the lane has cuts, or this model's sequences cannot be annealed.
        """
        state = self.text.state.with_lane(replace(self.text.state.lane, whole=whole))
        check_sequences(state, self.text.models)
        self.change(state)

    def set_seed(self, seed: int) -> None:
        """Take another luck: as many tokens are generated with it; what was taken by hand stays."""
        self.change(self.text.state.with_seed(seed))

    def reroll(self) -> None:
        """Take the next luck: of the active lane if that has its own, else of all lanes without one."""
        self.set_seed(next_seed(self.text.sampling.seed))

    def toggle_own_luck(self) -> int | None:
        """Give the active lane a luck of its own, or the luck of all lanes again. Returns its own seed, if any."""
        state = self.text.state
        own = state.free_seed if state.lane.own_seed is None else None
        self.change(state.with_lane(replace(state.lane, own_seed=own)))
        return own

    def change(self, state: State, kind: str = "") -> None:
        """Take a state with other settings, in which tokens taken by hand stay; the cursor stays within the text.

        Args:
            kind: changes of the same kind in a row are undone together, unless it is "".
        """
        if self.text.set_state(state, kind):
            self.views.keep_cursor_before(self.text.expected_length)

    def choose_rank(self, position: int, rank: int) -> bool:
        """Take the token of a rank by hand at a position, if the ranks there are known.

        Returns:
            Whether that was possible.
        """
        self.look_at(position)
        lane = self.text.lane
        complete = self.sampler is not None and self.sampler.model.facts.complete
        find = lane and (lane.distribution if complete else lane.known_distribution)
        distribution = find(self.position) if find else None
        if distribution is None or rank > distribution.ranking.known:
            return False
        return self.choose(distribution.at(rank).token)

    def choose(self, token: int) -> bool:
        """Take a token by hand where the cursor is; if others followed, that is a new branch.

        Returns:
            Whether that was possible: after the end of a text it is not.

        Raises:
            SettingError: there are as many branches as there may be.
        """
        position, tokens = self.position, self.text.tokens
        if position < len(tokens) and tokens[position].drawn.token == token:
            self.look_at(position + 1)
            return True
        if not self.text.take(position, token):
            return False
        self.playback.pause_after_change()
        self.look_at(position + 1)
        return True

    def rewind(self) -> bool:
        """Forget the token under the cursor and all after it. Returns True if there is a token under the cursor."""
        looked_at = self.views.cursor is not None
        if looked_at:
            self.text.cut(self.position)
            self.playback.pause_after_change()
        return looked_at

    def go_to_branch(self, steps: int) -> None:
        """Show another branch: so many further, round and round."""
        if self.text.is_branched:
            self.text.go_to_branch(steps)
            self.playback.pause_after_change()

    def undo(self) -> bool:
        """Go back to the state before. Returns True if there was one."""
        undone = self.text.undo()
        if undone:
            self.playback.pause_after_change()
        return undone

    def redo(self) -> bool:
        """Take back an undo. Returns True if there was one."""
        redone = self.text.redo()
        if redone:
            self.playback.pause_after_change()
        return redone

    def add_lane(self, temperature: float | None = None) -> None:
        """Add a lane like the active one, with another temperature if one is given, and make it the active one.

        Raises:
            SettingError: there are as many lanes as there may be.
        """
        self.text.add_lane(temperature)
        self.views.keep_cursor_before(self.text.expected_length)

    def remove_lane(self) -> None:
        """Remove the active lane, unless there is no other."""
        if self.text.remove_lane():
            self.views.keep_cursor_before(self.text.expected_length)

    # Looking

    def look_at(self, index: int | None) -> None:
        """Move the cursor to a generated token, or to the end; out of range goes to the nearest."""
        self.views.look_at(index, self.text.expected_length)

    def look_into(self, lane: int, index: int | None) -> None:
        """Look at a token of a lane, which becomes the active one; a running generation holds."""
        self.playback.pause()
        self.text.go_to_lane(lane - self.text.state.active)
        self.look_at(index)
