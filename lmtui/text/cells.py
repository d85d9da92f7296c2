"""How many columns a terminal gives a text: one rule for the screen and for what commands print.

A character takes no column, one or two by its category and its East Asian width (Unicode's UAX #11). Terminals agree
on most characters. Of the few kinds they do not agree on, the program measures the widths (`tui/wire/width_probe.py`)
and passes these to `use_widths`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

ZERO_WIDTH_JOINER, TEXT_SELECTOR, PICTURE_SELECTOR = "\u200d", "\ufe0e", "\ufe0f"


@dataclass(frozen=True)
class Widths:
    """The widths that terminals do not agree on, in columns.

    The defaults, used until a terminal is measured, are rather wide than narrow: a column too many stays blank; with
    a column too few, one character would be drawn over another.

    Attributes:
        spacing_mark: a mark that has a place of its own (general category Mc), as the vowel in का.
        new_mark: a mark without a place of its own (Mn, Me) that Unicode 3.2 did not have, as the medial in ကွ.
        joined_picture: the picture that follows a joiner, as in 👩‍🚀.
        joined_letter: the letter that follows a joiner, as in क्‍ष.
        skin_tone: a skin tone after a picture.
        flag: both letters of a flag.
        lone_indicator: one letter of a flag, alone.
        picture_selector: the selector U+FE0F after a narrow picture, as in ❤️.
        keycap: the selector U+FE0F after a digit, as in 1️⃣.
        text_selector: a wide picture with the selector U+FE0E, as in ⌚︎.
        measured: whether the terminal was measured.
    """

    spacing_mark: int = 1
    new_mark: int = 0
    joined_picture: int = 0
    joined_letter: int = 1
    skin_tone: int = 0
    flag: int = 2
    lone_indicator: int = 2
    picture_selector: int = 1
    keycap: int = 1
    text_selector: int = 2
    measured: bool = False


class WidthKind(Enum):
    """The kinds of characters that are counted differently."""

    NONE = 0  # takes no column
    NARROW = 1
    WIDE = 2
    SPACING_MARK = 3
    NEW_MARK = 4
    SKIN_TONE = 5
    INDICATOR = 6


PREPENDED = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_TAKEN_FOR_WIDE = (  # narrow before Unicode 16, or narrow by rule and wide in the tables of the C library
    *((0x2630, 0x2637), (0x268A, 0x268F), (0x3248, 0x324F), (0x4DC0, 0x4DFF)),
    *((0x1D300, 0x1D356), (0x1D360, 0x1D376)),
)
_VOWELS_AND_FINALS = ((0x1160, 0x11FF), (0xD7B0, 0xD7C6), (0xD7CB, 0xD7FB))  # of Hangul: drawn in the first's columns
_PICTURES = (0x1F000, 0x1FAFF)
_WIDE_IF_UNKNOWN = (_PICTURES, (0x20000, 0x3FFFD))  # pictures and ideographs that are newer than our tables
_NARROW_PICTURES = frozenset("©®‼⁉™ℹ↔▶◀◻◼〰〽")  # besides those of category So
_KEYCAP = "\u20e3"
KEYS = frozenset("#*0123456789")
"""The characters that a keycap can show."""

# Joiners, selectors, letters of flags, skin tones: how wide they are depends on what is before them.
_DEPENDS_ON_OTHERS = re.compile("[\u200d\ufe0e\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")

# ASCII, Latin, dashes and quotes, arrows, mathematical signs, boxes and blocks, narrow geometric shapes.
_PLAIN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u22ff\u2500-\u25fc]*")

_widths = Widths()


def use_widths(widths: Widths) -> None:
    """Count columns with these widths from now on, in the whole process."""
    global _widths
    _widths = widths
    _columns_alone.cache_clear()
    column_bounds.cache_clear()


def widths_in_use() -> Widths:
    """The widths that columns are counted with."""
    return _widths


def _among(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


@lru_cache(4096)
def kind_of(char: str) -> WidthKind:
    """The kind of a character."""
    code, category = ord(char), unicodedata.category(char)
    if category == "Cc" or _among(code, _VOWELS_AND_FINALS):
        return WidthKind.NONE
    if category == "Cf":
        return WidthKind.NARROW if char == "\xad" or char in PREPENDED else WidthKind.NONE
    if category in ("Mn", "Me"):
        is_new = unicodedata.ucd_3_2_0.category(char) == "Cn"
        return WidthKind.NEW_MARK if is_new and not 0xE0100 <= code <= 0xE01EF else WidthKind.NONE
    if category == "Mc":
        return WidthKind.SPACING_MARK
    if 0x1F3FB <= code <= 0x1F3FF:
        return WidthKind.SKIN_TONE
    if 0x1F1E6 <= code <= 0x1F1FF:
        return WidthKind.INDICATOR
    if category == "Cn":
        return WidthKind.WIDE if _among(code, _WIDE_IF_UNKNOWN) else WidthKind.NARROW
    wide = unicodedata.east_asian_width(char) in "WF" or _among(code, _TAKEN_FOR_WIDE)
    return WidthKind.WIDE if wide else WidthKind.NARROW


@lru_cache(4096)
def is_picture(char: str) -> bool:
    """Whether a character is a symbol or a picture, to which selectors and joiners apply."""
    return unicodedata.category(char) == "So" or char in _NARROW_PICTURES or _among(ord(char), (_PICTURES,))


def is_drawn_whole(char: str) -> bool:
    """Whether a character together with those joined to it is one picture."""
    return is_picture(char) or kind_of(char) is WidthKind.INDICATOR or char == _KEYCAP


class _SpanFinder:
    """Cuts a text into spans: a character that takes columns, with those after it that take no further column."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int, int]] = []
        self._base = ""  # the character that the last marks and selectors belong to
        self._indicators = 0

    def put(self, place: int, char: str, before: str) -> None:
        """Take up the next character."""
        kind = kind_of(char)
        self._indicators = self._indicators + 1 if kind is WidthKind.INDICATOR else 0
        if char in (TEXT_SELECTOR, PICTURE_SELECTOR):
            self._select(place, char, before)
        elif kind is WidthKind.NONE:
            self._add(place, 0)
        elif kind is WidthKind.NEW_MARK:
            self._add(place, _widths.new_mark)
        elif kind is WidthKind.SPACING_MARK:
            wide = 2 if unicodedata.east_asian_width(char) in "WF" else 1
            self._add(place, _widths.spacing_mark * wide)
        elif before == ZERO_WIDTH_JOINER and self._joins(char):
            self._add(place, 0)
        elif kind is WidthKind.SKIN_TONE and self._base and is_picture(self._base) and not _widths.skin_tone:
            self._add(place, 0, at_least=2)
        elif kind is WidthKind.INDICATOR:
            self._indicate(place, char)
        else:
            self._base = char
            self.found.append((place, place + 1, 1 if kind is WidthKind.NARROW else 2))

    def _add(self, place: int, width: int, at_least: int = 0) -> None:
        """Add a character of no width to the last span; of any other width, begin a span of that width."""
        if width or not self.found:
            self.found.append((place, place + 1, width))
        else:
            start, _, columns = self.found[-1]
            self.found[-1] = (start, place + 1, max(columns, at_least))

    def _joins(self, char: str) -> bool:
        if not self.found or not self.found[-1][2]:
            return False
        pictures = is_picture(char) and bool(self._base) and is_picture(self._base)
        return not (_widths.joined_picture if pictures else _widths.joined_letter)

    def _select(self, place: int, selector: str, before: str) -> None:
        self._add(place, 0)
        start, end, columns = self.found[-1]
        if before != self._base or not before:
            return
        if selector == TEXT_SELECTOR and columns == 2 and is_picture(before):
            columns = _widths.text_selector
        elif selector == PICTURE_SELECTOR and columns == 1 and (before in KEYS or is_picture(before)):
            columns += _widths.keycap if before in KEYS else _widths.picture_selector
        self.found[-1] = (start, end, columns)

    def _indicate(self, place: int, char: str) -> None:
        """Take up a letter of a flag: two are one span, unless the terminal draws both letters."""
        self._base = char
        if self._indicators == 2 and _widths.flag != 2 * _widths.lone_indicator:
            self._indicators = 0
            self._add(place, 0)
            start, end, _ = self.found[-1]
            self.found[-1] = (start, end, _widths.flag)
        else:
            self.found.append((place, place + 1, _widths.lone_indicator))


