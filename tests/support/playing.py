"""The playground in a terminal: what a person does there, and what they see of a generation."""

from __future__ import annotations

import re

from wcwidth import wcwidth

from support.screen import find_table
from support.terminal import F5, TAB, Terminal

_PROGRESS = re.compile(r" (\d+) \S (?:\S+ \S )?(running|paused|stopped) ")
QUESTION = b"\x1b[6n"
"""What the program asks after a frame."""


def ready(terminal: Terminal) -> None:
    """Wait for the model's first table."""
    terminal.expect(lambda seen: find_table(text_of(seen).splitlines()))


def text_of(terminal: Terminal) -> str:
    """What is on the screen; "" while half of a wide character is overwritten there, of which pyte knows no text."""
    try:
        return terminal.text
    except IndexError:
        return ""


def progress(text: str) -> tuple[int, str]:
    """How many tokens there are, and whether they go on; as the title of the text says."""
    found = _PROGRESS.search(text)
    return (int(found[1]), found[2]) if found else (-1, "")


def tokens(terminal: Terminal) -> int:
    return progress(text_of(terminal))[0]


def leave_the_prompt(terminal: Terminal) -> None:
    """Keys go to the slider, from which letters and signs have their meanings."""
    terminal.settle()  # else what comes anyway would be taken for the answer to the key
    before = len(terminal.received)
    terminal.send(TAB)
    terminal.expect(lambda seen: len(seen.received) > before)


def run_without_limit(terminal: Terminal) -> None:
    """Let tokens come as fast as they can."""
    leave_the_prompt(terminal)
    terminal.send(5 * "+" + F5)
    terminal.expect(lambda seen: tokens(seen) > 0 and " max " in text_of(seen))


def cells(line: str) -> list[str]:
    """What stands in each cell, as the emulator has it; a wide character is in the first of its two."""
    found: list[str] = []
    for char in line:
        width = wcwidth(char)
        if width > 0:
            found += [char] if width == 1 else [char, ""]
        elif found:
            found[-1 if found[-1] else -2] += char
    return found
