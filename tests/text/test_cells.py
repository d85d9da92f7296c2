"""Columns are counted as terminals count them, by characters and by what is joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lmtui.text.cells import (
    WidthKind,
    Widths,
    column_bounds,
    column_spans,
    columns,
    drawn_as,
    is_certain,
    is_plain,
    kind_of,
    use_widths,
    widths_in_use,
)
from lmtui.text.safety import visible

TMUX = Widths(
    joined_letter=0, skin_tone=2, lone_indicator=1, picture_selector=0, keycap=0, measured=True
)  # tmux 3.3a with the C library's table, and what it said
SCREEN = Widths(
    new_mark=1, joined_picture=2, skin_tone=2, lone_indicator=1, picture_selector=0, keycap=0, measured=True
)  # GNU screen 4.9
NO_MARKS = Widths(spacing_mark=0, text_selector=1, measured=True)  # terminals that count clusters
WAYS = {"unknown": Widths(), "tmux": TMUX, "screen": SCREEN, "clusters": NO_MARKS}


@pytest.fixture
def counting() -> Iterator[None]:
    before = widths_in_use()
    yield
    use_widths(before)


# In the order of WAYS.
_COUNTED = {
    "abc": (3, 3, 3, 3),
    "é": (1, 1, 1, 1),
    "e\u0301": (1, 1, 1, 1),
    "Ж": (1, 1, 1, 1),
    "漢字": (4, 4, 4, 4),
    "한국": (4, 4, 4, 4),
    "\u1112\u1161\u11ab": (2, 2, 2, 2),
    "か\u3099": (2, 2, 2, 2),
    "ｶﾞ": (2, 2, 2, 2),
    "Ａ": (2, 2, 2, 2),
    "का": (2, 2, 2, 1),
    "की": (2, 2, 2, 1),
    "क्ष": (2, 2, 2, 2),
    "क\u094d\u200dष": (2, 1, 2, 2),
    "क\u094d\u200cष": (2, 2, 2, 2),
    "কো": (2, 2, 2, 1),
    "கொ": (2, 2, 2, 1),
    "ကျွေး": (4, 4, 5, 1),
    "ខ្មែ": (3, 3, 3, 2),
    "กี่": (1, 1, 1, 1),
    "กำ": (2, 2, 2, 2),
    "ກໍ່": (1, 1, 1, 1),
    "ཀྲི": (1, 1, 1, 1),
    "بَّ": (1, 1, 1, 1),
    "שָׁ": (1, 1, 1, 1),
    "😀": (2, 2, 2, 2),
    "👩\u200d🚀": (2, 2, 4, 2),
    "👨\u200d👩\u200d👧": (2, 2, 6, 2),
    "👍🏽": (2, 4, 4, 2),
    "🏽": (2, 2, 2, 2),
    "☝🏽": (2, 3, 3, 2),
    "🏃🏽\u200d♀\ufe0f": (2, 4, 5, 2),
    "🇸🇪": (2, 2, 2, 2),
    "🇸": (2, 1, 1, 2),
    "🇸🇪🇩": (4, 3, 3, 4),
    "❤\ufe0f": (2, 1, 1, 2),
    "❤": (1, 1, 1, 1),
    "❤\ufe0e": (1, 1, 1, 1),
    "⌚\ufe0e": (2, 2, 2, 1),
    "1\ufe0f\u20e3": (2, 1, 1, 2),
    "🏳\ufe0f\u200d🌈": (2, 1, 3, 2),
    "a\ufe0f": (1, 1, 1, 1),
    "…": (1, 1, 1, 1),
    "\ue000": (1, 1, 1, 1),
    "\u3000": (2, 2, 2, 2),
    "a\u200bb": (2, 2, 2, 2),
    "葛\U000e0100": (2, 2, 2, 2),
    "\u0301": (0, 0, 0, 0),
    "\u200d": (0, 0, 0, 0),
    "": (0, 0, 0, 0),
}


@pytest.mark.usefixtures("counting")
@pytest.mark.parametrize("text", _COUNTED)
def test_columns(text: str) -> None:
    found = []
    for widths in WAYS.values():
        use_widths(widths)
        found.append(columns(text))
    assert tuple(found) == _COUNTED[text]


_PARTS = [
    *"ab é漢한😀🏽🇸🇪❤⌚1#क\u094d\u093e\u200d\u200c\ufe0e\ufe0f\u0301\u20e3က\u103dᄒ\u1161",
    "👩\u200d🚀",
    "\u0378",
    "\u2630",
]
TEXTS = st.lists(st.sampled_from(_PARTS), max_size=12).map("".join)
_WAYS = st.sampled_from(list(WAYS.values()))


@pytest.mark.usefixtures("counting")
@given(TEXTS, _WAYS)
@example("\u200d🚀", TMUX)
@example("🇸🇪🇸", NO_MARKS)
def test_spans_have_no_gaps_and_at_most_two_columns(text: str, widths: Widths) -> None:
    use_widths(widths)
    found = column_spans(text)
    assert "".join(text[start:end] for start, end, _ in found) == text
    assert all(width in (1, 2) for _, _, width in found[1:])
    assert all(width in (0, 1, 2) for _, _, width in found[:1])
    assert columns(text) == sum(width for _, _, width in found)


@pytest.mark.usefixtures("counting")
@given(TEXTS, _WAYS)
def test_what_is_drawn_has_no_more_columns_and_nothing_that_is_no_character(text: str, widths: Widths) -> None:
    use_widths(widths)
    for start, end, width in column_spans(text):
        if width:
            instead = drawn_as(text[start:end])
            assert 1 <= columns(instead) <= width
            assert "\u0378" not in instead
            assert not instead.endswith("\u200d")


@pytest.mark.usefixtures("counting")
@given(TEXTS)
def test_what_is_not_measured_lies_between_its_bounds(text: str) -> None:
    """However a terminal counts: a part is in no more columns than the bounds say, and in no fewer."""
    use_widths(Widths())
    parts = [(text[start:end], column_bounds(text[start:end])) for start, end, width in column_spans(text) if width]
    for widths in WAYS.values():
        use_widths(widths)
        for part, (least, most) in parts:
            assert least <= columns(part) <= most, (part, widths)


def test_plain_characters_are_drawn_as_they_are_and_each_in_one_column() -> None:
    plain = [char for char in map(chr, range(0x10000)) if is_plain(char)]
    assert {*"aé─█∞≤→…–“"} <= {*plain}
    for char in plain:
        assert (kind_of(char), drawn_as(char), visible(char)) == (WidthKind.NARROW, char, char)
    for text in ("a\n", "e\u0301", "\xad", "漢字", "❤\ufe0f"):
        assert not is_plain(text)


def test_what_all_terminals_agree_on_has_one_width() -> None:
    for char in [*"aé─█ЖΩ ", "漢", "한"]:
        assert len(set(column_bounds(char))) == 1
    assert is_certain("─")
    assert not is_certain("…")
    assert column_bounds("…") == (1, 2)


@pytest.mark.usefixtures("counting")
def test_what_was_measured_is_believed() -> None:
    assert column_bounds("❤\ufe0f") == (1, 2)
    use_widths(TMUX)
    assert column_bounds("❤\ufe0f") == (1, 1)
    use_widths(replace(TMUX, picture_selector=1))
    assert column_bounds("❤\ufe0f") == (2, 2)


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("a", "a"),
        ("e\u0301", "e\u0301"),
        ("\u00ad", "¬"),
        ("\u3164", "␣"),
        ("\u0378", "\ufffd"),
        ("\ufdd0", "\ufffd"),
        ("👩\u200d", "👩"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("\U0001fae8", "\U0001fae8"),
        ("\ue000", "\ue000"),
    ],
)
def test_drawn(part: str, instead: str) -> None:
    assert drawn_as(part) == instead
