"""Has Textual and rich count columns as `lmtui.text.cells` does, so that the layout is what the terminal draws.

Rich counts a mark with a place of its own (का) as no column and a picture with all that is joined to it as two, in
every terminal; most terminals do not.
"""

from __future__ import annotations

from functools import lru_cache

import rich.cells
import rich.segment
import textual._wrap
import textual.widgets._input
from rich.segment import Segment

from lmtui.text import cells

_PER_CHARACTER = (rich.cells, rich.segment, textual._wrap, textual.widgets._input)
"""The modules that have imported the function which counts the columns of a character."""


def patch_widths() -> None:
    """Have Textual and rich count columns as `cells` does. To be called again after `count_as`: they remember."""
    patch_text_widths()
    patch_character_widths()
    patch_segment_splitting()


def patch_text_widths() -> None:
    """Replace what `rich.cells.cell_len`, `set_cell_size`, `split_text` and `chop_cells` call."""
    rich.cells._cell_len = _columns
    rich.cells.split_graphemes = _spans
    rich.cells.cached_cell_len.cache_clear()


def patch_character_widths() -> None:
    """Replace the function with which a place in a text is found column by column."""
    for module in _PER_CHARACTER:
        module.get_character_cell_size = _columns  # type: ignore[attr-defined]


def patch_segment_splitting() -> None:
    """Replace how rich cuts a segment: its steps presuppose its own widths, and may not end with others."""
    Segment._split_cells = classmethod(lru_cache(4096)(_split))  # type: ignore[method-assign, assignment, arg-type]


def _columns(text: str, unicode_version: str = "auto") -> int:
    return cells.columns(text)


def _spans(text: str, unicode_version: str = "auto") -> tuple[list[tuple[int, int, int]], int]:
    found = cells.column_spans(text)
    return found, sum(columns for _, _, columns in found)


def _split(cls: type[Segment], segment: Segment, cut: int) -> tuple[Segment, Segment]:
    """The two parts of a segment; where the cut goes through a wide character, both halves are blank."""
    text, style, control = segment
    place = 0
    for start, end, columns in cells.column_spans(text):
        if place + columns > cut:
            if place == cut:
                return cls(text[:start], style, control), cls(text[start:], style, control)
            left, right = " " * (cut - place), " " * (place + columns - cut)
            return cls(text[:start] + left, style, control), cls(right + text[end:], style, control)
        place += columns
    return segment, cls("", style, control)
