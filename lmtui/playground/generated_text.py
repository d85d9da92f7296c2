"""The text of a session: the state that decides it, the lanes made from that state, and the states before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lmtui.errors import LmtuiError, SettingError
from lmtui.playground.branch_texts import BranchTexts
from lmtui.playground.branches import Choice, Tree
from lmtui.playground.history import History
from lmtui.playground.session_model import SessionModel, SessionModels
from lmtui.playground.settings import MAX_BRANCHES, MAX_MODELS, MAX_TOKENS
from lmtui.playground.state import State
from lmtui.playground.transcript import Transcript
from lmtui.playground.wanted_text import WantedText
from lmtui.sampling.settings import Sampling

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane, LaneToken

_AT_ONCE, _OF_EACH = 400, 200
"""Tokens made at once when something has changed, at least so many in each lane; `wanted` makes the others."""


class GeneratedText:
    """A text that follows from a state: whatever is changed and changed back, the text is the same.

    Attributes:
        state: what decides the text.
        stop: whether the text ends with its unit, at `</s>`.
        models: the models that lanes draw from, or have drawn from in a state before; none until there is one.
        lanes: one generation for each of the state's lanes; none until there is a model.
        history: the states before this one.
        branch_texts: the texts of branches that are not shown.
    """

    def __init__(self, state: State, stop: bool) -> None:
        self.state, self.stop = state, stop
        self.lanes: list[Lane] = []
        self.history: History[State] = History()
        self.branch_texts = BranchTexts()
        self.models: SessionModels = {}
        self._prompt_alone = Transcript.of_prompt(state.prompt)

    # What there is

    @property
    def prompt(self) -> str:
        """The prompt as typed, controls made visible."""
        return self.state.prompt

    @property
    def sampling(self) -> Sampling:
        """How the active lane draws its tokens."""
        return self.state.sampling

    @property
    def lane(self) -> Lane | None:
        """The active lane; None until there is a model."""
        return self.lanes[self.state.active] if self.lanes else None

    @property
    def tokens(self) -> list[LaneToken]:
        """The tokens of the active lane."""
        return self.lane.tokens if self.lane else []

    @property
    def length(self) -> int:
        """How many tokens were generated; a lane that is behind, or has ended, has fewer."""
        return self.state.tree.current.length

    @property
    def expected_length(self) -> int:
        """How many tokens the active lane has, or will have when no tokens are missing."""
        is_short = self.lane is not None and self.wanted.is_short(self.lane)
        return self.length if is_short else len(self.tokens)

    @property
    def waits(self) -> bool:
        """Whether tokens of the active lane are missing, as the model has not answered yet."""
        return self.lane is not None and self.wanted.is_short(self.lane) and not self.lane.can_advance

    @property
    def transcript(self) -> Transcript:
        """The active lane as it is written; before there is a model, the prompt alone."""
        return self.lane.transcript if self.lane else self._prompt_alone

    @property
    def unknown(self) -> list[str]:
        """The prompt's tokens that are not in the vocabulary."""
        return self.lane.unknown if self.lane else []

    @property
    def is_branched(self) -> bool:
        """Whether there are several branches."""
        return len(self.state.tree.branches) > 1

    @property
    def has_ended(self) -> bool:
        """Whether no lane can go on."""
        return self.length >= MAX_TOKENS or all(lane.ended(self.stop) for lane in self.lanes)

    @property
    def model(self) -> SessionModel | None:
        """The model of the active lane; None until there is one."""
        return self.models.get(self.state.lane.model)

    def word(self, choice: Choice) -> str:
        """A token that was taken by hand as text."""
        return self.models[choice.model].model.tokens.spelling(choice.token)

    @property
    def order(self) -> int | None:
        """n of the active lane's model; None for a model without orders, and until there is a model."""
        return self.lane.order if self.lane else None

    @property
    def can_go_on(self) -> bool:
        """Whether every lane that has not ended can draw its next token now, without waiting for the model."""
        return all(lane.can_advance for lane in self.lanes if not lane.ended(self.stop))

    @property
    def wanted(self) -> WantedText:
        """The text that all lanes are to have: a change takes tokens away, which are then made again."""
        return WantedText(self.lanes, self.length, self.stop)

    # Making the lanes

    def use(self, models: SessionModels, state: State) -> None:
        """Begin with other models; what was done before cannot be undone."""
        self.models, self.branch_texts = models, BranchTexts()
        self.history = History()
        self.lanes = []
        self._rebuild_lanes(state)

    def give_lane(self, place: int, number: int, model: SessionModel, whole: bool) -> None:
        """Have a lane draw from another model; the other lanes stay as they are.

        A model that no lane has any more goes, and with it the states before: these cannot be had without it.

        Args:
            place: of the lane; behind the last, it is a new lane, which becomes the active one.
            number: of the model, which is one of those here, or a new one.
            model: the model.
            whole: whether T anneals the whole sequence in the lane.

        Raises:
            SettingError: there is no such lane, or no room for another lane or model.
            ModelError: the model does not cut the prompt into tokens; everything is as it was.
        """
        lane = replace(self.state.lane_at(place), model=number, whole=whole)
        active = place if place == len(self.state.lanes) else self.state.active
        state = replace(self.state.with_lane(lane, place), active=active)
        needed = {lane.model for lane in state.lanes} | state.tree.models
        if len(needed) > MAX_MODELS:
            raise SettingError(f"tokens of {MAX_MODELS} models were taken by hand; clear the text, then take another")
        before, self.models = self.models, {**self.models, number: model}
        try:
            self._change(state)
        except LmtuiError:
            self.models = before
            raise
        if not needed.issuperset(self.models):
            self.models = {each: model for each, model in self.models.items() if each in needed}
            self.history = History()

    def set_stop(self, stop: bool) -> None:
        """Let the text end with its unit, or go on."""
        self.stop = stop
        self.lanes = []  # what follows an end is there or not, whichever way the text was made
        self._rebuild_lanes(self.state)

    def advance(self) -> None:
        """Have every lane draw its next token, or wait for it."""
        self.state = replace(self.state, tree=self.state.tree.with_length(self.length + 1))
        self._make_tokens()

    def _rebuild_lanes(self, state: State) -> None:
        """Make the lanes of a state; tokens that are the same as before are taken over.

        Raises:
            ModelError: the model does not cut the prompt into tokens; everything is as it was.
        """
        if not self.models:
            self.state, self._prompt_alone = state, Transcript.of_prompt(state.prompt)
            return
        from lmtui.playground.lanes_of_state import lanes_of  # the first model has brought numpy by now

        like = self.lanes if state.prompt == self.prompt else []
        self.state, self.lanes = state, lanes_of(state, self.models, like)
        self._make_tokens()

    def _make_tokens(self) -> None:
        """Make as many missing tokens as a key press may take."""
        if self.lanes:
            self.wanted.make(max(_AT_ONCE // len(self.lanes), _OF_EACH))

    # What changes the text

    def _change(self, state: State, kind: str = "") -> None:
        """Go on to another state; changes of the same kind in a row are undone together, unless `kind` is ""."""
        before = self.state
        self._rebuild_lanes(state)
        self.history.note(before, kind)

    def set_prompt(self, prompt: str) -> bool:
        """Take another prompt; what was generated goes. Returns True if the prompt was another.

        Raises:
            ModelError: the model does not cut the prompt into tokens; everything is as it was.
        """
        is_another = prompt != self.prompt
        if is_another:
            self._change(replace(self.state, prompt=prompt, tree=Tree()), "prompt")
        return is_another

    def set_state(self, state: State, kind: str = "") -> bool:
        """Take a state with other settings, in which tokens taken by hand stay.

        Args:
            kind: changes of the same kind in a row are undone together, unless it is "".

        Returns:
            True if the state was another.
        """
        is_another = state != self.state
        if is_another:
            self._change(state, kind)
        return is_another

    def begin_again(self, seed: int) -> None:
        """Forget what was generated; what comes next is drawn with the luck of a seed."""
        state = replace(self.state, seed=seed, tree=Tree())
        if state != self.state:
            self.history.note(self.state, "")
        self._rebuild_lanes(state)

    def take(self, position: int, token: int) -> bool:
        """Take a token by hand; if others followed, that is a new branch.

        Returns:
            Whether that was possible: after the end of a text it is not.

        Raises:
            SettingError: there are as many branches as there may be.
        """
        at_end = position == len(self.tokens)
        if self.lane is None or position >= MAX_TOKENS or (at_end and self.lane.ended(self.stop)):
            return False
        tree = self.state.tree.with_choice(position, token, self.state.lane.model)
        if len(tree.branches) > MAX_BRANCHES:
            raise SettingError(f"there are {MAX_BRANCHES:,} branches, which is all there is room for")
        self._change(replace(self.state, tree=tree))
        return True

    def cut(self, position: int) -> None:
        """Forget the token at a position and all after it."""
        self._change(replace(self.state, tree=self.state.tree.cut_to(position)))

    def go_to_branch(self, steps: int) -> None:
        """Go to another branch: so many further, round and round."""
        self._change(replace(self.state, tree=self.state.tree.moved_by(steps)), "branch")

    def undo(self) -> bool:
        """Go back to the state before. Returns True if there was one."""
        return self._return_to(self.history.undo(self.state))

    def redo(self) -> bool:
        """Take back an undo. Returns True if there was one."""
        return self._return_to(self.history.redo(self.state))

    def _return_to(self, state: State | None) -> bool:
        if state is not None:
            self._rebuild_lanes(state)
        return state is not None

    # Lanes

    def add_lane(self, temperature: float | None = None) -> None:
        """Add a lane like the active one, with another temperature if one is given, and make it the active one.

        Raises:
            SettingError: there are as many lanes as there may be.
        """
        lanes = self.state.lanes
        added = self.state.lane_at(len(lanes))
        if temperature is not None:
            added = replace(added, temperature=temperature)
        self._change(replace(self.state, lanes=(*lanes, added), active=len(lanes)))

    def remove_lane(self) -> bool:
        """Remove the active lane. Returns True if there is another one, without which nothing is removed."""
        lanes, active = self.state.lanes, self.state.active
        if len(lanes) == 1:
            return False
        lanes = (*lanes[:active], *lanes[active + 1 :])
        self._change(replace(self.state, lanes=lanes, active=min(active, len(lanes) - 1)))
        return True

    def go_to_lane(self, steps: int) -> None:
        """Make another lane the active one: so many further, round and round."""
        self.state = replace(self.state, active=(self.state.active + steps) % len(self.state.lanes))
