"""Cuts: top-k, top-p and min-p each keep a beginning of the ranking and set the rest to 0."""

from __future__ import annotations

from dataclasses import dataclass

from lmtui.errors import SettingError


@dataclass(frozen=True)
class Cuts:
    """Where the ranking is cut, after the temperature and in this order; each cut works on what the last one left.

    Attributes:
        top_k: keep the first k ranks; None keeps all.
        top_p: keep the fewest first ranks whose probability is at least this share; 1 keeps all
            (Holtzman et al., "The Curious Case of Neural Text Degeneration", 2020).
        min_p: keep the ranks at least this many times as probable as rank 1; 0 keeps all
            (Nguyen et al., "Turning Up the Heat: Min-p Sampling", 2024).

    Raises:
        SettingError: a value out of range.
    """

    top_k: int | None = None
    top_p: float = 1.0
    min_p: float = 0.0

    def __post_init__(self) -> None:
        if self.top_k is not None and self.top_k < 1:
            raise SettingError(f"top-k cannot be {self.top_k}; give a whole number from 1 up")
        if not 0 < self.top_p <= 1:
            raise SettingError(f"top-p cannot be {self.top_p:g}; give a number above 0, at most 1")
        if not 0 <= self.min_p <= 1:
            raise SettingError(f"min-p cannot be {self.min_p:g}; give a number from 0 to 1")

    @property
    def named(self) -> list[str]:
        """Those that are set, in the order they are made."""
        values = (("top-k", self.top_k), ("top-p", self.top_p if self.top_p < 1 else None), ("min-p", self.min_p))
        return [f"{name} {value:.6g}" for name, value in values if value]

    @property
    def short(self) -> str:
        """The same in few columns: `k 5 p .8 min .05`."""
        words = (name.removeprefix("top-").replace("min-p", "min").replace(" 0.", " .") for name in self.named)
        return " ".join(words)


NO_CUTS = Cuts()
