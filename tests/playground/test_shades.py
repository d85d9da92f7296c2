"""A shade says how much there is: nothing has its own, and more is never lighter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lmtui.playground.shades import BLOCKS, DIGITS, shade

SHARES = st.floats(0, 1)
SETS = st.sampled_from([BLOCKS, DIGITS])


@given(SHARES, SHARES, SETS)
def test_more_is_never_lighter_and_nothing_is_alone(a: float, b: float, shades: str) -> None:
    low, high = sorted((a, b))
    assert shades.index(shade(low, shades)) <= shades.index(shade(high, shades))
    assert (shade(a, shades) == " ") == (a == 0)


def test_all_is_the_last_and_a_digit_is_so_many_tenths() -> None:
    assert shade(1.0, BLOCKS) == BLOCKS[-1]
    assert [shade(tenths / 10, DIGITS) for tenths in range(11)] == [" ", *DIGITS[2:]]
    assert DIGITS.isascii()
