"""Cuts: each keeps ranks that follow one another, and sets the probability of all others to 0."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import cast

from lmtui import numbers

_TOP_K = "give a whole number from 1 up"
_TOP_P = "give a number above 0, at most 1"
_MIN_P = "give a number from 0 to 1"
_TOP_N_SIGMA = "give a number above 0"
_TYPICAL = "give a number above 0, at most 1"


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


MOST_DEVIATIONS = 1e9
"""More than any token can be below the first: of V tokens none is more than 2√V standard deviations."""


def check_top_n_sigma(deviations: object) -> float | Fraction | None:
    """Return the number that top-nσ means if it is above 0, or None for None; else raise a `SettingError`.

    More than `MOST_DEVIATIONS` are these.
    """
    if deviations is None:
        return None
    number = numbers.share(deviations, "top-n-sigma", _TOP_N_SIGMA)
    if not number > 0:
        raise numbers.refusal("top-n-sigma", deviations, _TOP_N_SIGMA)
    return min(number, MOST_DEVIATIONS)


def check_typical(typical: object) -> float | Fraction:
    """Return the share that typical means if 0 < typical ≤ 1, else raise a `SettingError`."""
    share = numbers.share(typical, "typical", _TYPICAL)
    if not 0 < share <= 1:
        raise numbers.refusal("typical", typical, _TYPICAL)
    return share


@dataclass(frozen=True)
class Cuts:
    """Which ranks can be drawn: ranks that follow one another.

    The cuts are made in the order top-nσ, top-k, typical, top-p, min-p (that of llama.cpp), each in the ranks still
    left. They are made after the temperature, in p_T; or, with `temperature_last`, before it, in p.

    Attributes:
        top_k: keep the first k ranks; None keeps all.
        top_p: keep the fewest first ranks whose probability is at least this share; 1 keeps all
            (Holtzman et al., "The Curious Case of Neural Text Degeneration", 2020).
        min_p: keep the ranks at least this many times as probable as rank 1; 0 keeps all
            (Nguyen et al., "Turning Up the Heat: Min-p Sampling", 2024).
        top_n_sigma: keep the ranks whose ln p is at most n standard deviations below that of rank 1; None keeps all.
            The deviation is that of ln p over all tokens with p > 0. T divides all of ln p alike, so that the same
            ranks are kept at every T (Tang et al., "Top-nσ: Not All Logits Are You Need", arXiv 2411.07641).
        typical: keep the fewest ranks of at least this share whose −ln p_T is nearest to the entropy of p_T, of two
            that are as near the more probable one; 1 keeps all. Rank 1 may be cut
            (Meister et al., "Locally Typical Sampling", TACL 2023).
        temperature_last: the cuts are made before the temperature.

    Numbers of any type may be given: 0.7, Decimal("0.7") and Fraction(7, 10) are one cut (see
    `lmtui.numbers.meaning`). Shares become floats, or fractions that no float means.

    Raises:
        SettingError: a value that is no number, or out of range.
    """

    top_k: int | None = None
    top_p: float | Fraction = 1.0
    min_p: float | Fraction = 0.0
    top_n_sigma: float | Fraction | None = None
    typical: float | Fraction = 1.0
    temperature_last: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "top_k", check_top_k(self.top_k))
        object.__setattr__(self, "top_p", check_top_p(self.top_p))
        object.__setattr__(self, "min_p", check_min_p(self.min_p))
        object.__setattr__(self, "top_n_sigma", check_top_n_sigma(self.top_n_sigma))
        object.__setattr__(self, "typical", check_typical(self.typical))

    @classmethod
    def of(
        cls,
        top_k: int | None,
        top_p: numbers.Number,
        min_p: numbers.Number,
        top_n_sigma: numbers.Number | None = None,
        typical: numbers.Number = 1.0,
        temperature_last: bool = False,
    ) -> Cuts:
        """The cuts with these values, whose types may be any that the constructor takes."""
        deviations = cast("float | None", top_n_sigma)
        return cls(top_k, cast(float, top_p), cast(float, min_p), deviations, cast(float, typical), temperature_last)

    @cached_property
    def keep_all(self) -> bool:
        """Whether no cut is set."""
        return self.top_k is None and self.top_n_sigma is None and self.top_p == 1 == self.typical and not self.min_p

    @property
    def in_other_order(self) -> Cuts:
        """The same cuts on the other side of the temperature."""
        return replace(self, temperature_last=not self.temperature_last)

    @property
    def labels(self) -> list[str]:
        """Name and value of each cut that is set, in the order in which the cuts are made: `top-k 5`.

        The last is `T last` where the temperature comes after the cuts.
        """
        values = (
            ("top-n-sigma", self.top_n_sigma),
            ("top-k", self.top_k),
            ("typical", self.typical if self.typical < 1 else None),
            ("top-p", self.top_p if self.top_p < 1 else None),
            ("min-p", self.min_p),
        )
        labels = [f"{name} {float(value):.6g}" for name, value in values if value]
        return [*labels, "T last"] if labels and self.temperature_last else labels

    @property
    def short_label(self) -> str:
        """The labels in few columns: `k 5 p .8 min .05`."""
        words = " ".join(self.labels)
        for name, short in (("top-n-", ""), ("top-", ""), ("min-p", "min"), ("typical", "typ"), (" 0.", " .")):
            words = words.replace(name, short)
        return words


NO_CUTS = Cuts()
