"""How tokens are shown: alone in a table, safe and never invisible; or one after another, spaced like prose."""

from __future__ import annotations

import re
import unicodedata

from lmtui.text.safety import visible
from lmtui.text.tokenizers import Tokenizer

_JOINS_PICTURES = re.compile("\ufe0f|(?<=[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d|^\u200d$")
_LONGEST = 500  # characters of a token that are shown; no screen has room for more
_MARKS = {" ": "␣", "\n": "↵", "\t": "⇥", "\u00a0": "⍽", "\u3000": "␣"}
BLANKS = {mark: blank for blank, mark in reversed(_MARKS.items())}
"""For each mark of a blank, which one it stands for; for one that stands for two, the more usual."""

_NO_SPACE_BEFORE = frozenset(",.;:?!)]}%'’”…")
_NO_SPACE_AFTER = frozenset("([{“‘$£€#@")


def harmless(text: str) -> str:
    """A text as the screen shows it: safe, and of a width that all terminals agree on.

    Joined pictures, and the selector that colours one, are one wide picture in some terminals only; they are taken
    apart. (Between letters a joiner belongs to the spelling, and stays.)
    """
    return _JOINS_PICTURES.sub("", visible(text))


def shortened(token: str) -> str:
    """A token without what no screen has room for."""
    return token if len(token) <= _LONGEST else f"{token[:_LONGEST]}…"


def shown(token: str) -> str:
    """A token as it stands alone: blanks have marks, and a combining mark has something to combine with."""
    if token in _MARKS:
        return _MARKS[token]
    safe = harmless(shortened(token))
    if not safe:
        return f"<U+{ord(token[0]):04X}>" if token else "◌"
    return f"◌{safe}" if unicodedata.category(safe[0]).startswith("M") else safe


class Speller:
    """Spells tokens one after another as running text, with the spaces prose would have."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._previous = ""
        self._quote_open = False

    def spell(self, token: str) -> tuple[str, str]:
        """What stands before this token ("" or a blank), and the token as it is written; `</s>` is a newline."""
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
