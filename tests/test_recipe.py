"""Smoothing methods asked for by name, with their parameters."""

from __future__ import annotations

import pytest

from lmtui.errors import SettingError
from lmtui.recipe import Recipe, parse_smoothing


@pytest.mark.parametrize("parameter", ["0", "-1", "nan", "inf", "-inf", "much", "", "0,5", "1e999"])
def test_parameters_that_are_none_are_refused_in_one_line(parameter: str) -> None:
    with pytest.raises(SettingError, match=r"give a number above 0, as in add-k:0\.05") as refused:
        parse_smoothing(f"add-k:{parameter}")
    assert "\n" not in str(refused.value)


def test_a_parameter_that_is_left_out_has_its_default() -> None:
    assert parse_smoothing("add-k") == ("add-k", (0.05,))
    assert parse_smoothing("jelinek-mercer") == ("jelinek-mercer", (0.7,))


def test_a_share_of_jelinek_mercer_is_below_1() -> None:
    with pytest.raises(SettingError, match="between 0 and 1"):
        parse_smoothing("jelinek-mercer:1")


def test_a_recipe_names_where_its_model_comes_from() -> None:
    assert Recipe(("mouse", "fables")).source == "mouse + fables"
    assert Recipe(("mouse",), model="of.arpa").source == "of.arpa"
