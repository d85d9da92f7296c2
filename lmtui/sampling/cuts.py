"""Cuts: top-k, top-p and min-p each keep a beginning of the ranking and set the rest to 0."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from lmtui.sampling import numbers

_TOP_K = "give a whole number from 1 up"
_TOP_P = "give a number above 0, at most 1"
_MIN_P = "give a number from 0 to 1"


def check_top_k(top_k: object) -> int | None:
    """Return top-k as an int if it is a whole number from 1 up, or None for None; else raise a `SettingError`."""
    if top_k is None:
        return None
    whole = numbers.whole(top_k, "top-k", _TOP_K)
    if whole < 1:
        raise numbers.refusal("top-k", top_k, _TOP_K)
    return whole


def check_top_p(top_p: object) -> float | Fraction:
    """Return the share that top-p means if 0 < top-p ≤ 1, else raise a `SettingError`."""
    share = numbers.share(top_p, "top-p", _TOP_P)
    if not 0 < share <= 1:
        raise numbers.refusal("top-p", top_p, _TOP_P)
    return share


def check_min_p(min_p: object) -> float | Fraction:
    """Return the share that min-p means if 0 ≤ min-p ≤ 1, else raise a `SettingError`."""
    share = numbers.share(min_p, "min-p", _MIN_P)
    if not 0 <= share <= 1:
        raise numbers.refusal("min-p", min_p, _MIN_P)
    return share


@dataclass(frozen=True)
class Cuts:
    """Which ranks can be drawn. The cuts are made after the temperature, in this order, each in the ranks still left.

    Attributes:
        top_k: keep the first k ranks; None keeps all.
        top_p: keep the fewest first ranks whose probability is at least this share; 1 keeps all
            (Holtzman et al., "The Curious Case of Neural Text Degeneration", 2020).
        min_p: keep the ranks at least this many times as probable as rank 1; 0 keeps all
            (Nguyen et al., "Turning Up the Heat: Min-p Sampling", 2024).

    Numbers of any type may be given: 0.7, Decimal("0.7") and Fraction(7, 10) are one cut (see
    `lmtui.sampling.numbers.meaning`). `top_p` and `min_p` become floats, or fractions that no float means.

    Raises:
        SettingError: a value that is no number, or out of range.
    """

    top_k: int | None = None
    top_p: float | Fraction = 1.0
    min_p: float | Fraction = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "top_k", check_top_k(self.top_k))
        object.__setattr__(self, "top_p", check_top_p(self.top_p))
        object.__setattr__(self, "min_p", check_min_p(self.min_p))

    @classmethod
    def of(cls, top_k: int | None, top_p: numbers.Number, min_p: numbers.Number) -> Cuts:
        """The cuts with these values, whose types may be any that the constructor takes."""
        return cls(top_k, cast(float, top_p), cast(float, min_p))

    @property
    def labels(self) -> list[str]:
        """Name and value of each cut that is set, in the order in which the cuts are made: `top-k 5`."""
        values = (("top-k", self.top_k), ("top-p", self.top_p if self.top_p < 1 else None), ("min-p", self.min_p))
        return [f"{name} {float(value):.6g}" for name, value in values if value]

    @property
    def short_label(self) -> str:
        """The labels in few columns: `k 5 p .8 min .05`."""
        words = (name.removeprefix("top-").replace("min-p", "min").replace(" 0.", " .") for name in self.labels)
        return " ".join(words)


NO_CUTS = Cuts()
