"""The options of the playground: speeds and rows as people type them."""

from __future__ import annotations

import math

import pytest

from lmtui.errors import SettingError
from lmtui.options.playground import ROWS, SPEED

MANY_DIGITS = "9" * 5000
"""More than Python turns into a number without being asked to."""


@pytest.mark.parametrize(
    ("written", "speed"),
    [("1", 1), ("60", 60), (" 2.5 ", 2.5), ("inf", math.inf), ("∞", math.inf), ("Inf", math.inf), (" max", math.inf)],
)
def test_speeds_are_read(written: str, speed: float) -> None:
    assert SPEED.kind.read(written) == speed


@pytest.mark.parametrize("written", ["", "0", "0.99", "60.01", "-1", "-inf", "nan", "fast", "1 2"])
def test_what_is_no_speed_is_refused(written: str) -> None:
    with pytest.raises(SettingError, match="speed"):
        SPEED.kind.read(written)


@pytest.mark.parametrize(
    ("written", "rows"), [("fit", None), (" FIT ", None), ("1", 1), (" 20 ", 20), ("1000000", 10**6)]
)
def test_rows_are_read(written: str, rows: int | None) -> None:
    assert ROWS.kind.read(written) == rows


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "many", "²", "1e3", MANY_DIGITS])
def test_what_is_no_number_of_rows_is_refused(written: str) -> None:
    with pytest.raises(SettingError, match="rows"):
        ROWS.kind.read(written)
