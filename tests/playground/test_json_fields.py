"""Values of a record that another program may have written are of their kind and in their range, or refused."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import SettingError
from lmtui.playground.json_fields import (
    LONGEST_NAME,
    flag,
    items,
    json_number,
    name,
    number,
    number_or_null,
    text,
    whole,
    whole_between,
)

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
)


def is_number(value: object) -> bool:
    return value == "inf" or (isinstance(value, (int, float)) and not isinstance(value, bool))


KINDS: dict[Callable[[Any], object], Callable[[Any], bool]] = {
    number: is_number,
    number_or_null: lambda value: value is None or is_number(value),
    whole: lambda value: type(value) is int,
    flag: lambda value: type(value) is bool,
    items: lambda value: type(value) is list,
    text: lambda value: type(value) is str,
    name: lambda value: type(value) is str,
}


@pytest.mark.parametrize("check", KINDS, ids=lambda check: check.__name__)
@given(value=VALUES)
def test_a_value_of_its_kind_is_returned_and_any_other_refused(check: Callable[[Any], object], value: object) -> None:
    if KINDS[check](value):
        assert check(value) == (math.inf if value == "inf" and check in (number, number_or_null) else value)
    else:
        with pytest.raises(TypeError):
            check(value)


@given(st.floats(0, allow_nan=False, allow_infinity=True))
def test_a_number_comes_back_from_json(value: float) -> None:
    assert number(json.loads(json.dumps(json_number(value), allow_nan=False))) == value


@given(st.integers(), st.integers(), st.integers())
def test_a_whole_number_is_in_its_range_or_refused(value: int, least: int, most: int) -> None:
    if least <= value <= most:
        assert whole_between(value, least, most) == value
    else:
        with pytest.raises(SettingError, match="out of range"):
            whole_between(value, least, most)


def test_a_list_has_at_most_so_many_items() -> None:
    assert items([1, 2], 2, "lanes") == [1, 2]
    with pytest.raises(SettingError, match=r"^it has 3 lanes, which is more than 2$"):
        items([1, 2, 3], 2, "lanes")


def test_a_name_is_no_longer_than_names_are() -> None:
    assert name("x" * LONGEST_NAME) == "x" * LONGEST_NAME
    with pytest.raises(SettingError, match="too long"):
        name("x" * (LONGEST_NAME + 1))
