"""The normal form of a text: words that look alike are alike, and no character is invisible by accident.

A text from elsewhere holds characters that a reader cannot tell apart, or cannot see: `é` composed or not, two
apostrophes, soft hyphens, marks of writing direction. A model would take two words that look alike for different
tokens. In normal form

- the text is composed (NFC; Unicode Standard Annex #15),
- there is one apostrophe and one hyphen,
- line ends are newlines; other separators of lines, pages and fields are blanks,
- a zero-width space is a blank, and characters without a width that no spelling needs are left out,
- joiners, variation selectors and tags stay where a letter or a picture needs them,
- other controls are visible marks, and a surrogate that stands for no byte is U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category, is_normalized, normalize

from lmtui.text import east_asian
from lmtui.text.blocks import blocks_of
from lmtui.text.safety import MARKS_OF_CONTROLS, without_lone_surrogates

if TYPE_CHECKING:
    import regex

# What Unicode calls default ignorable, less joiners, selectors, tags, and the fillers of conjoining Hangul: soft
# hyphen, grapheme joiner, direction marks, embeddings and isolates, invisible vowels and signs, byte-order mark,
# formats of shorthand and music; and the interlinear annotation's.
_LEFT_OUT = (
    "\u00ad\u034f\u061c\u17b4\u17b5\u180e\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
_NEVER_TYPED = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]")
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TRANSLATED = {
    **dict.fromkeys("\u2019\u02bc\uff07", "'"),
    **dict.fromkeys("\u2010\u2011", "-"),
    **dict.fromkeys("\v\f\x1c\x1d\x1e\x1f\u200b", " "),
    **dict.fromkeys("\x85\u2028", "\n"),
    "\u2029": "\n\n",
}
_PLAIN = bytes(code for code in range(0x80) if chr(code) in "\t\n" or (0x20 <= code < 0x7F and chr(code) != "`"))
_TO_LEAVE_OUT = re.compile(f"[{_LEFT_OUT}]")
_JOINS_OR_SELECTS = re.compile(f"[\u200c\u200d{_SELECTORS}\U000e0000-\U000e007f]+")
_PICTURE = r"\p{Extended_Pictographic}\p{Emoji_Modifier}"
STANDING_ALONE = f"!-_a-~{east_asian.in_pattern(east_asian.LETTERS, east_asian.MARKS)}"
"""Characters, as within the brackets of a pattern, between two of which the normal form of a text may be divided."""

_ENDS_OF_BLOCKS = rf"(?<=[\n ])|(?<=[{STANDING_ALONE}])(?=[{STANDING_ALONE}])"
_BLOCK = 1 << 18  # characters
_APOSTROPHES_OF_OTHERS = frozenset("`\u00b4\u2018\u201b\u2032")


def normal_form(text: str, report: Callable[[int], None] = lambda place: None) -> str:
    """The normal form of a text. Plain ASCII without controls and backquotes is in normal form already.

    A long text is processed in blocks: then one odd character does not make all of it slow, and a block fits into the
    fast memory of a processor. Nothing here depends on what stands beyond a newline or a blank, or two characters
    away across neighbours that stand alone.

    Args:
        report: is told the place in the text that is reached; it may raise `Cancelled`.
    """
    if len(text) <= _BLOCK:
        return _of_block(text)
    blocks = []
    for start, end in blocks_of(text, _BLOCK, _ENDS_OF_BLOCKS):
        report(start)
        blocks.append(_of_block(text[start:end]))
    return "".join(blocks)


def _of_block(text: str) -> str:
    """The normal form of a block.

    Few characters of a text are not plain, and few of these are different ones. So what is to be done is found out
    from these, and done for one after the other: to look for one character is much faster than to look for many.
    """
    odd = _odd_characters(text)
    if not odd:
        return text
    if not odd.isdisjoint(_SURROGATES):
        text = without_lone_surrogates(text)
    for char in odd & _TRANSLATED.keys():
        text = text.replace(char, _TRANSLATED[char])
    for char in filter(_TO_LEAVE_OUT.match, odd):
        text = text.replace(char, "")
    if not all(map(_is_composed, odd)) and not is_normalized("NFC", text):
        text = normalize("NFC", text)
        odd = _odd_characters(text)
    if any(map(_JOINS_OR_SELECTS.match, odd)):
        text = _without_needless(text)
    for char in odd & _APOSTROPHES_OF_OTHERS:
        text = _between_letters(char).sub("'", text)
    for char in odd & MARKS_OF_CONTROLS.keys():
        text = text.replace(char, MARKS_OF_CONTROLS[char])
    return text


def _without_needless(text: str) -> str:
    """A composed text without the joiners, selectors and tags that have no effect.

    Where one is removed, what stands beside it may compose, and another one may no longer be needed.
    """
    while (shorter := _JOINS_OR_SELECTS.sub(_needed, text)) != text:
        text = normalize("NFC", shorter)
    return text


def _odd_characters(text: str) -> set[str]:
    """The characters of a text that are not plain."""
    return set(text.encode(errors="surrogatepass").translate(None, _PLAIN).decode(errors="surrogatepass"))


@cache
def _is_composed(char: str) -> bool:
    """Whether a text of such characters alone is composed, whatever stands beside what.

    Of the characters without a combining class that may compose with the one before, all but conjoining Hangul are
    marks, or beyond the basic plane.
    """
    if char < "\u0300":
        return True
    return char < "\U00010000" and category(char)[0] != "M" and char not in _CONJOINING and is_normalized("NFC", char)


_SURROGATES = frozenset(map(chr, range(0xD800, 0xE000)))
_CONJOINING = frozenset(map(chr, range(0x1100, 0x1200)))


def as_typed(text: str) -> str:
    """A prompt as a person could have typed it: without marks of writing direction and the like.

    Pasted text is full of such marks, which nobody sees. On the screen each would be shown as an undecodable
    character.
    """
    return _NEVER_TYPED.sub("", text).replace("\u200b", " ") if not text.isascii() else text


@cache
def _between_letters(char: str) -> re.Pattern[str]:
    """Matches an accent or quotation mark that stands between two letters for an apostrophe: "don`t"."""
    return re.compile(rf"{char}(?<=[^\W\d_].)(?=[^\W\d_])")


def _needed(found: re.Match[str]) -> str:
    """What is needed of joiners, selectors and tags that stand together; their two neighbours decide."""
    text, start, end = found.string, found.start(), found.end()
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    kept = _needless().sub("", before + found[0] + after)
    return kept[len(before) : len(kept) - len(after)]


@cache
def _needless() -> regex.Pattern[str]:
    """Matches joiners, variation selectors and tags that have no effect where they stand.

    A joiner has an effect between letters, between pictures, and after a mark (a virama that no letter follows); a
    selector after the character that it selects; a tag after its flag (Unicode Technical Standard #51).
    """
    import regex  # slow to import, and rarely needed

    return regex.compile(
        rf"(?<![\p{{L}}\p{{M}}{_PICTURE}])[\u200c\u200d]+"
        r"|(?<=\p{L})[\u200c\u200d]+(?![\p{L}\p{M}\u200c\u200d])"
        rf"|(?<=[{_PICTURE}])[\u200c\u200d]+(?![{_PICTURE}\u200c\u200d])"
        rf"|(?<![^\s\p{{Cc}}{_SELECTORS}])[{_SELECTORS}]+"
        r"|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]+"
    )
