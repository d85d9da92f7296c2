"""What a reader takes for one character each, nearly as UAX #29 has it, so that the screen never cuts one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from lmtui.text.cells import ZERO_WIDTH_JOINER, Kind, columns, is_picture, kind_of, spans

_AM = "\u0e33\u0eb3"  # of Thai and Lao: letters that belong to the one before
_LONGEST_CLUSTER = 100  # characters; so many around a place are looked at


def clusters(text: str) -> Iterator[str]:
    """The clusters of a text."""
    start = 0
    for end in _ends(text):
        yield text[start:end]
        start = end


def cluster_before(text: str, place: int) -> int:
    """Where the cluster begins that ends at a place, or goes on beyond it; 0 at the beginning."""
    if text.isascii():
        return max(place - 1, 0)
    from_here = max(place - _LONGEST_CLUSTER, 0)
    return max((from_here + end for end in _ends(text[from_here:]) if from_here + end < place), default=from_here)


def cluster_after(text: str, place: int) -> int:
    """Where the cluster ends that begins at a place, or before it and goes on; the length at the end."""
    if text.isascii():
        return min(place + 1, len(text))
    from_here = max(place - _LONGEST_CLUSTER, 0)
    ends = (from_here + end for end in _ends(text[from_here : place + _LONGEST_CLUSTER]))
    return next((end for end in ends if end > place), len(text))


def beginning(text: str, room: int) -> str:
    """As many whole clusters from the beginning of a text as have room in so many columns."""
    if text.isascii() and text.isprintable():
        return text[: max(room, 0)]
    taken = 0
    for cluster in clusters(text):
        room -= columns(cluster)
        if room < 0:
            break
        taken += len(cluster)
    return text[:taken]


def chopped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many columns, at least two, cut between clusters, or in one wider than that."""
    lines: list[str] = []
    while text:
        line = beginning(text, width) or _part(text, width)
        lines.append(line)
        text = text[len(line) :]
    return lines


def _part(text: str, room: int) -> str:
    """As much of a text as has room."""
    taken = 0
    for _, end, wide in spans(text):
        room -= wide
        if room < 0:
            break
        taken = end
    return text[:taken]


def _ends(text: str) -> Iterator[int]:
    """Where clusters end."""
    indicators = 0
    base = before = ""  # what a cluster stands on, and the last character
    for place, char in enumerate(text):
        kind = kind_of(char)
        goes_on = before != "" and (
            indicators % 2 == 1 if kind is Kind.INDICATOR else _continues(char, before, base) and before not in "\r\n"
        )
        if place and not goes_on:
            yield place
        indicators = indicators + 1 if kind is Kind.INDICATOR else 0
        base, before = base if goes_on else char, char
    if text:
        yield len(text)


def _continues(char: str, before: str, base: str) -> bool:
    """Whether a character belongs to the one before it."""
    kind = kind_of(char)
    if before == ZERO_WIDTH_JOINER and is_picture(char):
        return is_picture(base)
    if kind is Kind.NONE:
        return unicodedata.category(char) != "Cc"
    return char in _AM or kind in (Kind.SPACING_MARK, Kind.NEW_MARK, Kind.SKIN_TONE)
