"""Temperature T: from 0 (the favourite, always) over 1 (the model itself) to ∞ (the whole support alike)."""

from __future__ import annotations

import math
from fractions import Fraction

from lmtui.errors import SettingError

SWEPT = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 4.0, math.inf)
"""The temperatures of a sweep where no others are asked for."""


def check_temperature(temperature: float) -> float:
    """Return T if 0 ≤ T ≤ ∞, else raise a `SettingError`."""
    if not temperature >= 0:
        raise SettingError(f"the temperature cannot be {temperature:g}; give a number from 0 up, or inf")
    return temperature


def parse_temperature(text: str) -> float:
    """Read a temperature as a person writes it: `0`, `0.7`, `0,7`, `1/3`, `inf`, `∞`.

    Raises:
        SettingError: it is none.
    """
    asked = text.strip().lower().replace(",", ".")
    if asked in ("∞", "inf", "infinity"):
        return math.inf
    try:
        value = float(Fraction(asked)) if "/" in asked else float(asked)
    except (ValueError, ZeroDivisionError, OverflowError):
        value = math.nan
    if math.isnan(value):
        raise SettingError(f"'{text}' is no temperature; give a number from 0 up, or inf")
    return check_temperature(value)


def parse_temperatures(text: str) -> tuple[float, ...]:
    """Read temperatures with commas between them, which therefore have no decimal commas: `0,0.5,1/3,inf`.

    Raises:
        SettingError: one of them is none.
    """
    return tuple(map(parse_temperature, text.split(",")))


def format_temperature(temperature: float) -> str:
    """T as the screen shows it: short, and exact at 0, 1 and ∞."""
    if temperature == math.inf:
        return "∞"
    if temperature == int(temperature) and temperature < 1e6:
        return str(int(temperature))
    return f"{temperature:.2f}" if 0.01 <= temperature < 100 else f"{temperature:.3g}"
