"""Numbers of every type mean what they say; what is no number is refused in one line."""

from __future__ import annotations

import math
import reprlib
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui import numbers
from lmtui.errors import SettingError
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.luck import check_luck
from lmtui.sampling.settings import Sampling, check_seed
from lmtui.sampling.temperature import check_temperature, exponent_of


def _briefly(value: object) -> str:
    """A value in a test's name, where numbers of thousands of digits are not written out."""
    return "huge" if isinstance(value, int) and value > 10**400 else reprlib.repr(value)


NO_NUMBERS: tuple[Any, ...] = (
    *("1", "", "x" * 9999, b"1", [1], (1,), {}, True, False, 1j, 1 + 0j, math.nan, object(), print),
    *(np.bool_(True), np.complex64(1), np.array(1), np.array([1, 2]), np.float32("nan"), np.datetime64("2020")),
    *(np.timedelta64(1, "s"), np.str_("1"), Decimal("NaN"), Decimal("sNaN")),
)
NOT_WHOLE = (1.5, math.inf, -math.inf, Fraction(3, 2), Decimal("1.5"), Decimal("Infinity"), np.float32(1.5))
TOO_SMALL = (-1, -1.0, -(10**5000), np.int64(-1), Fraction(-1), Decimal(-1), Decimal("-1e999999"))

SETTINGS: list[tuple[Callable[[Any], object], tuple[Any, ...]]] = [
    (check_temperature, (None, *NO_NUMBERS, *TOO_SMALL, -math.inf, Decimal("-Infinity"))),
    (lambda value: Sampling(temperature=value), (None, *NO_NUMBERS, *TOO_SMALL)),
    (check_seed, (None, *NO_NUMBERS, *NOT_WHOLE, *TOO_SMALL, 1 << 64, 10**5000)),
    (lambda value: Sampling(seed=value), (None, *NO_NUMBERS, *NOT_WHOLE, *TOO_SMALL)),
    (check_luck, (None, *NO_NUMBERS, *TOO_SMALL, 1, 1.0, math.inf, Fraction(1), 10**5000)),
    (lambda value: Cuts(top_k=value), (*NO_NUMBERS, *NOT_WHOLE, *TOO_SMALL, 0, 0.0)),
    (lambda value: Cuts(top_p=value), (None, *NO_NUMBERS, *TOO_SMALL, 0, 1.5, math.inf)),
    (lambda value: Cuts(min_p=value), (None, *NO_NUMBERS, *TOO_SMALL, 1.5, math.inf, 10**5000)),
]


@pytest.mark.parametrize("number", range(len(SETTINGS)))
def test_what_is_no_number_or_out_of_range_is_refused_in_one_line(number: int) -> None:
    take, wrong = SETTINGS[number]
    for value in wrong:
        with pytest.raises(SettingError, match=r"cannot be .*; give a") as refused:
            take(value)
        message = str(refused.value)
        assert message.isprintable(), message
        assert len(message) < 160


@pytest.mark.parametrize(
    ("value", "number"),
    [
        *((whole, 3) for whole in (3, 3.0, Fraction(3), Decimal(3), Decimal("3.00"), np.int8(3), np.uint64(3))),
        *((whole, 3) for whole in (np.float16(3), np.float32(3), np.float64(3), np.longdouble(3))),
        (np.uint64(2**64 - 1), 2**64 - 1),
        (10**5000, 10**5000),
        (-0.0, 0),
    ],
    ids=_briefly,
)
def test_a_whole_number_may_be_of_any_type(value: object, number: int) -> None:
    taken = numbers.whole(value, "it", "give a number")
    assert (taken, type(taken)) == (number, int)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        *((number, 0.7) for number in (0.7, Fraction(7, 10), Decimal("0.7"), np.float64(0.7), np.longdouble("0.7"))),
        *((number, 0.7) for number in (np.float32(0.7), np.float16(0.7))),  # as they print, not 0.699999988079071
        (3, 3.0),
        (np.int64(3), 3.0),
        (Fraction(1, 3), 1 / 3),
        (math.inf, math.inf),
        (Decimal("Infinity"), math.inf),
        (np.float32("inf"), math.inf),
        # What is finite stays so, and what is not 0 does not become 0.
        *((number, sys.float_info.max) for number in (10**400, Decimal("1e400"), Decimal("1e999999"))),
        *((number, 5e-324) for number in (Fraction(1, 10**400), Decimal("1e-400"), Decimal("1e-999999"))),
        (0, 0.0),
        (-0.0, 0.0),
    ],
    ids=_briefly,
)
def test_a_temperature_may_be_of_any_type(value: numbers.Number, number: float) -> None:
    taken = check_temperature(value)
    assert (taken, type(taken), math.copysign(1, taken)) == (number, float, 1)
    assert Sampling(temperature=value) == Sampling(temperature=number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "meant"),
    [
        (0.7, Fraction(7, 10)),
        (0.07, Fraction(7, 100)),
        (0.1, Fraction(1, 10)),
        (1e-300, Fraction(1, 10**300)),
        (0.123456789012345, Fraction(123456789012345, 10**15)),
        (0.0196078431372549, Fraction(1, 51)),  # fifteen digits, but just what 1 / 51 is
        (5 / 6, Fraction(5, 6)),
        (1 / 3, Fraction(1, 3)),
        (1 / 49, Fraction(1, 49)),
        (1 / 999_983, Fraction(1, 999_983)),
        # Sixteen and more digits, and no fraction near them: they are that decimal.
        (math.nextafter(0.7, 1), Fraction(7000000000000001, 10**16)),
        (math.nextafter(0.7, 0), Fraction(6999999999999998, 10**16)),
        (0.1 + 0.2, Fraction(30000000000000004, 10**17)),
    ],
)
def test_a_float_means_the_decimal_that_was_typed_or_the_fraction_that_was_computed(
    number: float, meant: Fraction
) -> None:
    assert numbers.meaning(number) == meant
    assert numbers.meaning(np.float64(number)) == meant


