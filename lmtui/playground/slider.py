"""The temperature slider: position x in [0, 1] means T = x / (1 − x), so 0, 1 and ∞ are its ends and its middle."""

from __future__ import annotations

import math

STEPS = 100
"""Steps from end to end. Positions stepped to are multiples of 1/STEPS, so T = 1 is always met exactly."""

LARGE_STEP = 10
"""How many steps the keys for much warmer and much colder go."""

TICKS = ((0.0, "0"), (0.25, "¼"), (0.5, "½"), (1.0, "1"), (2.0, "2"), (4.0, "4"), (math.inf, "∞"))
"""Temperatures marked below the slider, and how."""


def position_of(temperature: float) -> float:
    """x of a temperature."""
    return 1.0 if temperature == math.inf else temperature / (1 + temperature)


def temperature_at(position: float) -> float:
    """T of a position; exactly ∞ at 1."""
    return math.inf if position >= 1 else max(position, 0.0) / (1 - max(position, 0.0))


def stepped(temperature: float, steps: int) -> float:
    """The temperature so many steps to the right (or left, if negative); a typed one goes to the next step."""
    place = position_of(temperature) * STEPS
    nearest = round(place)
    if abs(place - nearest) > 1e-9:
        nearest = math.floor(place) if steps > 0 else math.ceil(place)
    step = min(max(nearest + steps, 0), STEPS)
    return math.inf if step == STEPS else step / (STEPS - step)
