"""Many numbers at once are those of Python's float, to the last bit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lmtui.ngram.arpa_numbers import read_numbers

DIGITS = st.text("0123456789", max_size=17)
DECIMALS = st.tuples(st.sampled_from(["", "-", "+"]), DIGITS, st.sampled_from(["", "."]), DIGITS).map("".join)
EXPONENTS = st.sampled_from(["", "", "", "e5", "E-7", "e+300", "e-400"])
PRINTED = st.floats(-99, 99).map(lambda value: f"{value:.9g}") | st.floats(-99, 0).map("{:.7f}".format)
NAMED = st.sampled_from(["inf", "-inf", "Infinity"])


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


NUMBERS = (st.tuples(DECIMALS, EXPONENTS).map("".join) | PRINTED | NAMED).filter(is_number)


def read(fields: list[bytes], separators: str) -> npt.NDArray[np.float64]:
    """The numbers of fields, each with one of the separators behind it."""
    text = b"".join(field + bytes([ord(separators[i % len(separators)])]) for i, field in enumerate(fields))
    ends = np.cumsum([len(field) + 1 for field in fields]) - 1
    return read_numbers(text, ends - [len(field) for field in fields], ends)


@given(st.lists(NUMBERS, min_size=1, max_size=30), st.text(" \t\n", min_size=1, max_size=3))
@example(["5", "2.3"], "\t")  # a point may stand in the next field
@example(["12", ".5"], "\t")
@example(["-.5", "5.", "-5.", "-0", "-0.0", "0", "+1.5"], " ")
@example(["9007199254740993", "9999999999999999", "-9007199254740993", "99999999999999999"], "\n")  # above 2⁵³
@example(["9.00719925474099", "9.007199254740993", "9.99999999999999", "0.000000000000001"], "\n")
@example(["0000000000000001", "00000000000000001", "00.5", "-99", "-12.25", "0.12345678", "0.123456789"], " ")
def test_every_number_is_that_of_float(texts: list[str], separators: str) -> None:
    numbers = read([text.encode() for text in texts], separators)
    assert numbers.tobytes() == np.array(list(map(float, texts))).tobytes()
    for text, number in zip(texts, numbers, strict=True):  # each alone, from one end of the text to the other
        assert read([text.encode()], separators).tobytes() == number.tobytes()


@given(
    st.sampled_from(
        [
            *(
                b"-",
                b".",
                b"-.",
                b"+",
                b"e5",
                b"1e",
                b"--5",
                b"-+5",
                b"1.2.3",
                b"1..2",
                b"0x10",
                b"1,5",
                b"1-",
                b"5/",
            ),
            *(b"1_0", b"0.1_5", b"1\v", b"\v1", b"\f1", b"1.5\f", b"1\r", b"1:", b"0.5:", b"0.:5", b"/.5", b"a.5"),
            *(b"\xff", b"0.\xff", b"\xb0.5", b"0.\xb05", b"1\0", b"\0001", b"\xd9\xa3", b"x" * 99),
        ]
    ),
    st.lists(NUMBERS.map(str.encode), max_size=3),
    st.lists(NUMBERS.map(str.encode), max_size=3),
)
def test_what_is_no_number_is_refused(odd: bytes, before: list[bytes], behind: list[bytes]) -> None:
    with pytest.raises(ValueError, match=r"no number|could not convert"):
        read([*before, odd, *behind], "\t")


def test_no_fields_are_no_numbers() -> None:
    assert len(read_numbers(b"\n", np.empty(0, np.int64), np.empty(0, np.int64))) == 0
