"""Make text safe for a terminal: characters that could act there as commands become visible marks."""

from __future__ import annotations

import re

# C0 and DEL have a picture each (U+2400 block). These have none: C1 controls, bidirectional marks, overrides and
# isolates, line and paragraph separators, byte-order marks, interlinear and tag characters, lone surrogates.
_UNPICTURED = (
    (0x80, 0x9F),
    (0x61C, 0x61C),
    (0x200B, 0x200B),
    (0x200E, 0x200F),
    (0x2028, 0x202E),
    (0x2066, 0x206F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xD800, 0xDFFF),
    (0xE0000, 0xE007F),
)
_MARKS = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **{code: "\ufffd" for first, last in _UNPICTURED for code in range(first, last + 1)},
}
_MARKS_OF_PROSE = {code: mark for code, mark in _MARKS.items() if chr(code) not in "\t\n"}
MARKS_OF_CONTROLS = {chr(code): mark for code, mark in _MARKS_OF_PROSE.items() if code < 0xA0}
"""A visible mark for each control (C0, DEL, C1) but tabs and newlines."""

_RANGES = "".join(f"{chr(first)}-{chr(last)}" for first, last in _UNPICTURED)
_SHOWN = re.compile(f"[\x00-\x1f\x7f{_RANGES}]")
_PROSE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f{_RANGES}]")
_NO_CHARACTERS = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def is_utf_8(encoding: str | None) -> bool:
    """Whether an encoding is UTF-8, by one of its names; at a terminal, others may make controls of a text."""
    return (encoding or "").lower().replace("-", "").replace("_", "") == "utf8"


def visible(text: str) -> str:
    """The text with every character that could act on a terminal replaced by a visible mark of one cell."""
    return text.translate(_MARKS) if _SHOWN.search(text) else text


def clean(text: str) -> str:
    """The text as prose that is safe to write: as `visible`, but line ends, which become newlines, and tabs stay."""
    text = with_newlines(text)
    return text.translate(_MARKS_OF_PROSE) if _PROSE.search(text) else text


def with_newlines(text: str) -> str:
    """The text with newlines for line ends of every kind; nothing else is changed."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def without_lone_surrogates(text: str) -> str:
    """The text with U+FFFD for each lone surrogate, except those that stand for an undecodable byte.

    U+DC80 to U+DCFF stand for the bytes 0x80 to 0xFF (Python's `surrogateescape`, PEP 383).
    """
    try:
        text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return _NO_CHARACTERS.sub("\ufffd", text)
    return text
