"""How a person sets the playground: the pace of a generation, and what the settings are read from."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from lmtui.errors import SettingError
from lmtui.recipe import Recipe
from lmtui.sampling import numbers
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.settings import check_seed
from lmtui.text.decoding import check_encoding

UNLIMITED = "max"
"""What people read and type for the speed ∞: as fast as it goes."""

SPEEDS: tuple[float, ...] = (1, 2, 5, 10, 20, 40, 60, math.inf)
"""Tokens a second offered; ∞ is as fast as it goes."""

_WHOLE = re.compile("[0-9]{1,20}")

MAX_TOKENS = 50_000
"""A generation ends here; more would be kept on a screen nobody can read."""


MAX_LANES = 4

MAX_BRANCHES = 1_000
"""More are neither made nor opened: nobody finds one among them, and drawing their tree would take long."""

MAX_CORPORA = 100
"""A session names no more; a folder can hold any number of texts."""

MAX_MIN_COUNT = 1_000_000_000
"""A word that must occur more often is in no text."""

MAX_PROMPT = 100_000
"""Characters of a prompt, wherever it comes from."""


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
            raise SettingError(f"the speed cannot be {self.speed:g}; give 1 to 60 tokens a second, or {UNLIMITED}")


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


def check_prompt(text: str) -> str:
    """Return a prompt if it is no longer than a prompt may be, else raise a `SettingError`."""
    if len(text) > MAX_PROMPT:
        raise SettingError(f"a prompt of {len(text):,} characters is too long; give at most {MAX_PROMPT:,}")
    return text


def parse_speed(text: str) -> float:
    """Read a speed as typed: tokens a second, or `max` (`inf`, `∞`); a `SettingError` where it is none."""
    asked = text.strip().lower()
    if asked in (UNLIMITED, "inf", "∞"):
        return math.inf
    try:
        speed = float(asked)
    except ValueError:
        raise SettingError(f"'{text}' is no speed; give 1 to 60 tokens a second, or {UNLIMITED}") from None
    return Pace(speed).speed


def speed_name(speed: float) -> str:
    """A speed as the settings show it and read it."""
    return UNLIMITED if speed == math.inf else number(speed)


def parse_rows(text: str) -> int | None:
    """Read how many table rows are wanted: a whole number, or `fit` for all there is room for."""
    asked = text.strip().lower()
    if asked in ("", "fit"):
        return None
    if not _WHOLE.fullmatch(asked) or int(asked) < 1:
        raise SettingError(f"'{text}' is no number of table rows; give a whole number from 1 up, or fit")
    return int(asked)


def parse_min_count(text: str) -> int:
    """Read how often a word must occur to be in V, as typed; "" is 1, which keeps all."""
    asked = text.strip() or "1"
    if not _WHOLE.fullmatch(asked) or not 1 <= int(asked) <= MAX_MIN_COUNT:
        raise SettingError(f"'{text}' is no least count; give a whole number from 1 up")
    return int(asked)


def parse_encoding(text: str) -> str:
    """Read the name of an encoding as typed; "" is UTF-8, or what a byte-order mark says."""
    return check_encoding(text.strip())


def parse_top_k(text: str) -> int | None:
    """Read top-k as typed; "" or `off` is None."""
    asked = _unless_off(text)
    if asked and not _WHOLE.fullmatch(asked):
        raise SettingError(f"'{text}' is no top-k; give a whole number from 1 up, or off")
    return Cuts(top_k=int(asked) if asked else None).top_k


def parse_top_p(text: str) -> float:
    """Read top-p as typed; "" or `off` is 1, which cuts nothing."""
    return float(Cuts(top_p=_parse_share("top-p", text, off=1.0)).top_p)


def parse_min_p(text: str) -> float:
    """Read min-p as typed; "" or `off` is 0, which cuts nothing."""
    return float(Cuts(min_p=_parse_share("min-p", text, off=0.0)).min_p)


def parse_cuts(top_k: str, top_p: str, min_p: str) -> Cuts:
    """Read the three cuts as typed; a `SettingError` where one makes no sense."""
    return Cuts(parse_top_k(top_k), parse_top_p(top_p), parse_min_p(min_p))


def _parse_share(name: str, text: str, off: float) -> float:
    asked = _unless_off(text)
    share = numbers.parse(asked) if asked else off
    if math.isnan(share):
        raise SettingError(f"'{text}' is no {name}; give a number from 0 to 1, or off")
    return share


def _unless_off(text: str) -> str:
    asked = text.strip().lower()
    return "" if asked == "off" else asked


def parse_seed(text: str) -> int:
    """Read a seed as typed; a `SettingError` where it is none."""
    if not _WHOLE.fullmatch(text.strip()):
        raise SettingError(f"'{text}' is no seed; give a whole number from 0 up")
    return check_seed(int(text))


def number(value: numbers.Number) -> str:
    """A number as one would type it, every digit of it."""
    value = float(value)
    short, exact = f"{value:g}", repr(value)
    return short if float(short) == value and len(short) <= len(exact) else exact


def faster(speed: float, steps: int) -> float:
    """The speed so many steps faster (slower, if negative) among `SPEEDS`."""
    for _ in range(abs(steps)):
        beyond = [other for other in SPEEDS if (other > speed if steps > 0 else other < speed)]
        speed = (min if steps > 0 else max)(beyond, default=speed)
    return speed
