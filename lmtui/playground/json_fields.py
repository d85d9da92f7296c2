"""Values of a JSON record that somebody else may have written: each is of its kind and in its range, or refused.

All raise `SettingError` or `TypeError` where a value is not what it must be.
"""

from __future__ import annotations

import math
from typing import Any

from lmtui.errors import SettingError

LONGEST_NAME = 4096
"""Characters of a name or a path."""


def json_number(value: float) -> float | str:
    """A number as JSON has it: ∞ is the string "inf"."""
    return "inf" if value == math.inf else value


def number(value: object) -> float:
    """A number, or "inf"; whole numbers stay what they are."""
    if value == "inf":
        return math.inf
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return value


def number_or_null(value: object) -> float | None:
    """A number, "inf", or null."""
    return None if value is None else number(value)


def whole(value: object) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def whole_between(value: object, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    if not least <= whole(value) <= most:
        raise SettingError("a number is out of range")
    return whole(value)


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def items(value: object, most: int | None = None, what: str = "") -> list[Any]:
    """A list, of at most so many items; `what` they are is said where they are more."""
    if not isinstance(value, list):
        raise TypeError
    if most is not None and len(value) > most:
        raise SettingError(f"it has {len(value):,} {what}, which is more than {most:,}")
    return value


def text(value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise TypeError
    return value


def name(value: object) -> str:
    """A text that names something, and is no longer than names are."""
    if len(text(value)) > LONGEST_NAME:
        raise SettingError("a name in it is too long")
    return text(value)
