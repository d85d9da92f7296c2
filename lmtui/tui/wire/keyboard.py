"""Reading the keyboard: bytes become events; pastes are told from keys, and sequences in pieces are put together."""

from __future__ import annotations

import os
import select
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable

from textual import constants, events
from textual.message import Message

from lmtui.tui.textual_fixes.key_parser import KeyParser
from lmtui.tui.wire.input_pieces import (
    MOST_LEAVING_KEYS,
    is_answer,
    is_paste,
    leaves_program,
    paste_of,
    without_outdated,
)
from lmtui.tui.wire.pastes import AFTER_A_LONE_ESC, Pastes
from lmtui.tui.wire.sequences import ESCAPE, Sequences

_READ = 4096  # bytes; Linux gives no more at a time
_AT_ONCE = 1024 * 1024  # bytes that are looked at together: Ctrl+C is found behind all others
_FLOOD = 1024  # bytes; nobody types so many at once
_SECONDS_TO_NEXT = 0.005  # from one part of a flood to the next
_SECONDS_OF_FLOOD = 0.5  # so long are its parts waited for


class KeyboardInput:
    """Makes events of the bytes that the terminal sends.

    Of what comes at once, so much is taken as there is room for when it comes; the rest is left out.

    Args:
        take: called with the events of what has come at once.
        room: how many more keys may wait; where there is no room, only Ctrl+C and Ctrl+Q are handed on.
        asked: whether the terminal owes a report of where its cursor is; other reports are left out.
    """

    def __init__(
        self, take: Callable[[list[Message]], None], room: Callable[[], int], asked: Callable[[], bool]
    ) -> None:
        self._take, self._room, self._asked = take, room, asked
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._pastes, self._sequences, self._parser = Pastes(), Sequences(), KeyParser()
        self._taken: list[Message] = []
        self._room_left = self._leaving_left = 0

    def feed(self, data: bytes) -> None:
        """Take bytes that have come; what is no UTF-8 becomes U+FFFD."""
        self._begin()
        self._parts(self._pastes.part(self._decode(data)))
        self._hand_on()

    def pause(self) -> None:
        """Take what was held back for complete: nothing has come for a while."""
        self._begin()
        self._parts(self._pastes.after_a_pause())
        if rest := self._sequences.rest():
            self._keys([rest])
        self._hand_on()

    def _begin(self) -> None:
        self._room_left, self._leaving_left = max(self._room(), 0), MOST_LEAVING_KEYS

    def _hand_on(self) -> None:
        taken, self._taken = self._taken, []
        if taken:
            self._take(taken)

    def _parts(self, parts: Iterable[tuple[bool, str]]) -> None:
        """Take (whether it was pasted, text) pairs."""
        for pasted, text in parts:
            if pasted:
                self._paste(text)
            elif text != AFTER_A_LONE_ESC or self._sequences.unfinished:
                self._keys(self._sequences.cut(text))

    def _keys(self, pieces: Iterable[str]) -> None:
        for piece in without_outdated(pieces):
            if leaves_program(piece):  # there is always room for it
                self._leaving_left -= self._key(piece, self._leaving_left)
            elif is_answer(piece):
                if self._asked():
                    self._take(self._parser.events(piece))  # now: it is one of those that are due
            elif self._room_left <= 0:
                continue
            elif piece[0] != ESCAPE and is_paste(piece):
                self._paste(paste_of(piece))
            else:
                self._room_left -= self._key(piece, self._room_left)

    def _key(self, piece: str, room: int) -> int:
        """Take the events of a piece, as far as there is room. Returns how much room they take."""
        if room <= 0:
            return 0
        run = piece[0] != ESCAPE or piece[:2] == 2 * ESCAPE
        self._taken += self._parser.text(piece[:room]) if run else self._parser.events(piece)
        return min(len(piece), room) if run else 1  # also where it is no key: reading it takes time, too

    def _paste(self, text: str) -> None:
        if self._room_left > 0:
            self._room_left -= 1
            self._taken.append(events.Paste(text.replace("\0", "")))


def read_keys(keyboard: int, wake: int, into: KeyboardInput) -> bool:
    """Read until reading is to stop, or the input has ended. Returns True if it has ended.

    Args:
        keyboard: the terminal, which does not block.
        wake: becomes readable when reading is to stop. It is read empty: a byte that stayed would end the next
            reading at once.
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
            data, more = read_available(keyboard)
            if data:
                into.feed(data)
                paused, last = False, time.monotonic()
            if not more:
                return True
        elif not paused and time.monotonic() >= last + constants.ESCAPE_DELAY:
            into.pause()
            paused = True


def read_available(keyboard: int) -> tuple[bytes, bool]:
    """The bytes that can be read without waiting, up to a bound, and whether more may come.

    Of a flood the parts are waited for: what of it has no room is left out, where in parts all of it would act.
    """
    data = bytearray()
    end = time.monotonic() + _SECONDS_OF_FLOOD
    while len(data) < _AT_ONCE:
        try:
            part = os.read(keyboard, _READ)
        except BlockingIOError:
            break  # the shell has read it, while the program was stopped
        except OSError:
            return bytes(data), False
        if not part:
            return bytes(data), False
        data += part
        wait = _SECONDS_TO_NEXT if len(data) >= _FLOOD and time.monotonic() < end else 0
        if not select.select([keyboard], [], [], wait)[0]:  # a terminal that blocks would wait for ever
            break
    return bytes(data), True