def is_plain(text: str) -> bool:
    """Whether a text has no other characters than such as are drawn as they are, each in one column."""
    return _PLAIN.fullmatch(text) is not None


def column_spans(text: str) -> list[tuple[int, int, int]]:
    """(start, end, columns) of each part of a text that has columns of its own, one after another without gaps.

    A part has one column or two. Only the first part can have none: a mark without a character that it belongs to.
    """
    if is_plain(text):
        return [(place, place + 1, 1) for place in range(len(text))]
    finder = _SpanFinder()
    before = ""
    for place, char in enumerate(text):
        finder.put(place, char, before)
        before = char
    return finder.found


def columns(text: str) -> int:
    """How many columns a terminal gives a text."""
    if is_plain(text):
        return len(text)
    if not _DEPENDS_ON_OTHERS.search(text):
        return sum(map(_columns_alone, text))
    return sum(width for _, _, width in column_spans(text))


@lru_cache(4096)
def _columns_alone(char: str) -> int:
    return column_spans(char)[0][2]


def is_unknown(char: str) -> bool:
    """Whether a code point is not assigned, and not in a range where new pictures and ideographs are added."""
    return unicodedata.category(char) == "Cn" and not _among(ord(char), _WIDE_IF_UNKNOWN)


_STAND_INS = {"\xad": "¬", **dict.fromkeys("\u115f\u3164\uffa0", "␣"), **dict.fromkeys("\u2028\u2029", "\ufffd")}


