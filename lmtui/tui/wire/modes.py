"""The modes that were switched on in the terminal, and how to switch all of them off again."""

from __future__ import annotations

import re

# DEC private modes (DECSET, DECRST), and the stack of keyboard flags of the kitty keyboard protocol.
_PRIVATE = re.compile(r"\x1b\[\?([0-9]+(?:;[0-9]+)*)([hl])")
_KEYBOARD = re.compile(r"\x1b\[([<>])([0-9]*)[0-9;]*u")
_QUESTION = re.compile(r"\x1b\[\?[0-9]+\$p")
_CLIPBOARD = re.compile(r"\x1b\]52;[a-z]*;[A-Za-z0-9+/=]+(?:\x07|\x1b\\)")
_INITIALLY_ON = frozenset({7, 25})  # lines wrap, the cursor is shown
_ALTERNATE_SCREEN = 1049
SYNCHRONISED = re.compile(r"\x1b\[\?2026[hl]")


class TerminalModes:
    """Takes note of the sequences that are sent.

    Args:
        clipboard: whether text may be put on the clipboard (OSC 52).
    """

    def __init__(self, clipboard: bool = True) -> None:
        self._clipboard = clipboard
        self._changed: dict[int, bool] = {}  # whether each mode is on, in the order they were changed
        self._keyboard = 0

    def note(self, sequence: str) -> bool:
        """Take note of a sequence. Returns True if it may be sent."""
        if found := _PRIVATE.fullmatch(sequence):
            for mode in map(int, found[1].split(";")):
                on = found[2] == "h"
                self._changed.pop(mode, None)
                if on != (mode in _INITIALLY_ON):
                    self._changed[mode] = on
            return True
        if found := _KEYBOARD.fullmatch(sequence):
            taken_away = int(found[2] or 1) if found[1] == "<" else 0
            if taken_away > self._keyboard:
                return False  # another program has set some of them
            self._keyboard += -taken_away if taken_away else 1
            return True
        return bool(_QUESTION.fullmatch(sequence)) or (self._clipboard and bool(_CLIPBOARD.fullmatch(sequence)))

    def undo_all(self) -> str:
        """The sequences that switch everything off; all modes are taken for switched off from then on."""
        sequences = self.undo_sequences
        self._changed, self._keyboard = {}, 0
        return sequences

    @property
    def undo_sequences(self) -> str:
        """The sequences that switch everything off; the alternate screen, which has keyboard flags, comes last."""
        sequences = ["\x1b[<u" * self._keyboard]
        for mode in sorted(self._changed, key=lambda mode: mode == _ALTERNATE_SCREEN):
            sequences.append(f"\x1b[?{mode}{'l' if self._changed[mode] else 'h'}")
        return "".join(sequences)
