"""Smoothing methods asked for by name, with their parameters."""

from __future__ import annotations

import pytest

from lmtui.errors import SettingError
from lmtui.recipe import Recipe, check_prune, parse_smoothing, thresholds_of


@pytest.mark.parametrize(
    "parameter", ["0", "-1", "nan", "inf", "-inf", "much", "", "0,5", "1e999", "1/0", "1/2/3", "/"]
)
def test_parameters_that_are_none_are_refused_in_one_line(parameter: str) -> None:
    with pytest.raises(SettingError, match=r"give a number above 0, as in add-k:0\.05") as refused:
        parse_smoothing(f"add-k:{parameter}")
    assert "\n" not in str(refused.value)


def test_a_parameter_that_is_left_out_has_its_default() -> None:
    assert parse_smoothing("add-k") == ("add-k", (0.05,))
    assert parse_smoothing("jelinek-mercer") == ("jelinek-mercer", (0.7,))


def test_a_parameter_may_be_a_fraction() -> None:
    assert parse_smoothing("add-k:1/3") == ("add-k", (1 / 3,))
    assert parse_smoothing("jelinek-mercer:5/6,1/6") == ("jelinek-mercer", (5 / 6, 1 / 6))
    for beyond in ("1e308/1e-308", "nan/1", "1/1e400"):
        with pytest.raises(SettingError, match="give a number above 0"):
            parse_smoothing(f"add-k:{beyond}")


def test_a_share_of_jelinek_mercer_is_below_1() -> None:
    with pytest.raises(SettingError, match="between 0 and 1"):
        parse_smoothing("jelinek-mercer:1")


def test_a_recipe_names_where_its_model_comes_from() -> None:
    assert Recipe(("mouse", "fables")).source == "mouse + fables"
    assert Recipe(("mouse",), model="of.arpa").source == "of.arpa"


@pytest.mark.parametrize(
    ("typed", "kept"), [("0,0,1", "0,0,1"), (" 0 0 1 ", "0,0,1"), ("0, 01", "0,1"), ("0,0", ""), ("0", ""), ("", "")]
)
def test_thresholds_are_kept_as_they_are_meant(typed: str, kept: str) -> None:
    assert check_prune(typed) == kept == check_prune(kept)


@pytest.mark.parametrize("typed", ["1", "1,1", "0,2,1", "0,-1", "0,a", "0,1.5", "0,²", "0," + "9" * 30])
def test_what_are_no_thresholds_is_said_in_one_line(typed: str) -> None:
    with pytest.raises(SettingError) as refused:
        check_prune(typed)
    assert str(refused.value).isprintable()


def test_the_last_threshold_counts_for_all_higher_orders() -> None:
    assert thresholds_of("0,1,2", 5) == (0, 1, 2, 2, 2)
    assert thresholds_of("", 2) == (0, 0)
    with pytest.raises(SettingError, match="3 thresholds for a model of order 2"):
        thresholds_of("0,0,1", 2)


def test_recipes_of_equal_models_are_equal_in_full() -> None:
    assert Recipe((), 3, "add-k", prune="0,1").in_full() == Recipe((), 3, "add-k:0.05", prune="0,1,1").in_full()
    with pytest.raises(SettingError):
        Recipe((), 1, prune="0,1").in_full()
