"""Three ways to cut text into units and tokens, and to spell tokens as text again.

A *unit* is the stretch of text that gets `<s>` … `</s>`. The `word` and `char` tokenizers take a paragraph for a
unit (blank-line separated), or a line where the text has no blank line; `whitespace` takes a line, empty ones too,
as KenLM's `lmplz` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lmtui.errors import SettingError

UNIT_BREAK = "\x1e"
"""Stands between units after `mark_units`. Text that was read holds no control characters, so it is free."""

# Combining marks are not \w in `re`; without them a word of a script that writes vowels as marks falls apart.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
    r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe20-\ufe2f"
)
_WORD = (
    r"\d+(?:[.,]\d+)*(?!\w)"  # a number
    rf"|\w[\w{_MARKS}]*(?:['’-]\w[\w{_MARKS}]*)*"  # a word with its inner apostrophes and hyphens
    r"|[^\s\w]"  # one punctuation mark
    rf"|{UNIT_BREAK}"
)
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Tokenizer:
    """A named way to cut text.

    Attributes:
        name: how it is asked for.
        pattern: matches one token, or `UNIT_BREAK`.
        by_line: a unit is always a line, and an empty line is an empty unit.
        space: what stands between two tokens where prose says nothing else.
        prose: punctuation hugs its word.
    """

    name: str
    pattern: re.Pattern[str]
    by_line: bool
    space: str
    prose: bool

    def split(self, text: str) -> list[str]:
        """Cut one stretch of text (a prompt, a line to score) into tokens; it is one unit, whatever it holds."""
        return [token for token in self.pattern.findall(text) if token not in ("<s>", "</s>", UNIT_BREAK)]

    def mark_units(self, text: str) -> str:
        """Put `UNIT_BREAK` in place of what separates units."""
        if self.by_line:
            return text.removesuffix("\n").replace("\n", UNIT_BREAK)
        text = text.strip()
        if _BLANK_LINES.search(text):
            return _BLANK_LINES.sub(UNIT_BREAK, text)
        return text.replace("\n", UNIT_BREAK)


TOKENIZERS = {
    tokenizer.name: tokenizer
    for tokenizer in (
        Tokenizer("word", re.compile(_WORD), by_line=False, space=" ", prose=True),
        Tokenizer("char", re.compile(r"[\s\S]"), by_line=False, space="", prose=False),
        Tokenizer(
            "whitespace",
            re.compile(rf"[^ \t\n{UNIT_BREAK}]+|{UNIT_BREAK}"),
            by_line=True,
            space=" ",
            prose=False,
        ),
    )
}


def tokenizer_named(name: str) -> Tokenizer:
    """The tokenizer of this name, or a `SettingError` that lists the names."""
    if name not in TOKENIZERS:
        raise SettingError(f"no tokenizer is called '{name}'; choose one of {', '.join(TOKENIZERS)}")
    return TOKENIZERS[name]
