"""How tokens are shown: alone in a table, safe and never invisible; or one after another, spaced like prose."""

from __future__ import annotations

import re
import sys
import unicodedata

from lmtui.text.cells import (
    KEYS,
    PICTURE_SELECTOR,
    PREPENDED,
    TEXT_SELECTOR,
    ZERO_WIDTH_JOINER,
    is_picture,
    is_unknown,
)
from lmtui.text.safety import visible
from lmtui.text.tokenizers import Tokenizer

_LONGEST = 500  # characters of a token that are shown; no screen has room for more
_MARKS = {" ": "␣", "\n": "↵", "\t": "⇥", "\u00a0": "⍽"}
BLANKS = {mark: blank for blank, mark in _MARKS.items()}
"""For each mark, the blank that it stands for."""

_CIRCLE = "◌"  # what a combining mark stands on where there is nothing else
_NAME = re.compile("<U\\+([0-9A-F]{4,6})>|<0x([89A-F][0-9A-F])>")
_PICTURES_OF_CONTROLS = {0x2400 + code: chr(code) for code in range(0x20)} | {0x2421: "\x7f"}
# Besides controls, formats, separators, private and unassigned characters: letters and marks drawn as nothing.
# The grapheme joiner, fillers of Hangul, inherent vowels of Khmer, selectors of a variation, a blank of Braille.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
# Where joiners have a meaning: letters and marks of Arabic, Syriac, N'Ko, the scripts of India and South-East Asia,
# Mongolian, and those that came later beside them.
_JOINERS = frozenset("\u200c\u200d")
_JOINED_SCRIPTS = re.compile(
    "[\u0620-\u08ff\u0900-\u0fff\u1000-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\uabff\U00010a00-\U00011fff]"
)
_MONGOLIAN, _MONGOLIAN_SELECTORS = re.compile("[\u1820-\u18aa]"), frozenset("\u180b\u180c\u180d\u180f")
_NAMED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})

_NO_SPACE_BEFORE = frozenset(",.;:?!)]}%'’”…")
_NO_SPACE_AFTER = frozenset("([{“‘$£€#@")


def shortened(token: str) -> str:
    """A token, cut where it is longer than any screen has room for."""
    return token if len(token) <= _LONGEST else f"{token[:_LONGEST]}…"


def token_label(token: str) -> str:
    """A token as a table shows it, by itself: nothing in it is invisible.

    Blanks have marks, controls their pictures, and a combining mark without a letter stands on a circle. Any other
    invisible character has its number for a name, as <U+200B>, and a byte that is not text is <0xE9>. An invisible
    character that belongs to the spelling of a script, or is part of a picture, stays as it is.
    """
    token = shortened(token)
    if token.isascii() and token.isprintable() and " " not in token and token:
        return token
    parts = [_char_label(char, place, token) for place, char in enumerate(token)]
    return "".join(parts) if parts and unicodedata.category(parts[0][0])[0] != "M" else _CIRCLE + "".join(parts)


def token_of_label(text: str) -> str:
    """The token that has this text for its label; the inverse of `token_label`."""
    if len(text) > 1 and text[0] == _CIRCLE and unicodedata.category(text[1])[0] == "M":
        text = text[1:]
    text = "".join(BLANKS.get(char, char) for char in text).translate(_PICTURES_OF_CONTROLS)
    return _NAME.sub(_named, text)


def _named(name: re.Match[str]) -> str:
    code = int(name[1], 16) if name[1] else 0xDC00 + int(name[2], 16)
    return chr(code) if code <= sys.maxunicode else name[0]


def _char_label(char: str, place: int, token: str) -> str:
    """The label of the character at a place of a token."""
    if char in _MARKS:
        return _MARKS[char]
    category = unicodedata.category(char)
    if category not in _NAMED and not _INVISIBLE.match(char):
        return char
    code = ord(char)
    if code < 0x80:
        return visible(char)
    if 0xDC80 <= code <= 0xDCFF:  # Python's surrogate for an undecodable byte
        return f"<0x{code - 0xDC00:02X}>"
    is_seen = category == "Cn" and not is_unknown(char)
    return char if is_seen or _is_spelling(char, token[:place], token[place + 1 :]) else f"<U+{code:04X}>"


def _is_spelling(char: str, before: str, after: str) -> bool:
    """Whether an invisible character changes how the characters around it are drawn."""
    if char in PREPENDED:
        return True
    if not before:
        return False
    last = before[-1]
    if char in (TEXT_SELECTOR, PICTURE_SELECTOR):
        return is_picture(last) or last in KEYS
    if char == ZERO_WIDTH_JOINER and after and is_picture(after[0]):
        return is_picture(last) or last == PICTURE_SELECTOR
    if char in _JOINERS:
        return bool(_JOINED_SCRIPTS.match(last))
    return char in _MONGOLIAN_SELECTORS and bool(_MONGOLIAN.match(last))


class Speller:
    """Spells tokens one after another as running text, with the spaces prose would have."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._previous = ""
        self._quote_open = False

    def spell(self, token: str) -> tuple[str, str]:
        """The space before this token ("" or a blank), and the token as it is written; `</s>` is a newline."""
        if token == "</s>":
            self._previous, self._quote_open = "", False
            return "", "\n"
        spaced = self._spaced(token) and self._previous
        space = self._tokenizer.space if spaced else ""
        self._previous = token
        return space, token

    def _spaced(self, token: str) -> bool:
        if not self._tokenizer.prose:
            return True
        after_opening = self._previous in _NO_SPACE_AFTER or (self._previous == '"' and self._quote_open)
        if token == '"':
            self._quote_open = not self._quote_open
            return self._quote_open and not after_opening
        return not after_opening and token not in _NO_SPACE_BEFORE
