"""Run in a terminal: asks it how it counts, as the program does, and then where its cursor is after each text.

    python ask_columns.py TEXTS ANSWERS

TEXTS is a JSON list. ANSWERS gets a line of JSON with what was measured, as the fields of Widths, and one a text:
[text, columns the terminal says, columns the program counts]; before the next text it waits for a key.
"""

from __future__ import annotations

import json
import os
import re
import select
import sys
import termios
import tty
from dataclasses import asdict

from lmtui.text.cells import columns, widths_in_use
from lmtui.tui.wire.width_probe import WidthProbe, use_measured_widths

_PATIENCE = 20.0


class Asked:
    """The terminal of standard input and output."""

    def __init__(self) -> None:
        self._read = b""

    def places(self, count: int) -> list[tuple[int, int]]:
        """So many answers to where the cursor is, counted from 0."""
        found: list[tuple[int, int]] = []
        while len(found) < count:
            if answer := re.search(rb"\x1b\[(\d+);(\d+)R", self._read):
                found.append((int(answer[1]) - 1, int(answer[2]) - 1))
                self._read = self._read[answer.end() :]
            else:
                self._more()
        return found

    def key(self) -> None:
        """Wait for one."""
        while b"\r" not in self._read:
            self._more()
        self._read = b""

    def _more(self) -> None:
        assert select.select([0], [], [], _PATIENCE)[0], "the terminal does not answer"
        self._read += os.read(0, 4096)


def write(text: str) -> None:
    os.write(1, text.encode())


def main(texts: list[str], answers: str) -> None:
    asked = Asked()
    write("\x1b[2J")
    probing = WidthProbe(24, 0.0)
    write(probing.request)
    for row, column in asked.places(probing.questions):
        probing.take(row, column, 0.0)
    use_measured_widths(probing.widths)
    with open(answers, "w") as file:
        print(json.dumps(asdict(widths_in_use())), file=file, flush=True)
        for text in texts:
            write(f"\x1b[2J\x1b[H{text}\x1b[6n")
            [(_, column)] = asked.places(1)
            print(json.dumps([text, column, columns(text)]), file=file, flush=True)
            asked.key()


if __name__ == "__main__":
    before = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        main(json.loads(sys.argv[1]), sys.argv[2])
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
