"""How tokens are drawn: temperature, cuts and seed."""

from __future__ import annotations

from dataclasses import dataclass

from lmtui import numbers
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.temperature import check_temperature

SEEDS = 1 << 64

FIRST_RANKS = 64
"""How many ranks of a context are asked for first, of a model that need not give all."""


def check_seed(seed: int) -> int:
    """Return the seed as an int if it is a whole number and 0 ≤ seed < 2^64, else raise a `SettingError`."""
    advice = f"give a whole number from 0 to {SEEDS - 1}"
    number = numbers.whole(seed, "the seed", advice)
    if not 0 <= number < SEEDS:
        raise numbers.refusal("the seed", seed, advice)
    return number


def next_seed(seed: int, steps: int = 1) -> int:
    """The seed so many further; after the last comes 0."""
    return (seed + steps) % SEEDS


@dataclass(frozen=True)
class Sampling:
    """How tokens are drawn.

    Attributes:
        temperature: T, 0 ≤ T ≤ ∞.
        cuts: which ranks are kept.
        seed: gives every position its luck.

    Raises:
        SettingError: a value that is no number, or out of range.
    """

    temperature: float = 1.0
    cuts: Cuts = NO_CUTS
    seed: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "temperature", check_temperature(self.temperature))
        object.__setattr__(self, "seed", check_seed(self.seed))
