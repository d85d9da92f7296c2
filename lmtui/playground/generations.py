"""The texts of a session: made from its state, and made again as far as that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lmtui.playground.settings import Pace
from lmtui.playground.state import State
from lmtui.playground.transcript import Kind, Transcript
from lmtui.sampling.settings import Sampling

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane, LaneToken
    from lmtui.sampling.sampler import Sampler

_AT_ONCE, _OF_EACH = 400, 200
"""Tokens generated again at once when something has changed, at least so many of each lane; more in `catch_up`."""


class Generations:
    """A state, and the lanes that follow from it.

    Attributes:
        sampler: the model; None until the first one is ready.
        state: what decides the text.
        lanes: the generations, one for each sampling; none until there is a model.
        pace: how a generation runs.
        cursor: the position looked at; None is the end, where the next token comes.
    """

    def __init__(self, state: State, pace: Pace) -> None:
        self.sampler: Sampler | None = None
        self.state = state
        self.lanes: list[Lane] = []
        self.cursor: int | None = None
        self._pace = pace
        self._no_model = Transcript()
        self._say_prompt()

    @property
    def pace(self) -> Pace:
        """How a generation runs."""
        return self._pace

    @pace.setter
    def pace(self, pace: Pace) -> None:
        stop, self._pace = self._pace.stop, pace
        if pace.stop != stop:
            self.lanes = []  # what follows an end is there or not, however it came about
            self._grow_anew(self.state)

    @property
    def prompt(self) -> str:
        """As typed, controls made visible."""
        return self.state.prompt

    @property
    def sampling(self) -> Sampling:
        """Of the active lane."""
        return self.state.samplings[self.state.active]

    @property
    def lane(self) -> Lane | None:
        """The active lane; None until there is a model."""
        return self.lanes[self.state.active] if self.lanes else None

    @property
    def tokens(self) -> list[LaneToken]:
        """Those of the active lane."""
        return self.lane.tokens if self.lane else []

    @property
    def length(self) -> int:
        """How many tokens were generated."""
        return self.state.tree.current.length

    @property
    def transcript(self) -> Transcript:
        """The active lane as text; before there is a model, the prompt alone."""
        return self.lane.transcript if self.lane else self._no_model

    @property
    def position(self) -> int:
        """The position looked at in the active lane."""
        there = len(self.tokens)
        return there if self.cursor is None else min(self.cursor, there)

    @property
    def behind(self) -> bool:
        """Whether lanes have still to be generated again."""
        return any(self._lacks(lane) for lane in self.lanes)

    def catch_up(self, tokens: int) -> None:
        """Generate again what a change has taken away, at most so many tokens of each lane."""
        for lane in self.lanes:
            for _ in range(tokens):
                if not self._lacks(lane):
                    break
                lane.advance()

    def _catch_up_at_once(self) -> None:
        """Generate again as much as a key may take."""
        if self.lanes:
            self.catch_up(max(_AT_ONCE // len(self.lanes), _OF_EACH))

    def look_at(self, index: int | None) -> None:
        """Move the cursor to a generated token, or to the end; out of range goes to the nearest."""
        behind = self.lane is not None and self._lacks(self.lane)
        there = self.length if behind else len(self.tokens)
        index = there if index is None else max(index, 0)
        self.cursor = index if index < there else None

    def _lacks(self, lane: Lane) -> bool:
        return len(lane.tokens) < self.length and not lane.ended(self.pace.stop)

    def _grow_anew(self, state: State) -> None:
        """Make the lanes of a state, as far as they have changed."""
        before, self.state = self.state, state
        if self.sampler is None:
            self._say_prompt()
            return
        from lmtui.playground.lane import Lane  # the first model has brought numpy by now

        prompt = self.sampler.model.tokens.encode(self.prompt)
        old = {lane.sampling: lane for lane in self.lanes} if state.prompt == before.prompt else {}
        self.lanes = [Lane(self.sampler, prompt, sampling, state.tree.choices) for sampling in state.samplings]
        for lane in self.lanes:
            if lane.sampling in old:
                lane.begin_like(old[lane.sampling], self.length)
        self._catch_up_at_once()
        self.look_at(self.cursor)

    def _say_prompt(self) -> None:
        self._no_model = Transcript()
        if self.prompt:
            self._no_model.add("", self.prompt, Kind.PROMPT)
