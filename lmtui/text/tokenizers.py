"""Three ways to cut text into tokens: words, the characters a person sees, or what stands between blanks."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from lmtui.errors import SettingError
from lmtui.text import east_asian
from lmtui.text.normal_form import normal_form
from lmtui.text.safety import with_newlines, without_lone_surrogates
from lmtui.text.units import UNIT_BREAK

if TYPE_CHECKING:
    import regex

# Of these characters alone, Python's own `re` cuts as `regex` does by Unicode's rules, in less time: Latin, Greek and
# Cyrillic letters without combining marks, and the punctuation, spaces and currency signs of such texts.
_SIMPLE = (
    "\0-\u00ac\u00ae-\u00b6\u00b8-\u02ff\u0370-\u0373\u0376-\u0482\u048a-\u052f\u1e00-\u1fff"
    "\u2000-\u200a\u2010-\u2026\u202f-\u203b\u2042-\u2048\u20a0-\u20bf"
)
_BEYOND_SIMPLE = re.compile(f"[^{_SIMPLE}]")

# Where a block of a text may end, so that no token is cut.
_ALONE = _SIMPLE + east_asian.in_pattern(east_asian.LETTERS, east_asian.MARKS)
_MARKS = rf"!$%&()+/:;<=>?@\[\\\]^{{|}}~{east_asian.in_pattern(east_asian.MARKS)}"  # no part of a longer token
_PREPENDED = "\u0d4e\U00010000-\U0010ffff"  # the letters that are one character with a blank behind are among these
_BEFORE_BLANK = f"(?=[ \t\n{UNIT_BREAK}])"

_WORD = (
    r"\d+(?:[.,]\d+)*(?!\w)"  # a number
    r"|\w+(?:['’-]\w+)*"  # a word with its inner apostrophes and hyphens
    rf"|[^\s\w]|{UNIT_BREAK}"  # one punctuation mark
)
_CHAR = r"[\s\S]"

# Unicode Standard Annex #29. A letter, mark or digit takes what its rule WB4 ignores (marks, formats, joiners) with
# it. Undecodable bytes are letters, as they most often are. Between letters stand the signs of WB6, of which the stop
# and the colon are left out, as a text may lack the blank after them, and of WB7b the quotation mark in Hebrew.
_LETTER = r"[\p{Alphabetic}\p{N}\p{Pc}\udc80-\udcff]"
_EXTENDED = rf"(?:{_LETTER}[\p{{WB=Extend}}\p{{WB=Format}}\p{{WB=ZWJ}}]*)"
_WORD_OF_ANY_SCRIPT = (
    r"[0-9#*]\ufe0f?\u20e3"  # a key's picture
    rf"|\p{{Nd}}+(?:[.,]\p{{Nd}}+)*(?![\p{{WB=Extend}}]|{_LETTER})"
    rf"|{_EXTENDED}+(?:(?:['’\u00b7\u05f3\u05f4\u2027\uff07-]|(?<=\p{{Hebrew}})\"(?=\p{{Hebrew}})){_EXTENDED}+)*"
    r"|\p{GCB=Prepend}+(?=[\s\x1c-\x1f])"  # a sign that belongs to what follows, where nothing does
    rf"|(?![\s\x1c-\x1f])\X|{UNIT_BREAK}"  # anything else a person sees as one character
)
_CHAR_OF_ANY_SCRIPT = r"\X"
_PIECE = 1 << 22  # characters of a text that are looked at at once


@dataclass(frozen=True)
class Tokenizer:
    """A named way to cut text.

    Attributes:
        name: what a person types to choose the tokenizer.
        simple: matches one token of a text in Latin, Greek or Cyrillic script, or `UNIT_BREAK`.
        any_script: matches one token of any text, or `UNIT_BREAK`, in the syntax of `regex`; "" where `simple`
            matches those of any text.
        ends: matches the empty text where a block may end, so that no token is cut; see `lmtui.text.blocks`.
        space: what stands between two tokens where prose says nothing else.
        prose: whether punctuation stands next to its word, without a space.
        exact: whether a text is cut as it was given, and not in its normal form.
    """

    name: str
    simple: re.Pattern[str]
    any_script: str
    ends: str
    space: str
    prose: bool
    exact: bool = False

    @property
    def has_empty_units(self) -> bool:
        """Whether an empty line is a unit without tokens, as in KenLM."""
        return self.name == "whitespace"

    def prepare(self, text: str, report: Callable[[int], None] = lambda place: None) -> str:
        """The text that is cut into tokens: the normal form of the given text.

        An exact tokenizer changes only this: line ends become newlines; a `UNIT_BREAK` in the text, and a surrogate
        that stands for no byte, become visible marks.

        Args:
            report: is told the place in the text that is reached; it may raise `Cancelled`.
        """
        text = with_newlines(text)
        report(0)
        return normal_form(text, report) if not self.exact else _exact_form(text, report)

    def is_simple(self, text: str, start: int = 0, end: int = sys.maxsize) -> bool:
        """Whether `simple` alone cuts a part of a prepared text."""
        return not self.any_script or text.isascii() or not _BEYOND_SIMPLE.search(text, start, end)

    def tokens_between(self, text: str, start: int, end: int) -> list[str]:
        """The tokens of a prepared text from place `start` to `end`; a `UNIT_BREAK` is a token, too."""
        pattern = self.simple if self.is_simple(text, start, end) else _compiled(self.any_script)
        return pattern.findall(text, start, end)

    def split(self, text: str) -> list[str]:
        """Cut a prepared text (a prompt, a line to score) into tokens; the text is one unit, whatever it holds."""
        return [
            token for token in self.tokens_between(text, 0, len(text)) if token not in ("<s>", "</s>", UNIT_BREAK)
        ]

    def tokens(self, text: str) -> list[str]:
        """Prepare a text as it was given, and cut it into tokens."""
        return self.split(self.prepare(text))


def _exact_form(text: str, report: Callable[[int], None]) -> str:
    pieces = []
    for start in range(0, len(text), _PIECE):
        report(start)
        pieces.append(without_lone_surrogates(text[start : start + _PIECE]).replace(UNIT_BREAK, "\u241e"))
    return "".join(pieces)


def is_simple_character(char: str) -> bool:
    """Whether texts of such characters alone are cut by the simple patterns."""
    return not _BEYOND_SIMPLE.match(char)


@cache
def _compiled(pattern: str) -> regex.Pattern[str]:
    import regex  # plain English does without

    return regex.compile(pattern)


TOKENIZERS = {
    tokenizer.name: tokenizer
    for tokenizer in (
        Tokenizer(
            "word",
            re.compile(_WORD),
            _WORD_OF_ANY_SCRIPT,
            rf"{_BEFORE_BLANK}|(?<=[{_MARKS}])(?=[{_ALONE}])|(?<=[A-Za-z][,.])(?=[{_ALONE}])",
            space=" ",
            prose=True,
        ),
        Tokenizer(
            "char",
            re.compile(_CHAR),
            _CHAR_OF_ANY_SCRIPT,
            rf"(?=[\t\n{UNIT_BREAK}])|(?<=[^\W{_PREPENDED}])(?= )|(?<=[{_ALONE}])(?=[{_ALONE}])",
            space="",
            prose=False,
        ),
        # As KenLM: what is between blanks, byte for byte.
        Tokenizer(
            "whitespace",
            re.compile(rf"[^ \t\n{UNIT_BREAK}]+|{UNIT_BREAK}"),
            "",
            _BEFORE_BLANK,
            space=" ",
            prose=False,
            exact=True,
        ),
    )
}


def check_tokenizer(name: str) -> str:
    """Return the name if a tokenizer has it, else raise a `SettingError` that lists the names."""
    if name not in TOKENIZERS:
        raise SettingError(f"no tokenizer is called '{name}'; choose one of {', '.join(TOKENIZERS)}")
    return name


def tokenizer_named(name: str, exact: bool = False) -> Tokenizer:
    """The tokenizer of this name, or a `SettingError` that lists the names.

    Args:
        exact: whether texts are cut as they were given; `whitespace` always cuts them so.
    """
    tokenizer = TOKENIZERS[check_tokenizer(name)]
    return replace(tokenizer, exact=exact or tokenizer.exact)
