"""The state that decides a text, as a value: prompt, seed, lanes and branches."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from lmtui.errors import SettingError
from lmtui.options.sequences import SEQUENCE_TOKENS
from lmtui.playground.branches import Tree
from lmtui.playground.settings import MAX_LANES, check_uncut
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.settings import Sampling, check_seed, next_seed
from lmtui.sampling.temperature import check_temperature
from lmtui.sequences.limits import check_searched_length


class Playing(Enum):
    """What the generation is doing."""

    STOPPED = "stopped"
    RUNNING = "running"
    PAUSED = "paused"


@dataclass(frozen=True)
class LaneSettings:
    """The settings of a lane.

    Attributes:
        temperature: T, 0 ≤ T ≤ ∞.
        cuts: which ranks are kept.
        whole: whether T anneals the whole sequence; else each token.
        own_seed: gives every position a luck that is this lane's alone; None for the luck of all lanes.
        model: the number of the model that the lane draws from.

    Raises:
        SettingError: the temperature or the seed is no number, or out of range; or a whole sequence has cuts.
    """

    temperature: float = 1.0
    cuts: Cuts = NO_CUTS
    whole: bool = False
    own_seed: int | None = None
    model: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "temperature", check_temperature(self.temperature))
        object.__setattr__(self, "own_seed", None if self.own_seed is None else check_seed(self.own_seed))
        check_uncut(self.whole, self.cuts)


@dataclass(frozen=True)
class State:
    """What decides the text, given a model; undo goes back to one of these.

    Attributes:
        prompt: the prompt as typed, controls made visible.
        seed: gives every position its luck, which all lanes share that have no seed of their own.
        lanes: the settings of each lane; there is at least one.
        active: the place of the lane that the slider turns.
        tree: the branches.
        sequence_length: L, how many tokens a whole sequence has, in every lane that anneals one.

    Raises:
        SettingError: the seed or L is no number, or out of range.
    """

    prompt: str
    seed: int
    lanes: tuple[LaneSettings, ...]
    active: int = 0
    tree: Tree = field(default_factory=Tree)
    sequence_length: int = SEQUENCE_TOKENS.default

    def __post_init__(self) -> None:
        object.__setattr__(self, "seed", check_seed(self.seed))
        object.__setattr__(self, "sequence_length", check_searched_length(self.sequence_length))

    @property
    def samplings(self) -> tuple[Sampling, ...]:
        """How each lane draws its tokens: its settings with the seed, or with its own."""
        return tuple(
            Sampling(lane.temperature, lane.cuts, self.seed if lane.own_seed is None else lane.own_seed)
            for lane in self.lanes
        )

    @property
    def sampling(self) -> Sampling:
        """How the active lane draws its tokens."""
        return self.samplings[self.active]

    def with_seed(self, seed: int) -> State:
        """The state with another seed: of the active lane if that has its own, else of all lanes without one."""
        if self.lane.own_seed is None:
            return replace(self, seed=seed)
        return self.with_lane(replace(self.lane, own_seed=seed))

    @property
    def free_seed(self) -> int:
        """The first seed after the common one that no lane has."""
        taken = {self.seed, *(lane.own_seed for lane in self.lanes)}
        seeds = (next_seed(self.seed, step) for step in range(1, len(self.lanes) + 2))
        return next(seed for seed in seeds if seed not in taken)

    def with_lane(self, settings: LaneSettings, place: int | None = None) -> State:
        """The state with other settings in the active lane, or in that at a place; behind the last, in a new one."""
        place = self.active if place is None else place
        return replace(self, lanes=(*self.lanes[:place], settings, *self.lanes[place + 1 :]))

    def lane_at(self, place: int) -> LaneSettings:
        """The settings of the lane at a place; behind the last, of a new one, which is like the active one.

        Raises:
            SettingError: there is no such lane, or no room for a new one.
        """
        if place >= MAX_LANES:
            raise SettingError(f"there are {MAX_LANES} lanes, which is all there is room for; remove one first")
        if place > len(self.lanes):
            raise SettingError("the lane has gone that the model was for; add another lane for it")
        return self.lanes[place] if place < len(self.lanes) else self.lane

    @property
    def lane(self) -> LaneSettings:
        """The settings of the active lane."""
        return self.lanes[self.active]

    @property
    def sequence_lengths(self) -> tuple[int | None, ...]:
        """L of each lane that anneals the whole sequence; None for a lane that anneals each token."""
        return tuple(self.sequence_length if lane.whole else None for lane in self.lanes)

    @property
    def has_several_models(self) -> bool:
        """Whether lanes have different models."""
        return len({lane.model for lane in self.lanes}) > 1

    @property
    def token_by_token(self) -> State:
        """The state whose lanes all anneal each token."""
        return replace(self, lanes=tuple(replace(lane, whole=False) for lane in self.lanes))
