"""Explanation, counts and sources in a real terminal, in one run."""

from __future__ import annotations

from support.forked import spawn
from support.screen import find_table, unsafe_characters
from support.terminal import CTRL_Q, DOWN, ESCAPE, RIGHT, lmtui


def test_where_p_comes_from_the_counts_as_a_map_and_the_sources_of_a_text() -> None:
    with spawn([lmtui(), "--corpus", "fables", "--prompt", "The fox said , The"]) as terminal:
        terminal.expect(lambda seen: find_table(seen.lines))
        terminal.send(ESCAPE)
        terminal.settle()
        terminal.send("i")
        terminal.expect("p here = ")
        terminal.expect(" | , The) = ")
        terminal.send(ESCAPE)
        terminal.expect("Next after")
        terminal.send("#")
        terminal.expect("2-grams: 1,000 of ")
        terminal.send("m")
        terminal.expect("root of p_T at T = 1")
        terminal.send(DOWN + RIGHT)
        terminal.expect("[]")
        terminal.send("0\r")
        terminal.expect("root of p_T at T = 0,")
        terminal.send(ESCAPE)
        terminal.expect("Next after")
        terminal.send("f")
        terminal.expect(" in the training text")
        terminal.expect("fables:")
        terminal.send(ESCAPE)
        terminal.expect("Next after")
        assert not unsafe_characters(terminal.text.replace("\n", ""))
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