def drawn_as(part: str) -> str:
    """The text to draw for one part of `column_spans`; it takes no more columns than the part has.

    Most parts are drawn as they are. A soft hyphen, the fillers of Hangul and unassigned code points have stand-ins,
    since terminals do not agree on how to draw them. A joiner at the end is left out, since tmux would join it to
    whatever comes next.
    """
    if part[0] in _STAND_INS:
        return _STAND_INS[part[0]]
    if is_unknown(part[0]):
        return "\ufffd"
    return "".join(char for char in part if not is_unknown(char)).rstrip(ZERO_WIDTH_JOINER) or " "


@lru_cache(4096)
def is_certain(cluster: str) -> bool:
    """Whether all terminals agree on the columns: Latin, Greek, Cyrillic, box drawing and block elements."""
    if len(cluster) != 1:
        return cluster.isascii()
    return (code := ord(cluster)) < 0x300 or 0x370 <= code < 0x483 or 0x2500 <= code < 0x2600


@lru_cache(4096)
def column_bounds(cluster: str) -> tuple[int, int]:
    """The fewest and the most columns that some terminal takes to draw one part of `column_spans`."""
    width = columns(cluster)
    if is_certain(cluster):
        return width, width
    wide = kind_of(cluster[0]) is WidthKind.WIDE
    most = 2 if len(cluster) == 1 else max(sum(2 for char in cluster if kind_of(char) is not WidthKind.NONE), width)
    if unicodedata.category(cluster[0]) == "Cn" or _among(ord(cluster[0]), _TAKEN_FOR_WIDE):
        return 0, most
    if _widths.measured and (wide or len(cluster) > 1 or kind_of(cluster[0]) is not WidthKind.NARROW):
        return width, width
    if len(cluster) == 1 and wide:
        return 2, 2
    return 0 if kind_of(cluster[0]) in (WidthKind.SPACING_MARK, WidthKind.NEW_MARK) else 1, most
