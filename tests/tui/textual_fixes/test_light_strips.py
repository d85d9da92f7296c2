"""Strips without places made in advance are those of Textual: fails when Textual makes strips differently."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.cache import FIFOCache
from textual.color import Color
from textual.filter import Monochrome
from textual.strip import Strip

from lmtui.tui.textual_fixes.light_strips import _AS_MADE, lighten_strips

SEGMENTS = [Segment("the mouse", Style(color="red")), Segment(" ate", Style()), Segment("日本", Style(bold=True))]

MADE: list[Callable[[Strip], object]] = [
    lambda strip: strip.crop(3, 12),
    lambda strip: strip.crop_extend(-2, 30, Style(italic=True)),
    lambda strip: strip.divide([4, 9, 17]),
    lambda strip: strip.adjust_cell_length(30, Style(reverse=True)),
    lambda strip: strip.apply_style(Style(underline=True)),
    lambda strip: strip.apply_filter(Monochrome(), Color.parse("black")),
    lambda strip: strip.apply_offsets(3, 5),
    lambda strip: [strip.text, strip.cell_length, strip.cell_count, strip.link_ids],
]


@pytest.fixture(autouse=True)
def light() -> None:
    lighten_strips()


def test_each_attribute_is_that_of_an_ordinary_strip() -> None:
    for name in Strip.__slots__:
        ordinary, light = getattr(_AS_MADE, name), getattr(Strip([]), name)
        assert type(light) is type(ordinary)
        assert light._maxsize == ordinary._maxsize if isinstance(light, FIFOCache) else light == ordinary
    assert not hasattr(_AS_MADE, "something_else")
    assert not hasattr(Strip([]), "something_else")


def test_a_place_is_made_once_and_for_one_strip() -> None:
    one, other = Strip(SEGMENTS), Strip(SEGMENTS)
    assert one.crop(1, 5) is one.crop(1, 5)
    assert one.crop(1, 5) is not other.crop(1, 5)
    assert one._crop_cache is not other._crop_cache


@pytest.mark.parametrize("make", MADE)
def test_what_is_made_of_a_strip_is_what_is_made_of_an_ordinary_one(make: Callable[[Strip], object]) -> None:
    ordinary = Strip([])  # by its parts, as `Strip.__init__` is another one now
    for name in Strip.__slots__:
        kept = getattr(_AS_MADE, name)
        setattr(ordinary, name, FIFOCache(kept._maxsize) if isinstance(kept, FIFOCache) else kept)
    ordinary._segments = SEGMENTS
    assert make(Strip(SEGMENTS)) == make(ordinary)
