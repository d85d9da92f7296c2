"""Cuts are checked, named, and leave what their values say."""

from __future__ import annotations

import math

import pytest
from support.corpora import train
from support.models import sampler_of

from lmtui.errors import SettingError
from lmtui.sampling.cuts import NO_CUTS, Cuts


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("top_k", 0, "top-k"),
        ("top_k", -3, "top-k"),
        ("top_p", 0.0, "top-p"),
        ("top_p", -0.1, "top-p"),
        ("top_p", 1.0001, "top-p"),
        ("top_p", math.nan, "top-p"),
        ("min_p", -0.1, "min-p"),
        ("min_p", 1.0001, "min-p"),
        ("min_p", math.nan, "min-p"),
        ("top_n_sigma", 0.0, "top-n-sigma"),
        ("top_n_sigma", math.inf, "top-n-sigma"),
        ("typical", 0.0, "typical"),
        ("typical", 1.1, "typical"),
    ],
)
def test_a_cut_out_of_range_is_refused_in_one_line(setting: str, value: float, named: str) -> None:
    wrong: dict[str, float] = {setting: value}
    with pytest.raises(SettingError, match=f"^{named} cannot be .*; give a") as refused:
        Cuts(**wrong)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("cuts", [Cuts(top_k=1), Cuts(top_p=1e-9), Cuts(min_p=1.0)])
def test_the_narrowest_cuts_leave_rank_one(cuts: Cuts) -> None:
    # "b" is twice as probable as anything else.
    distribution = sampler_of(train("b b a", 1, "mle")).distribution((), 1.0, cuts)
    assert distribution.kept == 1
    assert distribution.at(1).prob == 1.0


@pytest.mark.parametrize("cuts", [NO_CUTS, Cuts(top_k=10**9), Cuts(top_p=1.0), Cuts(min_p=0.0)])
def test_the_widest_cuts_leave_everything(cuts: Cuts) -> None:
    # "c" follows no "b", so its probability is 0; even that is no reason to cut it.
    distribution = sampler_of(train("b b a\nc", 2, "mle")).distribution([1, 3], 1.0, cuts)
    assert distribution.kept == distribution.support == 4


def test_cuts_are_named_in_the_order_they_are_made() -> None:
    assert (NO_CUTS.labels, NO_CUTS.short_label) == ([], "")
    cuts = Cuts(top_k=5, top_p=0.8, min_p=0.05)
    assert (cuts.labels, cuts.short_label) == (["top-k 5", "top-p 0.8", "min-p 0.05"], "k 5 p .8 min .05")
    assert Cuts(min_p=1.0).short_label == "min 1"
    cuts = Cuts(top_k=5, top_n_sigma=1.5, typical=0.95, temperature_last=True)
    assert cuts.labels == ["top-n-sigma 1.5", "top-k 5", "typical 0.95", "T last"]
    assert cuts.short_label == "sigma 1.5 k 5 typ .95 T last"


def test_an_order_without_a_cut_is_no_cut() -> None:
    assert Cuts(temperature_last=True).labels == []
    assert Cuts(temperature_last=True).keep_all
    assert not any(cuts.keep_all for cuts in (Cuts(1), Cuts(min_p=0.1), Cuts(typical=0.9), Cuts(top_n_sigma=1)))
    assert Cuts(top_n_sigma=10**400).top_n_sigma == Cuts(top_n_sigma=1e9).top_n_sigma
    assert Cuts(3).in_other_order == Cuts(3, temperature_last=True)
