"""How tokens are drawn: a temperature and a seed that make sense, in whatever type they are given."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.errors import SettingError
from lmtui.sampling.cuts import NO_CUTS
from lmtui.sampling.settings import SEEDS, Sampling, check_seed, next_seed


@given(st.integers(0, SEEDS - 1))
def test_a_seed_is_a_whole_number_of_any_type(seed: int) -> None:
    assert check_seed(seed) == check_seed(Fraction(seed)) == check_seed(np.uint64(seed)) == seed  # type: ignore[arg-type]
    assert type(check_seed(np.uint64(seed))) is int  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [-1, SEEDS, 0.5, math.nan, math.inf, True, "1", None])
def test_any_other_seed_is_refused_in_one_line(seed: object) -> None:
    with pytest.raises(SettingError, match=f"^the seed cannot be .*; give a whole number from 0 to {SEEDS - 1}$"):
        check_seed(seed)  # type: ignore[arg-type]
    with pytest.raises(SettingError, match="the seed"):
        Sampling(seed=seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("temperature", [-1.0, math.nan, "warm"])
def test_a_temperature_that_makes_no_sense_is_refused(temperature: float) -> None:
    with pytest.raises(SettingError, match="the temperature"):
        Sampling(temperature)


def test_equal_settings_are_equal_whatever_their_types() -> None:
    assert Sampling(Fraction(1, 2), seed=np.int64(3)) == Sampling(0.5, NO_CUTS, 3)  # type: ignore[arg-type]
    assert math.copysign(1.0, Sampling(-0.0).temperature) == 1.0


def test_after_the_last_seed_comes_the_first() -> None:
    assert [next_seed(SEEDS - 1), next_seed(SEEDS - 2, 3), next_seed(5, 0)] == [0, 1, 5]
