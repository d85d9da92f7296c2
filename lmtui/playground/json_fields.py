"""Check the values of a JSON record that another program may have written: their types and their ranges.

Each function returns the value. It raises a `TypeError` for a value of another type, and a `SettingError` for a value
out of range.
"""

from __future__ import annotations

import math
from typing import Any

from lmtui.errors import SettingError

LONGEST_NAME = 4096
"""Characters of a name or a path."""


def json_number(value: float) -> float | str:
    """A number for JSON, where ∞ is the string "inf"."""
    return "inf" if value == math.inf else value


def number(value: object) -> float:
    """A number, or "inf"; a whole number stays an int."""
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
    """A list.

    Args:
        most: the most items that the list may have; None is any number.
        what: the noun for the items in the message.
    """
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
    """A text that is not too long to be a name or a path."""
    if len(text(value)) > LONGEST_NAME:
        raise SettingError("a name in it is too long")
    return text(value)
