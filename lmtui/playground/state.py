"""The state that decides a text, as a value: prompt, seed, lanes and branches."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from lmtui.playground.branches import Tree
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.settings import Sampling, check_seed
from lmtui.sampling.temperature import check_temperature


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

    Raises:
        SettingError: the temperature is no number, or out of range.
    """

    temperature: float = 1.0
    cuts: Cuts = NO_CUTS

    def __post_init__(self) -> None:
        object.__setattr__(self, "temperature", check_temperature(self.temperature))


@dataclass(frozen=True)
class State:
    """What decides the text, given a model; undo goes back to one of these.

    Attributes:
        prompt: the prompt as typed, controls made visible.
        seed: gives every position its luck, which all lanes share.
        lanes: the settings of each lane; there is at least one.
        active: the place of the lane that the slider turns.
        tree: the branches.

    Raises:
        SettingError: the seed is no number, or out of range.
    """

    prompt: str
    seed: int
    lanes: tuple[LaneSettings, ...]
    active: int = 0
    tree: Tree = field(default_factory=Tree)

    def __post_init__(self) -> None:
        object.__setattr__(self, "seed", check_seed(self.seed))

    @property
    def samplings(self) -> tuple[Sampling, ...]:
        """How each lane draws its tokens: its settings with the seed."""
        return tuple(Sampling(lane.temperature, lane.cuts, self.seed) for lane in self.lanes)

    @property
    def sampling(self) -> Sampling:
        """How the active lane draws its tokens."""
        lane = self.lanes[self.active]
        return Sampling(lane.temperature, lane.cuts, self.seed)

    def with_sampling(self, sampling: Sampling) -> State:
        """The state with other settings in the active lane, and another seed for all lanes."""
        settings = LaneSettings(sampling.temperature, sampling.cuts)
        lanes = (*self.lanes[: self.active], settings, *self.lanes[self.active + 1 :])
        return replace(self, seed=sampling.seed, lanes=lanes)
