"""The arguments of a Python program: each of the type that it must have, or one clear error."""

from __future__ import annotations

import os

from lmtui import numbers


def text_given(value: object, name: str) -> str:
    """A text that was given.

    Raises:
        SettingError: it is none.
    """
    if not isinstance(value, str):
        raise numbers.refusal(name, value, "give a text, in quotes")
    return value


def flag_given(value: object, name: str) -> bool:
    """True or False, Python's or numpy's.

    Raises:
        SettingError: it is neither.
    """
    if isinstance(value, bool) or str(getattr(value, "dtype", "")) == "bool":
        return bool(value)
    raise numbers.refusal(name, value, "give True or False")


def path_given(value: object, name: str) -> str:
    """The path of a file or folder, as a text.

    Raises:
        SettingError: it is none.
    """
    given = os.fspath(value) if isinstance(value, (str, os.PathLike)) else value
    if not isinstance(given, str):
        raise numbers.refusal(name, value, "give a path, as a text or a pathlib.Path")
    return given


def count_given(value: int, name: str) -> int:
    """A whole number from 0 up.

    Raises:
        SettingError: it is none.
    """
    advice = "give a whole number from 0 up"
    count = numbers.whole(value, name, advice)
    if count < 0:
        raise numbers.refusal(name, value, advice)
    return count
