"""Keys from the terminal: decoded, pastes kept apart, and sequences that come in pieces put together."""

from __future__ import annotations

import os
import select
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable

from textual import constants, events
from textual.message import Message

from lmtui.tui.textual_fixes.key_parser import KeyParser
from lmtui.tui.wire.flood import MOST_LEAVING, as_paste, is_answer, is_paste, latest, leaves
from lmtui.tui.wire.pastes import AFTER_A_LONE_ESC, Pastes
from lmtui.tui.wire.sequences import ESCAPE, Sequences

_READ = 4096  # bytes, as many as Linux gives at a time
_AT_ONCE = 128 * 1024  # bytes that are looked at together: what leaves the program is found behind all others


class Input:
    """Makes events of what the terminal sends.

    Args:
        take: is given them.
        room: how many keys may still wait; where there is none, only what leaves the program is handed on.
        asked: whether the terminal owes an answer to where its cursor is; other answers are none.
    """

    def __init__(self, take: Callable[[Message], None], room: Callable[[], int], asked: Callable[[], bool]) -> None:
        self._take, self._room, self._asked = take, room, asked
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._pastes, self._sequences, self._parser = Pastes(), Sequences(), KeyParser()

    def feed(self, data: bytes) -> None:
        """Take over what has come; what is no UTF-8 becomes U+FFFD."""
        for pasted, text in self._pastes.part(self._decode(data)):
            if pasted:
                self._paste(text)
            elif text != AFTER_A_LONE_ESC or self._sequences.unfinished:
                self._keys(self._sequences.cut(text))

    def pause(self) -> None:
        """Nothing has come for a while: what was held back is all there is."""
        for pasted, text in self._pastes.after_a_pause():
            if pasted:
                self._paste(text)
            else:
                self._keys(self._sequences.cut(text))
        if rest := self._sequences.rest():
            self._keys([rest])

    def _keys(self, pieces: Iterable[str]) -> None:
        room, leaving = max(self._room(), 0), MOST_LEAVING
        for piece in latest(pieces):
            if leaves(piece):
                if leaving > 0:  # there is always room for it
                    leaving -= self._key(piece, leaving)
            elif piece[0] != ESCAPE and len(piece) > 1:
                room -= self._text(piece, room)
            elif not is_answer(piece) or self._asked():
                room -= self._key(piece, room)

    def _key(self, piece: str, room: int) -> int:
        """Hand on a key, or keys, or whatever else a piece is, as far as there is room; how much of it that takes."""
        if room <= 0:
            return 0
        run = piece[0] != ESCAPE or piece[:2] == 2 * ESCAPE
        for event in self._parser.text(piece[:room]) if run else self._parser.events(piece):
            self._take(event)
        return min(len(piece), room) if run else 1  # also where it is no key: it took its time

    def _text(self, text: str, room: int) -> int:
        """Hand on a text, as keys or as a paste, as far as there is room; how much of the room that takes."""
        if is_paste(text):
            self._paste(as_paste(text))
            return 1
        return self._key(text, room)

    def _paste(self, text: str) -> None:
        if self._room() > 0:
            self._take(events.Paste(text.replace("\0", "")))


def read_keys(keyboard: int, wake: int, into: Input) -> bool:
    """Read until that is no longer wanted, or the input has ended; whether it has.

    Args:
        keyboard: the terminal, which does not block.
        wake: becomes readable when nothing more is to be read, and is read empty: a byte that stayed would end the
            next reading at once.
        into: is fed what comes.
    """
    paused = True
    last = 0.0
    while True:
        left = max(last + constants.ESCAPE_DELAY - time.monotonic(), 0.0)
        ready, _, _ = select.select([keyboard, wake], [], [], None if paused else left)
        if wake in ready:
            os.read(wake, 64)
            return False
        if keyboard in ready:
            data, more = read_what_is_there(keyboard)
            if data:
                into.feed(data)
                paused, last = False, time.monotonic()
            if not more:
                return True
        elif not paused and time.monotonic() >= last + constants.ESCAPE_DELAY:
            into.pause()
            paused = True


def read_what_is_there(keyboard: int) -> tuple[bytes, bool]:
    """What can be read at once, up to a bound, and whether more may come."""
    data = bytearray()
    while len(data) < _AT_ONCE:
        try:
            part = os.read(keyboard, _READ)
        except BlockingIOError:
            break  # it was for the shell, while we were stopped
        except OSError:
            return bytes(data), False
        if not part:
            return bytes(data), False
        data += part
        if not select.select([keyboard], [], [], 0)[0]:  # it may be one that would wait
            break
    return bytes(data), True
