"""The installed command in a real terminal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from support.cli import process
from support.forked import spawn
from support.screen import ShownTable, find_table, unsafe_characters
from support.terminal import (
    CTRL_Q,
    END,
    ENTER,
    F7,
    PATIENCE,
    UP,
    Terminal,
    alternate_screen_left,
    clean_environment,
    colours_sent,
    cursor_shown,
    lmtui,
)
from support.terminal import spawn as start_anew

CTRL_U = "\x15"


def table_of(terminal: Terminal) -> ShownTable:
    """The table, once nothing changes any more: a frame may come in pieces."""
    terminal.settle()
    table = find_table(terminal.lines)
    assert table is not None, terminal.text
    return table


def ready(terminal: Terminal) -> None:
    """Wait for the model's first table."""
    terminal.expect(lambda seen: find_table(seen.lines))


def stopped_with_tokens(terminal: Terminal, tokens: int) -> None:
    """Let a generation run for so many tokens, then stop it."""
    terminal.expect(
        lambda seen: (count := re.search(r"(\d+) \S \S+ \S running", seen.text)) and int(count[1]) >= tokens
    )
    terminal.send(F7)
    terminal.expect("stopped")


@pytest.mark.parametrize(("term", "start"), [("xterm-256color", start_anew), ("screen", spawn)])
def test_a_prompt_is_typed_tokens_appear_the_columns_sum_to_one_and_control_q_leaves(
    term: str, start: Callable[..., AbstractContextManager[Terminal]]
) -> None:
    with start([lmtui()], env={"TERM": term}) as terminal:
        ready(terminal)
        assert table_of(terminal).sums_to_one()
        terminal.send("The fox")
        terminal.expect("Next after The fox")
        assert table_of(terminal).sums_to_one()
        terminal.send(ENTER)
        stopped_with_tokens(terminal, 5)
        text = terminal.lines[5][:37]
        assert text.strip().startswith("The fox ")
        assert len(text.split()) > 3
        terminal.send(UP)
        terminal.expect("T 1.04")
        assert table_of(terminal).sums_to_one()
        assert len(table_of(terminal).rows) >= 10
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
        assert alternate_screen_left(terminal.received)
        assert cursor_shown(terminal.received)
        assert not unsafe_characters(terminal.text.replace("\n", ""))


def test_the_same_seed_gives_the_text_that_generate_prints() -> None:
    options = ["--seed", "3", "--temperature", "0.8", "--corpus", "verse"]
    printed = process("generate", *options, "--prompt", "The", "--tokens", "6").out
    with spawn([lmtui(), *options], (160, 30)) as terminal:
        ready(terminal)
        terminal.send("The")
        terminal.expect("Next after <s> The")
        for number in range(1, 7):
            terminal.send("\x1b[17~")
            terminal.expect(f"{number} ·")
        assert printed.splitlines()[0] in terminal.text
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0


def test_a_prompt_given_on_the_command_line_is_in_the_prompt() -> None:
    with spawn([lmtui(), "--prompt", "The fox", "--temperature", "inf"]) as terminal:
        terminal.expect("Next after The fox")
        terminal.expect("T ∞")
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
    assert 38 in colours_sent(terminal.received)


def test_60_by_16_is_enough() -> None:
    with spawn([lmtui()], (60, 16)) as terminal:
        ready(terminal)
        terminal.send("The fox" + ENTER)
        terminal.expect(lambda seen: re.match(" The fox(?:[^ ]+)? [^ ]+ [^ ]+", seen.lines[5][:26]))
        terminal.send(F7)
        assert table_of(terminal).sums_to_one()
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0


def test_50_by_10_says_that_it_is_too_small() -> None:
    with spawn([lmtui()], (50, 10)) as terminal:
        terminal.expect("60×16")
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0


def test_the_screen_follows_the_size_of_the_terminal() -> None:
    with spawn([lmtui()]) as terminal:
        ready(terminal)
        terminal.resize(50, 10)
        terminal.expect("60×16")
        for columns, rows in ((120, 40), (60, 16), (80, 24)):
            terminal.resize(columns, rows)
            terminal.expect(lambda seen: "F1" in seen.lines[-1] and find_table(seen.lines))
            assert "lmtui" in terminal.lines[0]
            assert "Prompt" in terminal.lines[1]
            assert table_of(terminal).sums_to_one()
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0


def test_bytes_that_are_no_utf_8_do_not_end_the_program() -> None:
    with spawn([lmtui()]) as terminal:
        ready(terminal)
        for number, bytes_sent in enumerate((b"\xe9\xff", b"\x80", b"\xc3(")):
            terminal.send(bytes_sent)
            terminal.send(f"The fox {number}")
            terminal.expect(lambda seen, typed=f"The fox {number}": typed in seen.lines[1])  # type: ignore[misc]
            assert "Prompt   " in terminal.text, bytes_sent
            terminal.send(END + CTRL_U)
            terminal.expect(lambda seen: seen.lines[1].split() == ["Prompt"])
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0


def test_a_wide_and_nasty_corpus_leaves_the_columns_aligned_and_no_control_on_the_screen(tmp_path: Path) -> None:
    corpus = tmp_path / "wide.txt"
    corpus.write_text("漢字 한국어 e\u0301te\u0301 \x1b[31m [/x] \u202ex \x9b2J\n" * 3)
    with spawn([lmtui(), "--corpus", str(corpus), "--tokenizer", "whitespace", "--temperature", "inf"]) as terminal:
        ready(terminal)
        terminal.send("漢字" + ENTER)
        stopped_with_tokens(terminal, 10)
        table = table_of(terminal)
        assert table.sums_to_one()
        assert {row.ends for row in table.rows} == {table.rows[0].ends}
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
    text = bytes(terminal.received).decode()
    assert not {"\u202e", "\x9b"} & set(text)


REFUSALS: list[tuple[Mapping[str, str], str]] = [
    ({"TERM": "dumb"}, ""),
    ({"TERM": "unknown"}, ""),
    ({"TERM": "xterm-256color"}, "</dev/null"),
    ({"TERM": "xterm-256color"}, "2>/dev/null"),
]


@pytest.mark.parametrize(("env", "redirection"), REFUSALS)
def test_what_is_no_terminal_to_draw_on_is_refused_with_2(env: Mapping[str, str], redirection: str) -> None:
    with spawn(["sh", "-c", f'exec "$0" {redirection}', lmtui()], env=env) as terminal:
        assert terminal.wait() == 2
        assert b"\x1b" not in terminal.received
        if redirection != "2>/dev/null":
            assert terminal.text.startswith("lmtui: ")
            assert "terminal" in terminal.text
            assert b"Traceback" not in terminal.received


def test_standard_input_that_is_no_terminal_is_refused_with_2_and_one_line() -> None:
    done = subprocess.run(
        [lmtui()], input=b"x", capture_output=True, timeout=PATIENCE, check=False, env=clean_environment()
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().count("\n") == 1
    assert "terminal" in done.stderr.decode()


def test_the_helper_ends_and_reaps_a_program_that_does_not_end_by_itself() -> None:
    with spawn(["sh", "-c", "trap '' HUP TERM; echo started; while :; do sleep 1; done"]) as terminal:
        terminal.expect("started")
        terminal.signal(signal.SIGTERM)
        assert terminal.exit_status is None
    assert terminal.exit_status == -signal.SIGKILL
    with pytest.raises(ProcessLookupError):
        os.kill(terminal.pid, 0)
