"""A text is cut between what a reader takes for characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lmtui.text.cells import columns
from lmtui.text.clusters import (
    cluster_after,
    cluster_before,
    clusters,
    cut_into_lines,
    fitting_beginning,
    fitting_end,
)


@pytest.mark.parametrize(
    "parts",
    [
        ["a", "b"],
        ["e\u0301", "x"],
        ["का", "का"],
        ["कि", "ता", "ब"],
        ["မြ", "န်", "မာ"],
        ["ភា", "សា"],
        ["กำ", "ลั", "ง"],
        ["தி", "ரு"],
        ["بَّ", "ك"],
        ["שָׁ", "ל"],
        ["\u1112\u1161\u11ab", "글"],
        ["👩\u200d🚀", "👍🏽", "🇸🇪", "🇩🇪", "1\ufe0f\u20e3", "❤\ufe0f", "🏳\ufe0f\u200d🌈"],
        ["漢", "字"],
        ["می\u200cخ"[:1], "ی\u200c", "خ"],
        ["\r", "\n"],
    ],
)
def test_clusters(parts: list[str]) -> None:
    assert list(clusters("".join(parts))) == parts


_TEXTS = st.lists(
    st.sampled_from(["a", "é", "e\u0301", "का", "👩\u200d🚀", "👍🏽", "🇸", "漢", "\u0301", "\u200d", "กำ", " "]),
    max_size=9,
).map("".join)


@given(_TEXTS)
def test_a_cursor_goes_from_cluster_to_cluster_and_back(text: str) -> None:
    ends, place = [0], 0
    for cluster in clusters(text):
        place += len(cluster)
        ends.append(place)
        assert cluster_after(text, ends[-2]) == place
        assert cluster_before(text, place) == ends[-2]
    assert cluster_after(text, len(text)) == len(text)
    assert cluster_before(text, 0) == 0


def test_from_within_a_cluster_it_goes_to_its_ends() -> None:
    text = "a👩\u200d🚀b"
    assert [cluster_before(text, place) for place in range(6)] == [0, 0, 1, 1, 1, 4]
    assert [cluster_after(text, place) for place in range(6)] == [1, 4, 4, 4, 5, 5]


@given(_TEXTS, st.integers(-1, 12))
def test_the_beginning_has_room_and_one_cluster_more_has_not(text: str, room: int) -> None:
    kept = fitting_beginning(text, room)
    assert text.startswith(kept)
    assert columns(kept) <= max(room, 0)
    if kept != text:
        assert columns(text[: cluster_after(text, len(kept))]) > room


@given(_TEXTS, st.integers(-1, 12))
def test_the_end_has_room_and_one_cluster_more_has_not(text: str, room: int) -> None:
    kept = fitting_end(text, room)
    assert text.endswith(kept)
    assert columns(kept) <= max(room, 0)
    if kept != text:
        cut = [*clusters(text)]
        longer = next("".join(cut[place:]) for place in range(len(cut)) if "".join(cut[place + 1 :]) == kept)
        assert sum(map(columns, clusters(longer))) > room


@given(_TEXTS, st.integers(2, 12))
def test_lines_are_no_wider_than_they_may_be_and_lose_nothing(text: str, width: int) -> None:
    lines = cut_into_lines(text, width)
    assert "".join(lines) == text
    assert all(lines)
    assert all(columns(line) <= width for line in lines)


def test_a_cluster_wider_than_a_line_is_cut() -> None:
    assert cut_into_lines("ကျွေး", 2) == ["ကျွ", "ေး"]
