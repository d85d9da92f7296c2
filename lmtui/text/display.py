"""How a single token is shown in a table: safe, and never invisible."""

from __future__ import annotations

import unicodedata

from lmtui.text.safety import visible

_BLANKS = {" ": "␣", "\n": "↵", "\t": "⇥", "\u00a0": "⍽", "\u3000": "␣"}


def shown(token: str) -> str:
    """A token as it stands alone: blanks have marks, and a combining mark has something to combine with."""
    if token in _BLANKS:
        return _BLANKS[token]
    token = visible(token)
    return f"◌{token}" if unicodedata.combining(token[:1] or " ") else token
