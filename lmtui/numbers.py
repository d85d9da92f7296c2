"""Check numbers that callers give, and convert each to the number that it means.

Whatever takes a number from outside uses this module, so that a wrong type ends in one clear `SettingError`, and an
int, a float, a `Fraction`, a `Decimal` and a numpy scalar of one value are one number. A `bool` is no number.
"""

from __future__ import annotations

import math
import re
import reprlib
import sys
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from numbers import Rational, Real
from operator import index

from lmtui.errors import SettingError

Number = int | float | Fraction | Decimal

_DIGITS = 12
"""A decimal with at most this many digits was typed by a person; a longer one may have been computed."""

_DENOMINATOR = 10**6
"""A longer float, to which a fraction with at most this denominator rounds, was computed from that fraction."""

_LONGEST = 400
"""Characters of a typed number."""

_WRITTEN = 40
"""Characters of a value in a message."""

_LOOSE_UNDERSCORE = re.compile(r"(?<!\d)_|_(?!\d)")
"""Not between two digits, where Python's numbers do not have it; `Decimal` passes over any."""

_BEYOND = 400
"""No float has a decimal exponent of this size."""

_LARGEST, _SMALLEST = sys.float_info.max, math.ulp(0.0)


def refusal(name: str, value: object, advice: str) -> SettingError:
    """The error for a value that makes no sense: one line, however long the value is."""
    return SettingError(f"{name} cannot be {_described(value)}; {advice}")


def whole(value: object, name: str, advice: str) -> int:
    """A whole number of any type: 3, 3.0 and Fraction(3) are all 3.

    Args:
        value: the value that was given.
        name: the beginning of the message: the noun for the value.
        advice: the end of the message: what to give instead.

    Raises:
        SettingError: the value is no number, or not whole.
    """
    if type(value) is int:
        return value
    exact = _exact_or_none(value)
    if exact is None or exact.denominator != 1:
        raise refusal(name, value, advice)
    return int(exact)


def real(value: object, name: str, advice: str) -> float:
    """The float nearest to a real number; infinities are let through.

    A finite number stays finite, and only 0 becomes 0: a number beyond the floats becomes the last float. A numpy
    scalar of less precision means its shortest decimal: float32(0.7) is 0.7.

    Raises:
        SettingError: the value is no real number, or NaN.
    """
    if isinstance(value, float) and value == value:
        return float(value)
    exact = _exact_or_none(value)
    if exact is None:
        infinite = _as_float(value)
        if not math.isinf(infinite):
            raise refusal(name, value, advice)
        return infinite
    return nearest(exact)


def nearest(exact: Fraction) -> float:
    """The finite float nearest to a fraction; 0 for 0 alone."""
    try:
        number = float(exact)
    except OverflowError:
        number = math.inf if exact > 0 else -math.inf
    if math.isinf(number):
        return math.copysign(_LARGEST, number)
    return number if number or not exact else math.copysign(_SMALLEST, exact)


def share(value: object, name: str, advice: str) -> float | Fraction:
    """A finite real number as the float that means it (see `meaning`), or as a fraction if no float does.

    Raises:
        SettingError: the value is no finite real number.
    """
    exact = _exact_or_none(value)
    if exact is None:
        raise refusal(name, value, advice)
    number = nearest(exact)
    return number if meaning(number) == exact else exact


@lru_cache(256)
def meaning(number: Number) -> Fraction:
    """The exact number that a finite float means.

    A float means its shortest decimal: 0.7 is 7/10. But a float whose decimal has more than 12 digits, and to which a
    fraction with a denominator up to a million rounds, was computed and means that fraction: 5 / 6 is 5/6. Numbers of
    other types mean themselves.
    """
    if not isinstance(number, float):
        return Fraction(number)
    decimal = Decimal(repr(number))
    if len(decimal.normalize().as_tuple().digits) > _DIGITS:
        fraction = Fraction(number).limit_denominator(_DENOMINATOR)
        if float(fraction) == number:
            return fraction
    return Fraction(decimal)


