"""Smoothing methods asked for by name, with their parameters."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import SettingError
from lmtui.recipe import Recipe, check_prune, parse_smoothing, smoothing_label, thresholds_of


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


@given(
    st.sampled_from((60, 10**4, 10**9, 10**30)).flatmap(
        lambda whole: st.lists(st.integers(1, whole), min_size=2, max_size=5)
    ),
    st.booleans(),
)
def test_the_label_of_weights_typed_as_fractions_asks_for_the_same_weights(parts: list[int], whole: bool) -> None:
    exact = [Fraction(part, sum(parts)) for part in parts]
    exact = exact if whole else exact[1:]
    asked = parse_smoothing(f"jelinek-mercer:{','.join(map(str, exact))}")
    assert parse_smoothing(smoothing_label(*asked)) == asked
    assert [float(weight) for weight in asked[1]] == [float(weight) for weight in exact]


def test_weights_sum_to_1_at_most_as_they_were_typed() -> None:
    for typed in ("5/6,1/6", "1/3,1/3,1/3", "12345678901/98765432101,86419753200/98765432101", "0.1,0.2,0.7"):
        assert smoothing_label(*parse_smoothing(f"jelinek-mercer:{typed}"))
    for typed in ("5/6,1/5", "0.5,0.5000000000000001", "1/3,1/3,1/3,1/99999999999999999999", f"1/2,1/{'9' * 350}e40"):
        with pytest.raises(SettingError, match="are no weights for jelinek-mercer"):
            parse_smoothing(f"jelinek-mercer:{typed}")


def test_a_share_of_jelinek_mercer_is_below_1() -> None:
    with pytest.raises(SettingError, match="between 0 and 1"):
        parse_smoothing("jelinek-mercer:1")


def test_a_recipe_names_where_its_model_comes_from() -> None:
    assert Recipe(("mouse", "fables")).source == "mouse + fables"
    assert Recipe(("mouse",), model="of.arpa").source == "of.arpa"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0,0,1", "0,0,1"),
        (" 0 0 1 ", "0,0,1"),
        ("0, 01", "0,1"),
        ("0,0", ""),
        ("0", ""),
        ("1 1 2", "1,1,2"),
        ("", ""),
    ],
)
def test_thresholds_are_kept_as_they_are_meant(typed: str, kept: str) -> None:
    assert check_prune(typed) == kept == check_prune(kept)


@pytest.mark.parametrize("typed", ["1,0", "0,2,1", "0,-1", "0,a", "0,1.5", "0,²", "0," + "9" * 30])
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