@given(st.integers(1, 10**12 - 1), st.integers(-20, 20))
def test_every_decimal_of_twelve_digits_is_meant_by_its_float(digits: int, exponent: int) -> None:
    meant = Fraction(digits) * Fraction(10) ** exponent
    assert numbers.meaning(float(f"{digits}e{exponent}")) == meant


@given(st.integers(1, 100_000), st.integers(1, 10_000))
def test_every_quotient_of_small_numbers_is_meant_by_its_float(numerator: int, denominator: int) -> None:
    meant = Fraction(numerator, denominator)
    number = numerator / denominator
    if len(repr(number)) > 15:  # else it is a decimal that somebody may have typed
        assert numbers.meaning(number) == meant
    assert exponent_of(number) == pytest.approx(denominator / numerator, rel=1e-15)


def test_one_over_t_is_exact_where_t_is_one_over_a_whole_number() -> None:
    for exponent in range(1, 1000):
        assert exponent_of(1 / exponent) == exponent
        assert exponent_of(check_temperature(Fraction(1, exponent))) == exponent
    assert [exponent_of(temperature) for temperature in (0.0, 5e-324, math.inf)] == [math.inf, math.inf, 0.0]


def test_a_share_of_any_type_is_one_cut() -> None:
    shares: list[Any] = [0.7, Fraction(7, 10), Decimal("0.7"), np.float64(0.7), np.longdouble("0.7")]
    for share in [*shares, np.float32(0.7), np.float16(0.7)]:
        assert Cuts.of(None, share, share) == Cuts(None, 0.7, 0.7)
    assert Cuts(top_k=np.int64(5)) == Cuts(5)  # type: ignore[arg-type]
    assert Cuts.of(None, Fraction(5, 6), 0).top_p == 5 / 6
    # No float means these.
    assert Cuts.of(None, Decimal("0.70000000000000001"), 0).top_p == Fraction(70000000000000001, 10**17)
    assert Cuts.of(None, 1, Fraction(1, 10**400)).min_p == Fraction(1, 10**400)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *((text, 0.7) for text in ("0.7", ".7", "0,7", " .7 ", "7/10", "0.7/1", "70e-2")),
        ("1/3", 1 / 3),
        ("1_000/1_0", 100.0),
        ("1e400", sys.float_info.max),
        ("1e-400", 5e-324),
        ("9" * 150 + "/" + "3" * 150, 3.0),
        ("inf", math.inf),
        ("-Infinity", -math.inf),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, number: float) -> None:
    assert numbers.parse(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "x",
        "nan",
        "snan",
        "1/0",
        "0/0",
        "1/2/3",
        "1/",
        "/2",
        "inf/inf",
        "1/nan",
        "1.2.3",
        "_1",
        "1_",
        "1__0",
        "9" * 999,
    ],
)
def test_what_is_no_number_reads_as_nan(text: str) -> None:
    assert math.isnan(numbers.parse(text))


@given(st.floats(allow_nan=False, min_value=0))
def test_a_number_is_typed_with_every_digit_it_has(value: float) -> None:
    assert float(numbers.written(value)) == value
    assert len(numbers.written(value)) <= len(repr(value))


@pytest.mark.parametrize(
    ("text", "whole"), [(" 42 ", 42), ("-7", -7), ("1_000", 1000), ("1.0", None), ("", None), ("9" * 5000, None)]
)
def test_whole_numbers_are_read(text: str, whole: int | None) -> None:
    assert numbers.parse_whole(text) == whole


@given(st.fractions(max_denominator=10**30).filter(lambda exact: exact.denominator > 1))
def test_a_quotient_is_read_exactly_where_that_is_asked(exact: Fraction) -> None:
    assert numbers.parse_exact(str(exact)) == exact
    assert numbers.parse(str(exact)) == float(exact)


@pytest.mark.parametrize(
    ("text", "exact"),
    [("0,7", Fraction(7, 10)), ("0.8333333333333334", Fraction(5, 6)), ("1_0/4", Fraction(5, 2)), ("0/3", Fraction())]
    + [
        (text, None)
        for text in ("1e999", "-1e999", "1e-400", "1/1e400", "inf", "nan", "1/0", "x", f"1/{'9' * 350}e40")
    ],
)
def test_what_is_read_exactly_means_what_a_float_means_and_is_no_number_beyond_the_floats(
    text: str, exact: Fraction | None
) -> None:
    assert numbers.parse_exact(text) == exact
