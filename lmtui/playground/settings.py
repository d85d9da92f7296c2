"""How a person sets the playground: the pace of a generation, and what the settings are read from."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from lmtui.errors import SettingError
from lmtui.ngram.recipe import Recipe
from lmtui.sampling import numbers
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.settings import check_seed

SPEEDS: tuple[float, ...] = (1, 2, 5, 10, 20, 40, 60, math.inf)
"""Tokens a second offered; ∞ is as fast as it goes."""

_WHOLE = re.compile("[0-9]{1,20}")

MAX_TOKENS = 50_000
"""A generation ends here; more would be kept on a screen nobody can read."""


MAX_LANES = 4


@dataclass(frozen=True)
class Pace:
    """How a generation runs.

    Attributes:
        speed: tokens a second, 1 to 60, or ∞.
        stop: end after `</s>` instead of beginning a new unit.

    Raises:
        SettingError: the speed is out of range.
    """

    speed: float = 10
    stop: bool = False

    def __post_init__(self) -> None:
        if not (1 <= self.speed <= 60 or self.speed == math.inf):
            raise SettingError(f"the speed cannot be {self.speed:g}; give 1 to 60 tokens a second, or inf")


DEFAULT_PACE = Pace()


@dataclass(frozen=True)
class Settings:
    """What one sets once in a while, the temperature not being among it.

    Attributes:
        recipe: of the model.
        seed: gives every position its luck.
        rows: at most so many rows in the table (k); None for all there is room for.
        pace: how a generation runs.
        cuts: what is kept of the ranking, in the active lane.
    """

    recipe: Recipe
    seed: int
    rows: int | None
    pace: Pace
    cuts: Cuts = NO_CUTS


def parse_speed(text: str) -> float:
    """Read a speed as typed: a number of tokens a second, or `inf`; a `SettingError` where it is none."""
    try:
        speed = float(text.strip().replace("∞", "inf"))
    except ValueError:
        raise SettingError(f"'{text}' is no speed; give 1 to 60 tokens a second, or inf") from None
    return Pace(speed).speed


def parse_rows(text: str) -> int | None:
    """Read how many table rows are wanted: a whole number, or `fit` for all there is room for."""
    asked = text.strip().lower()
    if asked in ("", "fit"):
        return None
    if not _WHOLE.fullmatch(asked) or int(asked) < 1:
        raise SettingError(f"'{text}' is no number of table rows; give a whole number from 1 up, or fit")
    return int(asked)


def parse_cuts(top_k: str, top_p: str, min_p: str) -> Cuts:
    """Read the three cuts as typed; "" or `off` is none; a `SettingError` where one makes no sense."""
    wanted = [text.strip().lower() for text in (top_k, top_p, min_p)]
    wanted = ["" if text == "off" else text for text in wanted]
    if wanted[0] and not _WHOLE.fullmatch(wanted[0]):
        raise SettingError(f"'{top_k}' is no top-k; give a whole number from 1 up, or off")
    shares = []
    for name, text in (("top-p", wanted[1]), ("min-p", wanted[2])):
        shares.append(numbers.parse(text) if text else None)
        if shares[-1] is not None and math.isnan(shares[-1]):
            raise SettingError(f"'{text}' is no {name}; give a number from 0 to 1, or off")
    return Cuts(
        int(wanted[0]) if wanted[0] else None,
        1.0 if shares[0] is None else shares[0],
        0.0 if shares[1] is None else shares[1],
    )


def parse_seed(text: str) -> int:
    """Read a seed as typed; a `SettingError` where it is none."""
    if not _WHOLE.fullmatch(text.strip()):
        raise SettingError(f"'{text}' is no seed; give a whole number from 0 up")
    return check_seed(int(text))


def number(value: numbers.Number) -> str:
    """A number as one would type it, every digit of it."""
    value = float(value)
    return f"{value:g}" if float(f"{value:g}") == value else repr(value)


def faster(speed: float, steps: int) -> float:
    """The speed so many steps faster (slower, if negative) among `SPEEDS`."""
    for _ in range(abs(steps)):
        beyond = [other for other in SPEEDS if (other > speed if steps > 0 else other < speed)]
        speed = (min if steps > 0 else max)(beyond, default=speed)
    return speed
