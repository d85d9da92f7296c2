"""The lines of the help are as wide as the page at most, and an entry stands in one column of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from lmtui.tui.action import Place
from lmtui.tui.glyphs import ASCII, UNICODE
from lmtui.tui.help_lines import TWO_COLUMNS, help_lines
from lmtui.tui.key_names import KeyNames


def lines_of(width: int, ascii_only: bool = False, place: Place | None = None) -> list[str]:
    glyphs = ASCII if ascii_only else UNICODE
    return ["".join(text for text, _ in line) for line in help_lines(width, KeyNames(), glyphs, place)]


@settings(max_examples=8)
@given(st.integers(50, 130), st.booleans())
def test_no_line_is_wider_than_the_page(width: int, ascii_only: bool) -> None:
    lines = lines_of(width, ascii_only)
    assert all(cell_len(line.rstrip()) <= width for line in lines)
    assert not ascii_only or "".join(lines).isascii()


def test_what_goes_on_hangs_below_its_beginning() -> None:
    lines = lines_of(68)
    first = next(number for number, line in enumerate(lines) if "cancel a training" in line)
    column = lines[first].index("cancel")
    assert lines[first + 1][:column].isspace()
    assert not lines[first + 1][column].isspace()


def test_the_same_words_stand_in_one_column_and_in_two() -> None:
    one, two = lines_of(TWO_COLUMNS - 1), lines_of(TWO_COLUMNS)
    assert sorted(" ".join(one).split()) == sorted(" ".join(two).split())
    assert len(two) < 0.8 * len(one)


@pytest.mark.parametrize(("place", "title"), [(Place.TABLE, "In the table"), (Place.CHOICE, "In the settings")])
def test_the_keys_of_where_one_is_come_first(place: Place, title: str) -> None:
    lines = lines_of(68, place=place)
    titles = [line for line in lines[lines.index("The ideas") + 1 :] if line[:1].strip()]
    assert titles[0].startswith(title)
