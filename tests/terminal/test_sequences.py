"""Whole sequences at a real terminal of 80×24: two texts, the best, samples, annealing; all by keyboard alone."""

from __future__ import annotations

from support.forked import spawn
from support.terminal import CTRL_Q, ESCAPE, HOME, alternate_screen_left, lmtui, press

F4, F5, F9, F10, PAGE_DOWN, TAB = "\x1bOS", "\x1b[15~", "\x1b[20~", "\x1b[21~", "\x1b[6~", "\t"


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


def test_a_whole_sequence_beside_tokens_and_a_sweep_of_several_texts_are_seen() -> None:
    command = ["--corpus", "kitchen", "--prompt", "the", "--temperature", "0", "--speed", "max"]
    with spawn([lmtui(), *command, "--anneal", "sequence", "--tokens", "8"]) as terminal:
        press(terminal, F5, "All 8 tokens are there.")
        assert "the cloth over a low heat" in terminal.text
        press(terminal, f"{TAB}L", "2: T 0 whole")
        press(terminal, "W", "the temperature anneals each token")
        assert "and a half of the stove" in terminal.text
        press(terminal, "v", "Token by token, p_T weighs each token alone; as a whole, what can follow, too.")
        press(terminal, F4, "done: 9 of 9")
        press(terminal, "n", "10 texts")
        terminal.expect("done: 9 of 9")
        press(terminal, "p", "▒")
        terminal.send(ESCAPE)
        terminal.settle()
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