def parse(text: str) -> float:
    """Read a number as a person writes numbers: `0.7`, `.7`, `0,7`, `7/10`, `1e-3`; NaN where the text is none.

    A number beyond the floats becomes the last float, as in `real`.
    """
    typed = _decimals(text)
    if len(typed) == 1 and not typed[0].is_nan():
        return real(typed[0], "the number", "")
    quotient = _quotient(typed)
    return math.nan if quotient is None else nearest(quotient)


def parse_exact(text: str) -> Fraction | None:
    """Read a number as `parse` does, but exactly: `7/10` is the quotient, `0.7` what its float means (`meaning`).

    Returns:
        None where the text is no number, or one beyond the floats, or a quotient too long to be read again.
    """
    typed = _decimals(text)
    exact = _exact_or_none(typed[0]) if len(typed) == 1 else _quotient(typed)
    if exact is None or len(str(exact)) > _LONGEST:
        return None
    if exact and not _SMALLEST <= abs(exact) <= _LARGEST:
        return None
    return exact if len(typed) == 2 else meaning(nearest(exact))


def _decimals(text: str) -> list[Decimal]:
    """The numbers between the slashes of a text; none where one is no number."""
    asked = text.strip().replace(",", ".")
    if len(asked) > _LONGEST or _LOOSE_UNDERSCORE.search(asked):
        return []
    try:
        return [Decimal(part) for part in asked.split("/")]
    except ArithmeticError:
        return []


def _quotient(typed: list[Decimal]) -> Fraction | None:
    """The first of two numbers divided by the second; None where there are not two, or they have no quotient."""
    exact = [_exact_or_none(number) for number in typed]
    return exact[0] / exact[1] if len(exact) == 2 and exact[0] is not None and exact[1] else None


def parse_whole(text: str) -> int | None:
    """Read a whole number as Python reads one: ` 42 `, `+7`, `1_000`; None where the text is none."""
    try:
        return int(text) if len(text) <= _LONGEST else None
    except ValueError:
        return None


def written(value: Number) -> str:
    """A number as a person would type it, with every digit of its float."""
    value = float(value)
    short, exact = f"{value:g}", repr(value)
    return short if float(short) == value and len(short) <= len(exact) else exact


def _exact_or_none(value: object) -> Fraction | None:
    """The finite number that a value means; None where the value is no number, or not finite."""
    if isinstance(value, bool):
        return None
    if isinstance(value, Rational):
        try:
            return Fraction(index(value.numerator), index(value.denominator))
        except TypeError:  # numpy's times call themselves whole numbers
            return None
    if isinstance(value, Decimal):
        if not value.is_finite():
            return None
        if value and abs(value.adjusted()) > _BEYOND:  # a fraction would have as many digits
            value = Decimal((value.is_signed(), (1,), _BEYOND if value.adjusted() > 0 else -_BEYOND))
        return Fraction(value)
    number = _as_float(value)
    return meaning(number) if math.isfinite(number) else None


def _as_float(value: object) -> float:
    """A value as a float; NaN where the value is no real number."""
    if isinstance(value, float):
        return float(value)
    if isinstance(value, Decimal):
        return math.nan if value.is_nan() else float(value)
    if isinstance(value, Real) and not isinstance(value, Rational):
        # numpy's scalars of other precisions print as the shortest decimal that tells them from their neighbours.
        return float(str(value)) if hasattr(value, "dtype") else float(value)
    return math.nan


def _described(value: object) -> str:
    """A value in at most some 40 characters; a number without the name of its type."""
    if isinstance(value, float):
        return f"{value:g}"
    try:
        if isinstance(value, (Decimal, Real)) and not isinstance(value, int):
            written = str(value)
            return written if len(written) <= _WRITTEN else f"{written[:15]}...{written[-15:]}"
        return reprlib.repr(value)
    except ValueError:  # Python does not write out whole numbers of thousands of digits
        return "a number of thousands of digits"
