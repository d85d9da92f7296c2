"""The slider: T = x / (1 − x), exact at its ends and in the middle, and reached by stepping."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.playground.slider import LARGE_STEP, STEPS, TICKS, position_of, stepped, temperature_at
from lmtui.sampling.temperature import format_temperature

GRID = [k / (STEPS - k) for k in range(STEPS)] + [math.inf]
"""All temperatures the slider steps on."""

# Where T is so close to a step that the slider may well take it for that step, both ways to go on are right.
temperatures = st.one_of(
    st.sampled_from(GRID),
    st.floats(0, 3),
    st.floats(0, 1e5),
    st.sampled_from((0.0, 1.0, math.inf, 0.7, 1 / 3, 1e-3, 99.5, 1e4)),
).filter(lambda T: T in GRID or all(abs(position_of(T) - k / STEPS) > 1e-9 for k in range(STEPS + 1)))


@pytest.mark.parametrize(("position", "temperature"), [(0.0, 0.0), (0.5, 1.0), (1.0, math.inf), (0.75, 3.0)])
def test_ends_and_middle_are_exact(position: float, temperature: float) -> None:
    assert temperature_at(position) == temperature
    assert position_of(temperature) == position


@given(st.floats(0, 1))
def test_a_position_is_that_of_its_temperature(position: float) -> None:
    assert position_of(temperature_at(position)) == pytest.approx(position, abs=1e-15)


@given(st.one_of(st.just(math.inf), st.floats(0, 1e6)))
def test_a_temperature_is_that_of_its_position(temperature: float) -> None:
    assert temperature_at(position_of(temperature)) == pytest.approx(temperature, rel=1e-9, abs=1e-15)


@given(st.floats(0, 1), st.floats(0, 1))
def test_further_right_is_never_colder(one: float, other: float) -> None:
    left, right = sorted((one, other))
    assert temperature_at(left) <= temperature_at(right)


@given(st.floats(0), st.floats(0))
def test_a_higher_temperature_is_never_further_left(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= position_of(low) <= position_of(high) <= 1


@pytest.mark.parametrize("position", [-0.5, -1e-300, 1.0001, 7.0])
def test_out_of_the_slider_is_its_nearer_end(position: float) -> None:
    assert temperature_at(position) == (0 if position < 0 else math.inf)


@given(temperatures, st.sampled_from((1, LARGE_STEP)))
def test_stepping_from_anywhere_meets_one_and_the_ends_exactly(temperature: float, stride: int) -> None:
    for direction, end in ((stride, math.inf), (-stride, 0.0)):
        at, met = temperature, [temperature]
        while at != end:
            after = stepped(at, direction)
            assert after > at if direction > 0 else after < at
            at = after
            met.append(at)
            assert len(met) <= STEPS + 2
        beyond_one = temperature <= 1 if direction > 0 else temperature >= 1
        # Large strides from a typed temperature or an odd step need not meet the middle.
        if beyond_one and stride == 1:
            assert 1.0 in met
        assert stepped(end, direction) == end


def test_all_steps_are_on_the_grid_one_after_another() -> None:
    at = 0.0
    for temperature in GRID[1:]:
        at = stepped(at, 1)
        assert at == temperature
    for temperature in GRID[-2::-1]:
        at = stepped(at, -1)
        assert at == temperature


@given(temperatures, st.sampled_from((1, -1)))
def test_a_step_goes_to_the_next_stop_in_its_direction(temperature: float, direction: int) -> None:
    ahead = [T for T in GRID if (temperature < T if direction > 0 else temperature > T)]
    expected = (min(ahead) if direction > 0 else max(ahead)) if ahead else temperature
    assert stepped(temperature, direction) == expected


@given(temperatures, st.integers(1, 30), st.integers(1, 30), st.booleans())
def test_two_strides_are_one_of_both_lengths(temperature: float, one: int, other: int, left: bool) -> None:
    sign = -1 if left else 1
    assert stepped(stepped(temperature, sign * one), sign * other) == stepped(temperature, sign * (one + other))


@pytest.mark.parametrize("temperature", [0.0, 1.0, 3.0, math.inf])
def test_a_large_step_is_ten_small_ones_and_comes_back(temperature: float) -> None:
    there = stepped(temperature, LARGE_STEP if temperature < 2 else -LARGE_STEP)
    assert there == GRID[GRID.index(temperature) + (10 if temperature < 2 else -10)]
    assert stepped(there, -LARGE_STEP if temperature < 2 else LARGE_STEP) == temperature


def test_ticks_say_what_they_mark() -> None:
    names = {"¼": 0.25, "½": 0.5}
    assert [temperature for temperature, _ in TICKS] == sorted(temperature for temperature, _ in TICKS)
    for temperature, name in TICKS:
        assert names.get(name, temperature) == temperature
        assert name in names or name == format_temperature(temperature)
