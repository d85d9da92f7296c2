"""What decides a text, as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from lmtui.playground.branches import Tree
from lmtui.sampling.settings import Sampling


class Playing(Enum):
    """What the generation is doing."""

    STOPPED = "stopped"
    RUNNING = "running"
    PAUSED = "paused"


@dataclass(frozen=True)
class State:
    """What decides the text, given a model; undo goes back to one of these.

    Attributes:
        prompt: as typed, controls made visible.
        samplings: of each lane: temperature, cuts, and the seed, which all share.
        active: the lane that the slider turns.
        tree: the branches.
    """

    prompt: str
    samplings: tuple[Sampling, ...]
    active: int = 0
    tree: Tree = field(default_factory=Tree)
