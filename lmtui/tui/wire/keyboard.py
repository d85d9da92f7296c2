"""Keys from the terminal: decoded, pastes kept apart, and sequences that come in pieces put together."""

from __future__ import annotations

import os
import select
import threading
import time
from codecs import getincrementaldecoder
from collections.abc import Callable

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.message import Message

from lmtui.tui.wire.pastes import Pastes


def read_keys(
    keyboard: int, wake: int, ended: threading.Event, parser: XTermParser, take: Callable[[Message], None]
) -> bool:
    """Read until that is no longer wanted, or the input has ended; whether it has. What is no UTF-8 becomes U+FFFD.

    Args:
        keyboard: the terminal, which does not block.
        wake: becomes readable when there is something else to look at.
        ended: set when nothing more is to be read.
        parser: makes events of text.
        take: is given them.
    """
    pastes = Pastes()
    decode = getincrementaldecoder("utf-8")("replace").decode
    unfinished = 2 * constants.ESCAPE_DELAY  # by then the parser knows an Esc from the start of a sequence
    busy_until = 0.0
    while not ended.is_set():
        idle = time.monotonic() > busy_until
        ready, _, _ = select.select([keyboard, wake], [], [], None if idle else constants.ESCAPE_DELAY / 2)
        if wake in ready:
            os.read(wake, 64)
        if ready:
            busy_until = time.monotonic() + unfinished
        if keyboard in ready:
            try:
                data = os.read(keyboard, 4096)
            except BlockingIOError:
                continue  # it was for the shell, while we were stopped
            except OSError:
                data = b""
            if not data:
                return True
            for pasted, text in pastes.part(decode(data)):
                found = [events.Paste(text.replace("\0", ""))] if pasted else parser.feed(text)
                for event in found:
                    take(event)
        elif held := pastes.rest():
            for event in parser.feed(held):
                take(event)
        for event in parser.tick():
            take(event)
    return False
