"""Bracketed paste (XTerm, mode 2004): what stands between the brackets is text, whatever escapes are in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_START, _END = "\x1b[200~", "\x1b[201~"
AFTER_A_LONE_ESC = _END[1:]
"""Yielded where a lone Esc, which was yielded before, turns out to have begun a bracket; it completes the Esc."""

_LONGEST_PASTE = 100_000  # characters of a paste; the rest is left out
_LEAVING_KEYS = frozenset("\x03\x11")  # Ctrl+C, Ctrl+Q
_TAIL = 64  # characters that are always remembered of the end: of a bracket, or of keys and reports behind a paste
_LEAVING = re.compile("(?:\x1b\\[[0-9;?]*R)*[\x03\x11](?:[\x03\x11]|\x1b\\[[0-9;?]*R)*\\Z")
"""Keys that leave the program, with reports of the cursor's place among them, behind a paste whose end is lost."""


class Pastes:
    """Divides the input into keys and pastes; the brackets may come in pieces."""

    def __init__(self) -> None:
        self._held = ""  # the beginning of a bracket, perhaps
        self._pasting = False
        self._escaped = False  # the last key was a lone Esc, which may have begun a bracket
        self._begun = ""  # the part of that bracket that has come since

    def part(self, text: str) -> Iterator[tuple[bool, str]]:
        """Yields (whether it was pasted, text) pairs of what has come; a paste comes whole.

        The end bracket of a paste may be lost with the line: Ctrl+C or Ctrl+Q that come alone end it, too.
        """
        if self._pasting and text and _LEAVING_KEYS.issuperset(text):
            text = _END + text
        text, self._begun = self._begun + text, ""
        if self._escaped and text != _START[1:] and _START[1:].startswith(text):
            self._begun = text
            return
        if self._escaped and text.startswith(_START[1:]):
            yield False, AFTER_A_LONE_ESC
            self._pasting, text = True, text[len(_START) - 1 :]
        self._escaped = False
        text, self._held = self._held + text, ""
        place = 0
        while (end := text.find(_END if self._pasting else _START, place)) >= 0:
            if end > place or self._pasting:
                yield self._pasting, text[place:end]
            self._pasting, place = not self._pasting, end + len(_START)
        text = text[place:]
        if self._pasting:
            self._held = text if len(text) <= _LONGEST_PASTE + _TAIL else text[:_LONGEST_PASTE] + text[-_TAIL:]
            return
        held = next((n for n in range(len(_START) - 1, 1, -1) if text.endswith(_START[:n])), 0)
        text, self._held = text[: len(text) - held], text[len(text) - held :]
        if text:
            self._escaped = text.endswith("\x1b")
            yield False, text

    def after_a_pause(self) -> Iterator[tuple[bool, str]]:
        """Yields, as `part`, what was held back, where no more has come.

        It is no bracket, or it is Ctrl+C or Ctrl+Q behind a paste that has no end.
        """
        if not self._pasting:
            if held := self.rest():
                yield False, held
            return
        if leaving := _LEAVING.search(self._held, max(len(self._held) - _TAIL, 0)):
            pasted, self._held, self._pasting = self._held[: leaving.start()], "", False
            yield True, pasted
            yield False, leaving.group()

    def rest(self) -> str:
        """Take the text that was held back: nothing more has come, so that the text is no bracket."""
        if self._pasting:
            return ""
        held, self._held, self._begun = self._begun + self._held, "", ""
        return held
