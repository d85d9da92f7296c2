"""Temperature T: from 0 (the favourite, always) over 1 (the model itself) to ∞ (the whole support alike)."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from lmtui import numbers
from lmtui.errors import SettingError

SWEPT = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0, math.inf)
"""The temperatures of a sweep where no others are asked for."""


_ADVICE = "give a number from 0 up, or inf"


def check_temperature(temperature: numbers.Number) -> float:
    """Return T as a float if it is a number and 0 ≤ T ≤ ∞, else raise a `SettingError`."""
    if type(temperature) is float and temperature >= 0:
        return temperature or 0.0  # and not −0
    value = numbers.real(temperature, "the temperature", _ADVICE)
    if value < 0:
        raise numbers.refusal("the temperature", temperature, _ADVICE)
    return value


@lru_cache(64)
def exponent_of(temperature: float) -> float:
    """1/T, the exponent of the probabilities: ∞ at T = 0, and 0 at T = ∞. T is the number that its float means."""
    if temperature == math.inf:
        return 0.0
    meant = numbers.meaning(temperature)
    # Below this T, 1/T is no float. As at 1/T = ∞, every weight but the largest is 0.
    return float(1 / meant) if meant > _COLDEST else math.inf


_COLDEST = Fraction(1, 10**308)


def parse_temperature(text: str) -> float:
    """Read a temperature as a person writes one: `0`, `0.7`, `0,7`, `1/3`, `inf`, `∞`.

    Raises:
        SettingError: the text is no temperature.
    """
    value = math.inf if text.strip() == "∞" else numbers.parse(text)
    if math.isnan(value):
        raise SettingError(f"'{text}' is no temperature; {_ADVICE}")
    return check_temperature(value)


def parse_temperatures(text: str) -> tuple[float, ...]:
    """Read temperatures with commas between these, and so without decimal commas: `0,0.5,1/3,inf`.

    Raises:
        SettingError: a part of the text is no temperature.
    """
    return tuple(map(parse_temperature, text.split(",")))


def zero_note(temperature: float, impossible: int) -> str:
    """The sentence that tokens with p = 0 count at T = ∞ alone; "" where T is not large, or no p is 0.

    Args:
        temperature: T.
        impossible: how many tokens of the support have p = 0.
    """
    if not impossible or temperature < _LARGE:
        return ""
    return "T = ∞ counts p = 0, too (0^0 = 1)" if temperature == math.inf else "p = 0 counts at T = ∞ alone (0^0 = 1)"


_LARGE = 10.0
"""From this T on, a person may think of T as nearly ∞."""


def format_temperature(temperature: float) -> str:
    """T as the screen shows it: short, and exact at 0, 1 and ∞."""
    if temperature == math.inf:
        return "∞"
    if temperature == int(temperature) and temperature < 1e6:
        return str(int(temperature))
    return f"{temperature:.2f}" if 0.01 <= temperature < 100 else f"{temperature:.3g}"
