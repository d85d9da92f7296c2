"""Each private name by which Textual and rich are made to count: its test fails when Textual or rich changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import rich.cells
import rich.segment
import textual._wrap
import textual.widgets._input
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual.strip import Strip

from lmtui.text.cells import Widths, columns, use_widths, widths_in_use
from lmtui.tui.textual_fixes.cell_widths import patch_widths

WAYS = [Widths(), Widths(spacing_mark=0), Widths(joined_picture=2, skin_tone=2, lone_indicator=1, picture_selector=0)]
PARTS = ["a", "é", "e\u0301", "का", "漢", "👩\u200d🚀", "👍🏽", "🇸🇪", "🇸", "❤\ufe0f", "☰", "ကွ", " "]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=9).map("".join)


@pytest.fixture(params=WAYS, ids=["unknown", "no marks", "apart"])
def _counting(request: pytest.FixtureRequest) -> Iterator[None]:
    before = widths_in_use()
    use_widths(request.param)
    patch_widths()
    yield
    use_widths(before)
    patch_widths()


pytestmark = pytest.mark.usefixtures("_counting")


# The second is longer than the texts of which rich keeps the width.
@pytest.mark.parametrize("text", ["".join(PARTS), "x" + "".join(PARTS) * 25, *PARTS])
def test_count_texts_alike(text: str) -> None:
    assert rich.cells.cell_len(text) == rich.cells.cached_cell_len(text) == columns(text)
    assert Segment(text).cell_length == columns(text)
    assert Strip([Segment(text)]).cell_length == columns(text)
    for width in range(columns(text) + 2):
        assert columns(rich.cells.set_cell_size(text, width)) == width
    assert "".join(rich.cells.chop_cells(text, 3)) == text
    assert all(columns(line) <= 3 for line in rich.cells.chop_cells(text, 3))


@pytest.mark.parametrize("module", [rich.cells, rich.segment, textual._wrap, textual.widgets._input])
def test_count_characters_alike(module: object) -> None:
    for char in "aé漢\u093e🇸☰\u103d\u0301":
        assert getattr(module, "get_character_cell_size")(char) == columns(char)  # noqa: B009 -- the name is the point


@given(TEXTS, st.integers(0, 20))
def test_split_segments_alike(text: str, cut: int) -> None:
    """The two halves are as wide as the whole; nothing but a character that is cut is lost."""
    left, right = Segment(text).split_cells(cut)
    assert left.cell_length == min(cut, columns(text))
    assert left.cell_length + right.cell_length == columns(text)
    assert text.startswith(left.text.rstrip(" ")) or "  " in left.text or left.text.endswith(" ")
    assert text.endswith(right.text.lstrip(" "))


@given(TEXTS, st.integers(0, 12), st.integers(0, 12))
def test_a_strip_that_is_cropped_has_the_columns_that_were_asked_for(text: str, start: int, width: int) -> None:
    strip = Strip([Segment(text), Segment(" " * 30)])
    assert strip.crop(start, start + width).cell_length == width
    assert sum(columns(segment.text) for segment in strip.crop(start, start + width)) == width
