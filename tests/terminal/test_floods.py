"""A megabyte of anything into the terminal: whoever wants to leave can. After a part of it, keys act as before."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable

import pytest
from support.forked import spawn
from support.playing import ready, text_of
from support.processes import ticks
from support.terminal import CTRL_C, CTRL_Q, Terminal, alternate_screen_left, lmtui, modes_left_on

MEGABYTE = 1_000_000
SHIFT_TAB = "\x1b[Z"
_BINARY = random.Random(1).randbytes(MEGABYTE).translate(None, b"\x03\x11")


def filled(begin: str, part: str) -> Callable[[], bytes]:
    return lambda: (begin + part * (MEGABYTE // len(part))).encode()


RUBBISH: dict[str, Callable[[], bytes]] = {
    "Esc and brackets": filled("\x1b", "["),
    "Esc": filled("", "\x1b"),
    "parameters": filled("\x1b[", "1;"),
    "sequences without an end": filled("", "\x1b["),
    "a DCS without an end": filled("\x1bP", "x"),
    "DCS": filled("", f"\x1bP{'x' * 50_000}\x1b\\"),
    "APC": filled("", f"\x1b_{'x' * 50_000}\x1b\\"),
    "OSC": filled("", "\x1b]52;c;YWJj\x07"),
    "SOS and PM": filled("", "\x1bXx\x1b^y"),
    "digits of a mouse report": filled("\x1b[<", "5"),
    "SS3": filled("", "\x1bO"),
    "mouse wheel": filled("", "\x1b[<65;40;12M"),
    "clicks": filled("", "\x1b[<0;40;12M\x1b[<0;40;12m"),
    "mouse": filled("", "\x1b[<35;40;12M\x1b[<35;9;3M"),
    "a paste without an end": filled("\x1b[200~", "x"),
    "brackets of pastes": filled("", "\x1b[200~"),
    "empty pastes": filled("", "\x1b[200~\x1b[201~"),
    "numbers that no key has": filled("", "\x1b[99999999;5u"),
    "sizes": filled("", "\x1b[48;9999;9999;99;99t"),
    "answers": filled("", "\x1b[7;7R"),
    "focus": filled("", "\x1b[I\x1b[O"),
    "arrows": filled("", "\x1b[A"),
    "letters": filled("", "a"),
    "lines": filled("", "the mouse ate\r"),
    "no UTF-8": lambda: b"\xff\xfe\x9b[" * (MEGABYTE // 4),
    "a binary": lambda: _BINARY,
}


def send_beside(terminal: Terminal, data: bytes) -> threading.Thread:
    """Type, while what the program draws is read."""
    thread = threading.Thread(target=terminal.send, args=(data,), daemon=True)
    thread.start()
    return thread


# A program that computes on after one of these would be seen; where it does not, keys act.
RESTS_AFTER = ("Esc and brackets", "a DCS without an end", "mouse wheel", "arrows", "letters", "DCS", "focus")


@pytest.mark.parametrize("name", RUBBISH)
def test_after_a_flood_the_program_rests_and_takes_keys_and_ctrl_q_behind_a_megabyte_leaves(name: str) -> None:
    with spawn([lmtui()]) as terminal:
        ready(terminal)
        if name in RESTS_AFTER:
            rest_after_a_part(terminal, RUBBISH[name]()[: MEGABYTE // 4])
        thread = send_beside(terminal, RUBBISH[name]() + CTRL_Q.encode())
        assert terminal.wait() == 0
        thread.join()
        assert alternate_screen_left(terminal.received)
        assert not modes_left_on(terminal.received)


def rest_after_a_part(terminal: Terminal, part: bytes) -> None:
    """Send a part of a flood in the prompt; it rests then, and takes keys. The focus is in the prompt again."""
    thread = send_beside(terminal, part)
    terminal.expect(lambda seen: not thread.is_alive())
    terminal.expect(rests)
    time.sleep(0.2)  # what has no end has ended with the pause
    terminal.send("\x1b\x1b[H")  # out of the prompt; T = 0
    terminal.expect(lambda seen: "T 0 " in text_of(seen))
    terminal.send(SHIFT_TAB)


def rests(terminal: Terminal) -> bool:
    """Whether it computes for less than a hundredth of a second in half a second."""
    before = ticks(terminal.pid)
    terminal.read(0.5)
    return ticks(terminal.pid) - before <= os.sysconf("SC_CLK_TCK") // 50


@pytest.mark.parametrize("name", ["Esc and brackets", "a DCS without an end", "mouse wheel", "a binary"])
def test_ctrl_c_twice_behind_a_megabyte_of_rubbish_leaves(name: str) -> None:
    with spawn([lmtui()]) as terminal:
        ready(terminal)
        thread = send_beside(terminal, RUBBISH[name]() + 2 * CTRL_C.encode())
        assert terminal.wait() == 0
        thread.join()
