"""`lmtui next --temperatures`: several T beside each other."""

from __future__ import annotations

import math

import pytest
from support.cli import done, here, refusal

AFTER_THE = ("next", "--corpus", "mouse", "--smoothing", "mle", "--order", "2", "--prompt", "the")  # 8, 7, 3 of 18


def test_the_columns_can_be_checked_by_hand() -> None:
    lines = done(*AFTER_THE, "--temperatures", "0,0.5,1,inf", "--top", "2").lines
    assert lines[0] == "after the"
    assert lines[1].split() == ["rank", "token", "p", "T=0", "T=0.50", "T=1", "T=∞"]
    assert lines[2].split() == ["1", "mouse", "0.444444", "1.000000", "0.524590", "0.444444", "0.166667"]  # 64 of 122
    assert lines[4].split() == ["4", "others", "0.166667", "0.000000", "0.073770", "0.166667", "0.666667"]
    assert lines[5].split() == ["Z_T", "-", "0.376543", "1", "6"]  # 122 of 18²
    assert lines[6].split() == ["bits", "0.000", "1.294", "1.481", "2.585"]
    assert lines[-1].startswith("p_T = p^(1/T) / Z_T")


def test_as_json_every_row_has_a_probability_for_each_temperature() -> None:
    options = ("--temperatures", "0.5,inf", "--top-p", "0.5", "--seed", "0", "--json")
    (record,) = done(*AFTER_THE, *options).records
    assert list(record) == ["context", "vocabulary", "support", "candidates", "columns", "unknown"]
    assert [one["token"] for one in record["candidates"]][:3] == ["mouse", "cheese", "ball"]
    assert record["candidates"][0]["probs"] == pytest.approx([1, 1 / 3])  # the cut is made in p_T
    cold, hot = record["columns"]
    assert list(cold) == ["temperature", "rest", "log_normaliser", "entropy_bits", "kept", "chosen_rank"]
    assert (cold["kept"], hot["kept"], hot["temperature"]) == (1, 3, "inf")
    assert hot["log_normaliser"] == pytest.approx(math.log(3))
    one = done(*AFTER_THE, "--temperature", "0.5", "--top-p", "0.5", "--json").records[0]
    assert [row["probs"][0] for row in record["candidates"]] == [row["prob"] for row in one["candidates"]]


def test_what_is_for_one_temperature_is_refused() -> None:
    for other in (("--temperature", "2"), ("--explain", "mouse")):
        assert other[0] in refusal(here(*AFTER_THE, "--temperatures", "0,1", *other), 2)
    assert "no temperature" in refusal(here(*AFTER_THE, "--temperatures", "0,x"), 2)
