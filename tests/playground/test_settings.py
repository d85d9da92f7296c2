"""The settings of the playground: of which values they are made, and the pace."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import SettingError
from lmtui.options.option import Option
from lmtui.options.table import SETTINGS
from lmtui.playground.settings import DEFAULT_PACE, SPEEDS, Pace, Settings, faster
from lmtui.recipe import Recipe


@pytest.mark.parametrize("speed", [0, 0.5, 61, -1, math.nan, -math.inf])
def test_a_pace_out_of_range_is_refused(speed: float) -> None:
    with pytest.raises(SettingError, match="1 to 60 tokens a second, or max"):
        Pace(speed)


def test_all_speeds_offered_are_speeds_and_the_first_pace_is_among_them() -> None:
    assert [Pace(speed).speed for speed in SPEEDS] == sorted(SPEEDS)
    assert DEFAULT_PACE.speed in SPEEDS
    assert not DEFAULT_PACE.stop


def test_faster_and_slower_walk_the_speeds_and_stay_at_their_ends() -> None:
    for slow, fast in pairwise(SPEEDS):
        assert faster(slow, 1) == fast
        assert faster(fast, -1) == slow
    assert faster(SPEEDS[-1], 1) == faster(SPEEDS[0], 100) == math.inf
    assert faster(SPEEDS[0], -1) == faster(math.inf, -100) == 1


@given(st.floats(1, 60), st.integers(1, 9))
def test_faster_is_faster_from_any_speed(speed: float, steps: int) -> None:
    assert faster(speed, steps) > speed
    assert faster(speed, -steps) < speed or faster(speed, -steps) == 1
    assert faster(speed, steps) in SPEEDS


@pytest.mark.parametrize("option", SETTINGS, ids=lambda option: option.name)
def test_the_settings_are_made_of_the_values_of_their_options(option: Option[Any]) -> None:
    before = Settings(Recipe(("mouse",)), 0, None, Pace())
    assert Settings.of(before.recipe, before.values) == before
    assert before.values[option.key] == option.default
