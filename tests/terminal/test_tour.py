"""The tour at a real terminal of 80×24, from its first step to its last."""

from __future__ import annotations

import re

from support.forked import spawn
from support.lecture import KEYS, WAIT
from support.terminal import CTRL_Q, Terminal, lmtui

from lmtui.tui.tours import tour_from

CTRL_N = "\x0e"
BYTES = {
    "enter": "\r",
    "escape": "\x1b",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "f12": "\x1b[24~",
}


def has_lines(terminal: Terminal) -> bool:
    """Whether the text, which is still running, has some thirty tokens."""
    made = re.search(r" (\d+) · \d+/s · running", terminal.text)
    return made is not None and int(made[1]) >= 30


def test_the_tour_is_taken_from_the_first_step_to_the_last() -> None:
    steps = tour_from().steps
    with spawn([lmtui(), "--tour", "--seed", "4"]) as terminal:
        for number, (step, keys) in enumerate(zip(steps, KEYS, strict=True), 1):
            terminal.expect(f" {number}/{len(steps)} {step.title}")
            terminal.settle()
            for key in keys:
                if key == WAIT:
                    terminal.expect(has_lines)
                else:
                    terminal.send(BYTES.get(key, key))
                if key == "escape":
                    terminal.settle()  # what follows an Esc at once is a key pressed with Alt
            terminal.expect("✓ done")
            terminal.send(CTRL_N)
        terminal.expect("the tour is over")
        terminal.expect(" seed 4 ")
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
