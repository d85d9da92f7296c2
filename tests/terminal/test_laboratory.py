"""All of the laboratory, in one sitting at a real terminal of 80×24."""

from __future__ import annotations

import json
from pathlib import Path

from support.cli import process
from support.forked import spawn
from support.screen import prose, unsafe_characters
from support.terminal import (
    CTRL_Q,
    DOWN,
    END,
    ENTER,
    ESCAPE,
    F6,
    HOME,
    LEFT,
    TAB,
    Terminal,
    alternate_screen_left,
    cursor_shown,
    lmtui,
)

F4, DELETE, SHIFT_TAB = "\x1bOS", "\x1b[3~", "\x1b[Z"
CTRL_S, CTRL_U = "\x13", "\x15"

OPTIONS = ["--seed", "4", "--prompt", "The fox", "--top-k", "5"]
STEPS = 6
TEXT, RIGHT_HALF = slice(5, 22), slice(40, 80)


def printed(temperature: str) -> str:
    """What `lmtui generate` makes of the same settings."""
    ran = process("generate", *OPTIONS, "--temperature", temperature, "--tokens", str(STEPS))
    assert ran.code == 0, ran.err
    return ran.out.strip()


def text_of(terminal: Terminal) -> str:
    """The one text, beside the table."""
    return prose([line[:37] for line in terminal.lines[TEXT]])


def row_of(terminal: Terminal, rank: int) -> str:
    """The token of a rank that the luck did not decide on."""
    rows = [line[42:].split()[0] for line in terminal.lines if line[37:42].strip() == str(rank)]
    assert rows, terminal.text
    return rows[0]


def press(terminal: Terminal, keys: str, wanted: str) -> None:
    """Type, see what must come, and all that comes with it."""
    terminal.send(keys)
    terminal.expect(wanted)
    terminal.settle()


def test_a_sitting_from_the_first_token_to_the_same_screen_again(tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    with spawn([lmtui(), *OPTIONS]) as terminal:
        terminal.expect(": top-k 5 ──")
        for number in range(1, STEPS + 1):
            press(terminal, F6, f" {number} · 10/s · paused")
        text = text_of(terminal)
        assert text == printed("1")

        # Scrub: down to 0, up to infinity, and back.
        press(terminal, TAB + HOME, " T 0  ")
        assert text_of(terminal) == printed("0") != text
        press(terminal, END, " T ∞  ")
        assert text_of(terminal) == printed("inf")
        press(terminal, "1" + ENTER, " T 1  ")
        assert text_of(terminal) == text

        # Take a token by hand in the past: another branch, and back.
        press(terminal, TAB + LEFT * 3 + TAB + HOME, "━ Next after ")
        picked = row_of(terminal, 3)
        press(terminal, DOWN * 2 + ENTER, "Branch 2/2")
        assert text_of(terminal).split()[-1].endswith(picked)
        assert text_of(terminal) != text
        press(terminal, "b", "Branch 1/2")
        assert text_of(terminal) == text
        press(terminal, "u", "Branch 2/2")
        press(terminal, "U", "Branch 1/2")
        press(terminal, SHIFT_TAB + LEFT + DELETE, " paused ")
        assert len(text_of(terminal)) < len(text)
        press(terminal, "u", " paused ")
        assert text_of(terminal) == text

        # A second lane, readable; compared; the curve; the table again.
        press(terminal, "l", "2: T 1.50 ")
        lanes = [line[RIGHT_HALF] for line in terminal.lines]
        assert "1: T 1 " in next(line for line in terminal.lines if "2: T 1.50" in line)
        assert any(line.lstrip().startswith("The fox ") for line in lanes)
        press(terminal, "v", f"Token {STEPS + 1} in every lane")
        press(terminal, "v", "Next after ")
        press(terminal, "g", "Entropy after ")
        press(terminal, "g", "Next after ")

        # The colouring, round and round; then the sweep.
        for legend in ("rank 1 2-10", "bits ≤1 ≤4", "order 3 2 1", " none ", " p ≥.1 ≥.01"):
            press(terminal, "y", legend)
        press(terminal, F4, "done: ")
        assert "perplexity" in terminal.text
        press(terminal, ESCAPE, "2: T 1.50 ")

        # Save, leave, and open: the same screen.
        terminal.send(SHIFT_TAB * 3)  # from the text of the second lane, past the first's, to the prompt
        terminal.settle()
        press(terminal, CTRL_S, "Save the session")
        terminal.send(f"{CTRL_U}{file}{ENTER}")
        terminal.expect("saved as")
        assert file.exists()
        terminal.expect("2: T 1.50 ")
        terminal.expect(lambda seen: "saved as" not in seen.text and "━━" not in "".join(seen.lines[4:]))
        terminal.settle()
        saved = terminal.lines
        assert not unsafe_characters("".join(saved))
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
        assert alternate_screen_left(terminal.received)
        assert cursor_shown(terminal.received)
    assert json.loads(file.read_text())
    with spawn([lmtui(), "--session", str(file)]) as terminal:
        terminal.expect("2: T 1.50 ")
        terminal.expect("Next after ")
        terminal.settle()
        assert terminal.lines == saved
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
