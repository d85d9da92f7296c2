"""No text reaches the terminal as a command: controls become visible marks, once when read and again when shown."""

from __future__ import annotations

import re

# C0 and DEL have a picture each (U+2400 block). C1 controls, bidirectional overrides and isolates, line and
# paragraph separators, interlinear and tag characters, byte-order marks and lone surrogates have none.
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\u2421"}
_UNPICTURED = (
    *range(0x80, 0xA0),
    0x061C,
    *(0x200B, 0x200E, 0x200F),
    *range(0x2028, 0x202F),
    *range(0x2066, 0x206A),
    0xFEFF,
    *range(0xFFF9, 0xFFFC),
    *range(0xD800, 0xE000),
    *range(0xE0000, 0xE0080),
)
_SHOWN = _PICTURES | dict.fromkeys(_UNPICTURED, "\ufffd")
_READ = {code: mark for code, mark in _SHOWN.items() if chr(code) not in "\t\n"}


def _any_of(codes: dict[int, str]) -> re.Pattern[str]:
    return re.compile("[" + "".join(re.escape(chr(code)) for code in codes) + "]")


_UNSAFE_SHOWN = _any_of(_SHOWN)
_UNSAFE_READ = _any_of(_READ)


def visible(text: str) -> str:
    """The text with every character that could act on a terminal replaced by a visible mark of one cell."""
    return text.translate(_SHOWN) if _UNSAFE_SHOWN.search(text) else text


def clean(text: str) -> str:
    """The text as it is read: line ends are newlines, tabs stay, other controls become visible marks."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_READ) if _UNSAFE_READ.search(text) else text
