"""Temperatures are read as people write numbers, and shown short."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import train
from support.models import sampler_of

from lmtui.errors import SettingError
from lmtui.sampling.temperature import check_temperature, format_temperature, parse_temperature


@pytest.mark.parametrize(
    ("written", "temperature"),
    [
        ("0", 0.0),
        ("1", 1.0),
        ("0.7", 0.7),
        ("0,7", 0.7),
        (".5", 0.5),
        ("1/3", 1 / 3),
        ("2/4", 0.5),
        ("1e-3", 0.001),
        (" 1.5 ", 1.5),
        ("inf", math.inf),
        ("INF", math.inf),
        ("Infinity", math.inf),
        ("∞", math.inf),
    ],
)
def test_temperatures_are_read_as_people_write_them(written: str, temperature: float) -> None:
    assert parse_temperature(written) == temperature


@pytest.mark.parametrize(
    "written", ["", " ", "hot", "-1", "-0.001", "-inf", "nan", "1/0", "1/2/3", "0.7.1", "1,000.5", "T=1"]
)
def test_what_is_no_temperature_is_refused_in_one_line(written: str) -> None:
    with pytest.raises(SettingError, match="give a number from 0 up, or inf") as refused:
        parse_temperature(written)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("temperature", [-1.0, -1e-300, -math.inf, math.nan])
def test_a_distribution_refuses_a_temperature_out_of_range(temperature: float) -> None:
    with pytest.raises(SettingError):
        check_temperature(temperature)
    with pytest.raises(SettingError):
        sampler_of(train("a b", 2)).distribution((), temperature)


@pytest.mark.parametrize(
    ("temperature", "shown"),
    [
        (0.0, "0"),
        (1.0, "1"),
        (2.0, "2"),
        (math.inf, "∞"),
        (0.7, "0.70"),
        (1.25, "1.25"),
        (0.001, "0.001"),
        (123.4, "123"),
    ],
)
def test_temperatures_are_shown_short(temperature: float, shown: str) -> None:
    assert format_temperature(temperature) == shown


@given(st.one_of(st.just(math.inf), st.floats(0, 1e300), st.floats(0.9, 1.1), st.floats(0, 1e-3)))
def test_only_zero_one_and_infinity_are_shown_as_such(temperature: float) -> None:
    exact = {"0": 0.0, "1": 1.0, "∞": math.inf}
    shown = format_temperature(temperature)
    assert exact.get(shown, temperature) == temperature
    assert parse_temperature(shown) == pytest.approx(temperature, rel=0.006, abs=0.006)
