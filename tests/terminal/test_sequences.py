"""Whole sequences at a real terminal of 80×24: a pair of texts, the best continuations, samples; in one sitting."""

from __future__ import annotations

from support.forked import spawn
from support.screen import unsafe_characters
from support.terminal import CTRL_Q, ESCAPE, HOME, Terminal, alternate_screen_left, lmtui

F9, F10, PAGE_DOWN = "\x1b[20~", "\x1b[21~", "\x1b[6~"


def press(terminal: Terminal, keys: str, wanted: str) -> None:
    """Type, see what must come, and all that comes with it; nothing in it is unsafe."""
    terminal.send(keys)
    terminal.expect(wanted)
    terminal.settle()
    assert not unsafe_characters("".join(terminal.lines))


def test_scores_the_best_and_samples_are_seen_by_keyboard_alone() -> None:
    with spawn([lmtui(), "--corpus", "mouse", "--prompt", "the mouse", "--seed", "4"]) as terminal:
        terminal.expect("Next after the mouse")
        terminal.settle()
        press(terminal, F10, "without </s>")
        press(terminal, F9, "text 1 is 432 × as probable")
        press(terminal, PAGE_DOWN, "T 0.67 text 2  generated 4.27e-05")
        press(terminal, F10, "greedy errs at token 3")
        before = len(terminal.received)
        press(terminal, "+", "exactly 9 tokens")
        assert len(terminal.received) - before < 8_000
        press(terminal, F10, "1,000 samples of at most 8 tokens")
        press(terminal, HOME, "1 distinct results")
        press(terminal, ESCAPE, "Next after the mouse")
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
        assert alternate_screen_left(terminal.received)
