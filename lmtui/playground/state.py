"""The state that decides a text, as a value: prompt, seed, lanes and branches."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from lmtui.errors import SettingError
from lmtui.options.sequences import SEQUENCE_TOKENS
from lmtui.playground.branches import Tree
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.settings import Sampling, check_seed
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

    Raises:
        SettingError: the temperature is no number, or out of range; or a whole sequence has cuts.
    """

    temperature: float = 1.0
    cuts: Cuts = NO_CUTS
    whole: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "temperature", check_temperature(self.temperature))
        check_uncut(self.whole, self.cuts)


def check_uncut(whole: bool, cuts: Cuts) -> None:
    """A `SettingError` where a whole sequence would be cut."""
    if whole and not cuts.keep_all:
        raise SettingError("cuts keep single tokens, so they do not go with whole sequences; turn the cuts off")


@dataclass(frozen=True)
class State:
    """What decides the text, given a model; undo goes back to one of these.

    Attributes:
        prompt: the prompt as typed, controls made visible.
        seed: gives every position its luck, which all lanes share.
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
        """How each lane draws its tokens: its settings with the seed."""
        return tuple(Sampling(lane.temperature, lane.cuts, self.seed) for lane in self.lanes)

    @property
    def sampling(self) -> Sampling:
        """How the active lane draws its tokens."""
        return self.samplings[self.active]

    def with_sampling(self, sampling: Sampling) -> State:
        """The state with other settings in the active lane, and another seed for all lanes."""
        settings = replace(self.lane, temperature=sampling.temperature, cuts=sampling.cuts)
        return replace(self.with_lane(settings), seed=sampling.seed)

    def with_lane(self, settings: LaneSettings) -> State:
        """The state with other settings in the active lane."""
        return replace(self, lanes=(*self.lanes[: self.active], settings, *self.lanes[self.active + 1 :]))

    @property
    def lane(self) -> LaneSettings:
        """The settings of the active lane."""
        return self.lanes[self.active]

    @property
    def sequence_lengths(self) -> tuple[int | None, ...]:
        """L of each lane that anneals the whole sequence; None for a lane that anneals each token."""
        return tuple(self.sequence_length if lane.whole else None for lane in self.lanes)

    @property
    def token_by_token(self) -> State:
        """The state whose lanes all anneal each token."""
        return replace(self, lanes=tuple(replace(lane, whole=False) for lane in self.lanes))
