"""How tokens are to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from lmtui.errors import SettingError
from lmtui.sampling.cuts import NO_CUTS, Cuts

SEEDS = 1 << 64


def check_seed(seed: int) -> int:
    """Return the seed if 0 ≤ seed < 2^64, else raise a `SettingError`."""
    if not 0 <= seed < SEEDS:
        raise SettingError(f"the seed cannot be {seed}; give a whole number from 0 to {SEEDS - 1}")
    return seed


@dataclass(frozen=True)
class Sampling:
    """How tokens are drawn.

    Attributes:
        temperature: T, 0 ≤ T ≤ ∞.
        cuts: what is kept of the ranking.
        seed: gives every position its luck.
    """

    temperature: float = 1.0
    cuts: Cuts = NO_CUTS
    seed: int = 0

    def __post_init__(self) -> None:
        check_seed(self.seed)
