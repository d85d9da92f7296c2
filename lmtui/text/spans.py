"""Where the tokens of a long text begin and end, found for all of them at once by the classes of its bytes.

A short text, such as a prompt, is cut by the patterns of its tokenizer (`lmtui.text.tokenizers`), one token after the
other. The same tokens are found here in a tenth of the time: bytes become classes by a table, and what holds of one
token is computed for all of them as arrays. Letters and signs of Latin, Greek, Cyrillic and East Asian scripts have a
class, too, where they are cut alike whatever stands beside them. Other characters are few in many texts; the
stretches between blanks that hold one are left to the patterns.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from lmtui.text import east_asian
from lmtui.text.tokenizers import Tokenizer, is_simple_character
from lmtui.text.units import UNIT_BREAK

Places = npt.NDArray[np.int64]

PADDING = 8
"""How many bytes at the end of `Spans.data` belong to no token."""

_BLANK, _MARK, _LETTER, _DIGIT, _BEYOND = range(5)  # classes of bytes; a mark is a token by itself
_JOIN_WORDS, _JOIN_DIGITS = b"'-", b".,"
_ASCII = [chr(code) for code in range(0x80)]
_EAST_ASIAN = {_LETTER: east_asian.LETTERS, _MARK: east_asian.MARKS, _BLANK: east_asian.BLANKS}
_MOSTLY_BEYOND = 0.2  # share of the bytes; of a text with more, the patterns cut all


@dataclass(frozen=True)
class Spans:
    """The places of N tokens, one after another.

    Attributes:
        data: the bytes in which the tokens stand, in UTF-8, and `PADDING` bytes more.
        starts: int64 [N], where each begins; not ascending where the patterns have cut a part of the text.
        ends: int64 [N].
    """

    data: bytes
    starts: Places
    ends: Places

    def tokens(self, which: npt.NDArray[np.integer]) -> list[bytes]:
        """The bytes of the tokens with these numbers."""
        data = self.data
        places = zip(self.starts[which].tolist(), self.ends[which].tolist(), strict=True)
        return [data[start:end] for start, end in places]


def find_spans(text: str, tokenizer: Tokenizer) -> Spans | None:
    """The tokens of a prepared text, each `UNIT_BREAK` being one, too: those of `Tokenizer.tokens_between`.

    Returns:
        None for a text that is left to `Tokenizer.tokens_between`: one that holds bytes that are not UTF-8, NUL, or
        much beyond ASCII.
    """
    try:
        data = f" {text} ".encode() + bytes(PADDING - 1)
    except UnicodeEncodeError:
        return None
    if b"\0" in data[:-PADDING]:
        return None
    if tokenizer.name == "char":
        return _characters(data) if tokenizer.is_simple(text) else None
    classes = np.frombuffer(bytearray(data).translate(_CLASSES[tokenizer.name]), np.uint8)
    beyond = tails = np.empty(0, np.int64)
    if not text.isascii() and tokenizer.name == "word":
        beyond, tails = _classify_beyond_ascii(data, classes)
    if len(beyond) > _MOSTLY_BEYOND * len(data):
        return None
    from_patterns = _cut_by_patterns(data, classes, beyond, tokenizer) if len(beyond) else None
    starts, ends = _runs_and_marks(data, classes, tails, joins=tokenizer.name == "word")
    return from_patterns.inserted(data, starts, ends) if from_patterns else Spans(data, starts, ends)


def _class_of_word(char: str) -> int:
    if char == UNIT_BREAK:
        return _MARK
    if char.isspace():
        return _BLANK
    return _DIGIT if char.isdigit() else _LETTER if char.isalpha() or char == "_" else _MARK


def _class_between_blanks(char: str) -> int:
    return _BLANK if char in " \t\n\0" else _MARK if char == UNIT_BREAK else _LETTER


_CLASSES = {
    "word": bytes(map(_class_of_word, ["\n", *_ASCII[1:]])) + bytes([_BEYOND]) * 0x80,
    "whitespace": bytes(map(_class_between_blanks, _ASCII)) + bytes([_LETTER]) * 0x80,
}


def _classify_beyond_ascii(data: bytes, classes: npt.NDArray[np.uint8]) -> tuple[Places, Places]:
    """Write the classes of characters beyond ASCII to `classes`, the same for all bytes of one.

    Returns:
        The bytes of the characters that are left to the patterns, and the bytes of marks but for the first of each.
    """
    places = np.flatnonzero(classes == _BEYOND)
    codes = np.frombuffer(data, np.uint8)[places]
    is_tail = (codes & 0xC0) == 0x80
    characters = np.frombuffer(codes.tobytes().decode().encode("utf-32-le"), np.uint32)
    of_characters = _classes_beyond_ascii()[np.minimum(characters, 0xFFFF)]
    found = of_characters[np.cumsum(~is_tail) - 1]
    classes[places] = found
    return places[found == _BEYOND], places[is_tail & (found == _MARK)]


@cache
def _classes_beyond_ascii() -> npt.NDArray[np.uint8]:
    """The class of each character of the basic plane under `word`; the last one speaks for all beyond."""
    classes = np.full(1 << 16, _BEYOND, np.uint8)
    for code in filter(lambda code: is_simple_character(chr(code)), range(0x80, 0x2100)):
        classes[code] = _class_of_simple(chr(code))
    for which, ranges in _EAST_ASIAN.items():
        for first, last in ranges:
            classes[first : last + 1] = which
    return classes


def _class_of_simple(char: str) -> int:
    if char.isdecimal() or char == "’":  # numbers and apostrophes depend on what stands beside
        return _BEYOND
    return _BLANK if char.isspace() else _LETTER if char.isalnum() else _MARK


def _characters(data: bytes) -> Spans:
    """Every character by itself."""
    codes = np.frombuffer(data, np.uint8)[1:-PADDING]
    bounds = np.flatnonzero((codes & 0xC0) != 0x80) + 1
    return Spans(data, bounds, np.append(bounds[1:], len(data) - PADDING))


def _runs_and_marks(data: bytes, classes: npt.NDArray[np.uint8], tails: Places, joins: bool) -> tuple[Places, Places]:
    """The runs of letters and digits, and the marks.

    Args:
        tails: the bytes of marks but for the first of each.
        joins: whether an apostrophe or hyphen joins the runs beside it to one token, and a stop or comma two runs of
            digits.
    """
    in_run = classes >= _LETTER
    changes = in_run[1:] ^ in_run[:-1]
    is_mark = classes == _MARK
    begins, ends = is_mark.copy(), is_mark
    begins[tails] = ends[tails - 1] = False
    begins[1:] |= changes & in_run[1:]
    ends[:-1] |= changes & in_run[:-1]
    if joins:
        edges = np.flatnonzero(changes) + 1
        joint = _joints(np.frombuffer(data, np.uint8), classes, edges[::2], edges[1::2])
        begins[joint] = begins[joint + 1] = ends[joint] = ends[joint - 1] = False
    return np.flatnonzero(begins), np.flatnonzero(ends) + 1


def _joints(codes: npt.NDArray[np.uint8], classes: npt.NDArray[np.uint8], starts: Places, ends: Places) -> Places:
    """The places of marks that join the runs on both sides of them.

    A token that begins with a run of digits alone is a number, and goes on behind a stop or comma, as long as nothing
    but digits follows; any other goes on behind an apostrophe or hyphen.
    """
    if len(starts) < 2:
        return np.empty(0, np.int64)
    between = codes[ends[:-1]]
    is_next = starts[1:] - ends[:-1] == 1
    joins_words = is_next & _is_among(between, _JOIN_WORDS)
    digits = np.flatnonzero(classes == _DIGIT)
    is_number = classes[starts] == _DIGIT
    candidates = np.flatnonzero(is_number)
    held = np.searchsorted(digits, ends[candidates]) - np.searchsorted(digits, starts[candidates])
    is_number[candidates] = held == ends[candidates] - starts[candidates]
    # A run of digits is part of a word where the run before is, and is joined to it.
    decides = np.ones(len(starts), np.bool_)
    decides[1:] = ~(is_number[1:] & joins_words)
    decisive = np.maximum.accumulate(np.where(decides, np.arange(len(starts)), 0))
    in_number = is_number[decisive][:-1]
    joins_digits = is_next & in_number & is_number[1:] & _is_among(between, _JOIN_DIGITS)
    joins: npt.NDArray[np.bool_] = (joins_words & ~in_number) | joins_digits
    return ends[:-1][joins]


def _is_among(codes: npt.NDArray[np.uint8], two: bytes) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (codes == two[0]) | (codes == two[1])
    return found


@dataclass(frozen=True)
class _Insertion:
    """Tokens that the patterns have cut, and where they belong.

    Attributes:
        spans: the tokens in bytes of their own.
        places: int64, for each token the place in the text where its stretch begins.
    """

    spans: Spans
    places: Places

    def inserted(self, data: bytes, starts: Places, ends: Places) -> Spans:
        """All tokens in order: those at these places of the text, and these tokens among them."""
        among = np.searchsorted(starts, self.places)
        begin = len(data) - PADDING
        return Spans(
            data[:begin] + self.spans.data,
            np.insert(starts, among, self.spans.starts + begin),
            np.insert(ends, among, self.spans.ends + begin),
        )


def _cut_by_patterns(data: bytes, classes: npt.NDArray[np.uint8], beyond: Places, tokenizer: Tokenizer) -> _Insertion:
    """Cut the stretches with characters that are left to the patterns; in `classes` these stretches become blank."""
    codes = np.frombuffer(data, np.uint8)
    bounds = np.flatnonzero((classes == _BLANK) | (codes == ord(UNIT_BREAK)))
    numbers = np.unique(np.searchsorted(bounds, beyond))
    begins, ends = bounds[numbers - 1] + 1, bounds[numbers]
    depth = np.zeros(len(data), np.int8)
    depth[begins], depth[ends] = 1, -1
    classes[np.cumsum(depth, dtype=np.int8).view(np.bool_)] = _BLANK
    stretches = [data[start:end] for start, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    joined = UNIT_BREAK.encode().join(stretches).decode()
    tokens = "\n".join([*tokenizer.tokens_between(joined, 0, len(joined)), ""]).encode() + bytes(PADDING)
    own = np.frombuffer(tokens, np.uint8)
    stops = np.flatnonzero(own == ord("\n"))
    starts = np.concatenate(([0], stops + 1))[:-1]
    is_break = own[starts] == ord(UNIT_BREAK)
    stretch = np.cumsum(is_break)[~is_break]
    return _Insertion(Spans(tokens, starts[~is_break], stops[~is_break]), begins[stretch])
