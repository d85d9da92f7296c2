"""Grapheme clusters: what a reader takes for one character, nearly as in UAX #29. The screen never cuts one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from lmtui.text.cells import ZERO_WIDTH_JOINER, WidthKind, column_spans, columns, is_picture, kind_of

_AM = "\u0e33\u0eb3"  # letters of Thai and Lao that belong to the letter before
_LONGEST_CLUSTER = 100  # characters


def clusters(text: str) -> Iterator[str]:
    """The clusters of a text."""
    start = 0
    for end in _ends(text):
        yield text[start:end]
        start = end


def cluster_before(text: str, place: int) -> int:
    """The place where the cluster before a place begins, or the cluster around that place; 0 at the beginning."""
    if text.isascii():
        return max(place - 1, 0)
    from_here = max(place - _LONGEST_CLUSTER, 0)
    return max((from_here + end for end in _ends(text[from_here:]) if from_here + end < place), default=from_here)


def cluster_after(text: str, place: int) -> int:
    """The place where the cluster at a place, or around it, ends; the length of the text at its end."""
    if text.isascii():
        return min(place + 1, len(text))
    from_here = max(place - _LONGEST_CLUSTER, 0)
    ends = (from_here + end for end in _ends(text[from_here : place + _LONGEST_CLUSTER]))
    return next((end for end in ends if end > place), len(text))


def fitting_beginning(text: str, room: int) -> str:
    """The longest beginning of a text, in whole clusters, that has room in this many columns."""
    if text.isascii() and text.isprintable():
        return text[: max(room, 0)]
    taken = 0
    for cluster in clusters(text):
        room -= columns(cluster)
        if room < 0:
            break
        taken += len(cluster)
    return text[:taken]


def fitting_end(text: str, room: int) -> str:
    """The longest end of a text, in whole clusters, that has room in this many columns."""
    start = len(text)
    for cluster in reversed(list(clusters(text))):
        room -= columns(cluster)
        if room < 0:
            break
        start -= len(cluster)
    return text[start:]


def cut_into_lines(text: str, width: int) -> list[str]:
    """Cut a text into lines between its clusters; a cluster that is wider than a line is cut itself.

    Args:
        width: the most columns a line may have; at least two.
    """
    lines: list[str] = []
    while text:
        line = fitting_beginning(text, width) or _part(text, width)
        lines.append(line)
        text = text[len(line) :]
    return lines


def _part(text: str, room: int) -> str:
    """The longest beginning of a text that has room in this many columns, clusters being cut."""
    taken = 0
    for _, end, wide in column_spans(text):
        room -= wide
        if room < 0:
            break
        taken = end
    return text[:taken]


def _ends(text: str) -> Iterator[int]:
    """The places where the clusters of a text end."""
    indicators = 0
    base = before = ""  # the first character of the present cluster, and the last one seen
    for place, char in enumerate(text):
        kind = kind_of(char)
        goes_on = before != "" and (
            indicators % 2 == 1
            if kind is WidthKind.INDICATOR
            else _continues(char, before, base) and before not in "\r\n"
        )
        if place and not goes_on:
            yield place
        indicators = indicators + 1 if kind is WidthKind.INDICATOR else 0
        base, before = base if goes_on else char, char
    if text:
        yield len(text)


def _continues(char: str, before: str, base: str) -> bool:
    """Whether a character belongs to the one before it."""
    kind = kind_of(char)
    if before == ZERO_WIDTH_JOINER and is_picture(char):
        return is_picture(base)
    if kind is WidthKind.NONE:
        return unicodedata.category(char) != "Cc"
    return char in _AM or kind in (WidthKind.SPACING_MARK, WidthKind.NEW_MARK, WidthKind.SKIN_TONE)
