"""Options: their values are read, checked and written as one thing."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import SettingError
from lmtui.options.model import CLOSED, CORPUS, ENCODING, MIN_COUNT, ORDER, SMOOTHING
from lmtui.options.option import LARGEST_NUMBER, Option
from lmtui.options.playground import IDLE_LIMIT, ROWS, SPEED, STOP, THEME
from lmtui.options.sampling import CUTS, MIN_P, SEED, TEMPERATURE, TOKENS, TOP_K, TOP_P
from lmtui.options.table import BASE, COMMANDS, SETTINGS, TOP

SEEDS = 1 << 64


ALL = {
    id(option): option
    for options in (SETTINGS, *(group.options for groups in COMMANDS.values() for group in groups))
    for option in options
}


def refusal(option: Option[Any], text: str) -> str:
    """The sentence with which a text is refused."""
    with pytest.raises(SettingError) as caught:
        option.kind.read(text)
    return str(caught.value)


@pytest.mark.parametrize("option", [SPEED, ROWS, SEED])
@given(
    text=st.one_of(
        st.text(max_size=8), st.from_regex(r"-?\d*\.?\d*(e\d{1,4})?", fullmatch=True), st.floats().map(str)
    )
)
def test_whatever_is_typed_is_read_or_refused(option: Option[Any], text: str) -> None:
    try:
        value = option.kind.read(text)
    except SettingError:
        return  # Any other error would end the program.
    assert value is None or value >= (0 if option is SEED else 1)
    assert option is not SPEED or value == math.inf or (value is not None and value <= 60)


@pytest.mark.parametrize("option", ALL.values(), ids=lambda option: option.name)
def test_a_default_is_a_value_that_can_be_written_and_read(option: Option[Any]) -> None:
    if option.is_repeated:
        assert isinstance(option.default, tuple)
    elif option in (*SETTINGS, TEMPERATURE, TOKENS):
        assert option.kind.check(option.default) == option.default
        assert option.kind.read(option.kind.write(option.default)) == option.default


@pytest.mark.parametrize("option", ALL.values(), ids=lambda option: option.name)
def test_an_option_has_a_name_and_a_line_of_help(option: Option[Any]) -> None:
    assert option.flag == f"--{option.name}"
    assert option.key.isidentifier()
    assert option.help
    assert "\n" not in option.help
    assert bool(option.label) == (option in (*SETTINGS, CORPUS, THEME))


@pytest.mark.parametrize("option", ALL.values(), ids=lambda option: option.name)
def test_what_can_be_chosen_can_be_read(option: Option[Any]) -> None:
    for text in option.choices:
        value = option.kind.read(text)
        assert option.kind.read(option.kind.write(value)) == value


@given(st.integers(1, LARGEST_NUMBER), st.fractions(0, 1), st.integers(0, SEEDS - 1), st.floats(1, 60))
def test_what_is_written_is_read_as_the_same(whole: int, share: Any, seed: int, speed: float) -> None:
    for option, value in ((TOP_K, whole), (TOP_P, float(share) or 1.0), (MIN_P, float(share)), (SEED, seed)):
        assert option.kind.read(option.kind.write(value)) == value
    assert SPEED.kind.read(SPEED.kind.write(speed)) == speed
    assert TEMPERATURE.kind.read(TEMPERATURE.kind.write(speed)) == speed


@pytest.mark.parametrize(
    ("option", "text", "value"),
    [
        (ORDER, " 7 ", 7),
        (SMOOTHING, "add-k", "add-k:0.05"),
        (CLOSED, "closed", True),
        (STOP, "go on", False),
        (MIN_COUNT, "+1", 1),
        (ENCODING, " Windows-1252 ", "cp1252"),
        (TEMPERATURE, "1/2", 0.5),
        (TEMPERATURE, "∞", math.inf),
        (TOP_K, "OFF", None),
        (TOP_K, "1_000", 1000),
        (TOP_P, "0,7", 0.7),
        (TOP_P, "off", 1.0),
        (MIN_P, "off", 0.0),
        (TOP, "all", None),
        (IDLE_LIMIT, "2.5", 2.5),
    ],
)
def test_texts_are_read(option: Option[Any], text: str, value: object) -> None:
    assert option.kind.read(text) == value


@pytest.mark.parametrize(
    ("option", "text", "sentence"),
    [
        (ORDER, "two", "'two' is no order; give a whole number from 1 to 16"),
        (ORDER, "17", "the order cannot be 17; give a whole number from 1 to 16"),
        (MIN_COUNT, "0", "min-count cannot be 0; give a whole number from 1 up"),
        (MIN_COUNT, "1000000001", "min-count cannot be 1000000001; give a smaller whole number"),
        (TOP_K, "1.5", "'1.5' is no top-k; give a whole number from 1 up, or off"),
        (TOP_K, "0", "top-k cannot be 0; give a whole number from 1 up"),
        (TOP_K, str(LARGEST_NUMBER + 1), f"top-k cannot be {LARGEST_NUMBER + 1}; give a smaller whole number"),
        (TOP_P, "2", "top-p cannot be 2; give a number above 0, at most 1"),
        (MIN_P, "nan", "'nan' is no min-p; give a number from 0 to 1, or off"),
        (ROWS, "0", "the number of table rows cannot be 0; give a whole number from 1 up, or fit"),
        (TOP, "x", "'x' is no number of rows; give a whole number from 1 up, or all"),
        (SPEED, "61", "the speed cannot be 61; give 1 to 60 tokens a second, or max"),
        (BASE, "3", "invalid choice: '3' (choose from 'e', '2', '10')"),
        (IDLE_LIMIT, "inf", "the number of minutes cannot be inf; give a number above 0"),
    ],
)
def test_texts_are_refused_with_what_to_give_instead(option: Option[Any], text: str, sentence: str) -> None:
    assert refusal(option, text) == sentence


@pytest.mark.parametrize("option", SETTINGS, ids=lambda option: option.name)
@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_field_means_the_default_where_there_is_one(option: Option[Any], text: str) -> None:
    if option.may_be_empty or option is ENCODING:
        assert option.read_field(text) == option.default
    elif not option.choices:
        with pytest.raises(SettingError):
            option.read_field(text)


@given(st.text(max_size=8))
def test_a_field_is_read_as_any_other_text(text: str) -> None:
    for option in CUTS:
        if text.strip() and not option.is_flag:
            try:
                value = option.kind.read(text)
            except SettingError as error:
                with pytest.raises(SettingError, match=f"^{re.escape(str(error))}$"):
                    option.read_field(text)
            else:
                assert option.read_field(text) == value
