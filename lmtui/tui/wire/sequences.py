"""Cutting the input into text, controls and complete sequences, in time linear in its length.

ECMA-48 (5th edition) sections 5.3 to 5.6: control functions and control strings; XTerm's control sequences: SS3, and
the mouse report `ESC [ M` with three characters after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

ESCAPE = "\x1b"
LONGEST = 32
"""The most characters of a sequence; every key, report and answer that the program uses is shorter."""

# All quantifiers are possessive: nothing is ever tried twice.
_PARAMETERS = r"[0-?]*+[ -/]*+"
_PIECE = re.compile(
    r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]++"  # text, with tabs and line ends
    rf"|\x1b\[(?:M[^\x00-\x1f]{{3}}|\[[A-E]|(?![M\[]){_PARAMETERS}[@-~])"  # mouse, Linux console, CSI
    r"|\x1bO[0-9;]*+[ -/:<-~]"  # SS3
    r"|\x1b[^\[OPX\]^_\x00-\x08\x0a-\x1f]"  # Alt with a key
    r"|[\x00-\x02\x04-\x10\x12-\x1a\x1c-\x1f\x7f]++"  # controls
    r"|[\x03\x11]++"  # Ctrl+C, Ctrl+Q
    r"|\x1b(?=[\x00-\x08\x0a-\x1a\x1c-\x1f])"  # Esc
    r"|(?:\x1b(?=\x1b))++"  # Esc, again and again
)
_STRING = re.compile(r"\x1b[PX\]^_]")  # DCS, SOS, OSC, PM, APC
_UNFINISHED = re.compile(rf"\x1b(?:\[(?:M[^\x00-\x1f]{{0,2}}+|\[|{_PARAMETERS})|O[0-9;]*+|[PX\]^_])?\Z")
_BEGUN = rf"\x1b(?:\[(?:M|\[|{_PARAMETERS})|O[0-9;]*+)"
_UNUSABLE = re.compile(rf"(?:{_BEGUN}(?=\x1b))++|{_BEGUN}")  # one after the other at a time, as they come in floods
_STRING_TERMINATOR = "\x1b\\"

# What is passed over up to an end. Ctrl+C and Ctrl+Q are obeyed wherever they come, and an Esc begins anew.
_REST_OF_SEQUENCE = re.compile(rf"{_PARAMETERS}[@-~]?")
_REST_OF_STRING = re.compile(r"[^\x1b\x07\x03\x11\x18\x1a]*+[\x07\x18\x1a]?")


class Sequences:
    """Cuts the input, which comes in any pieces. A sequence that no terminal sends is passed over up to its end."""

    def __init__(self) -> None:
        self._held = ""  # the beginning of a sequence
        self._skipping: re.Pattern[str] | None = None

    @property
    def unfinished(self) -> bool:
        """Whether a sequence has begun and not ended."""
        return bool(self._held) or self._skipping is not None

    def cut(self, text: str) -> Iterator[str]:
        """Yields the pieces of the input: text; controls; an Esc with what belongs to it; or several Esc."""
        text, self._held = self._held + text, ""
        place = 0
        while place < len(text):
            if self._skipping:
                place = self._skip(text, place)
                continue
            found = _PIECE.match(text, place)
            if not found:
                piece, place = self._other(text, place)
            else:
                piece, place = found[0], found.end()
                if piece == _STRING_TERMINATOR or (piece[0] == ESCAPE != piece[1:2] and len(piece) > LONGEST):
                    continue
            if piece:
                yield piece

    def rest(self) -> str:
        """Take the Esc that was held back, alone or with a key: nothing more has come. Passing over ends."""
        held, self._held, self._skipping = self._held, "", None
        return held

    def _skip(self, text: str, place: int) -> int:
        assert self._skipping
        found = self._skipping.match(text, place)
        end = found.end() if found else place
        ended = end < len(text) or (end > place and text[end - 1] in "\x07\x18\x1a")
        if self._skipping is _REST_OF_SEQUENCE:
            ended = ended or (end > place and "@" <= text[end - 1] <= "~")
        if ended:
            self._skipping = None
        return end

    def _other(self, text: str, place: int) -> tuple[str, int]:
        """The piece and the place after it, for an Esc that begins nothing complete; an empty piece is left out."""
        unfinished = _UNFINISHED.match(text, place)
        if unfinished and len(unfinished[0]) <= LONGEST:
            self._held = unfinished[0]
            return "", len(text)
        if unfinished:
            self._skipping = _REST_OF_SEQUENCE
            return "", len(text)
        if string := _STRING.match(text, place):
            self._skipping = _REST_OF_STRING
            return "", string.end()
        if unusable := _UNUSABLE.match(text, place):
            return "", unusable.end()
        return ESCAPE, place + 1
