"""The East Asian characters that are cut alike everywhere are what Unicode says, and change with none beside them."""

from __future__ import annotations

import re
from itertools import chain, pairwise

import pytest

from lmtui.text.east_asian import BLANKS, LETTERS, MARKS, in_pattern
from lmtui.text.normal_form import normal_form

Ranges = tuple[tuple[int, int], ...]


def characters(*kinds: Ranges) -> list[str]:
    return [chr(code) for ranges in kinds for first, last in ranges for code in range(first, last + 1)]


@pytest.mark.parametrize("ranges", [LETTERS, MARKS, BLANKS])
def test_ranges_ascend(ranges: Ranges) -> None:
    bounds = list(chain.from_iterable(ranges))
    assert all(first <= last for first, last in ranges)
    assert bounds == sorted(bounds)


def test_the_kinds_are_what_unicode_says() -> None:
    assert all(map(str.isalpha, characters(LETTERS)))
    assert not any(char.isalnum() or char.isspace() for char in characters(MARKS))
    assert all(map(str.isspace, characters(BLANKS)))


@pytest.mark.parametrize("kinds", [(LETTERS,), (MARKS,), (BLANKS,), (LETTERS, MARKS)])
def test_a_pattern_matches_the_characters_of_its_kinds(kinds: tuple[Ranges, ...]) -> None:
    every = "".join(map(chr, chain(range(0xD800), range(0xE000, 0x10000))))
    assert sorted(re.findall(f"[{in_pattern(*kinds)}]", every)) == sorted(characters(*kinds))


def test_letters_and_marks_keep_to_themselves_in_the_normal_form() -> None:
    standing = characters(LETTERS, MARKS)
    pairs = ["".join(pair) for pair in pairwise(standing[::7] + standing[::11])]
    assert [normal_form(pair) for pair in pairs] == [normal_form(pair[0]) + normal_form(pair[1]) for pair in pairs]
