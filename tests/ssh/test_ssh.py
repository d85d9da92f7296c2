"""The playground and the headless commands at the other end of a real SSH connection."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from os import kill
from pathlib import Path

import pytest
from support.screen import find_table
from support.sshd import Sshd, line_to
from support.terminal import (
    CTRL_Q,
    ENTER,
    F5,
    F7,
    PATIENCE,
    TAB,
    Terminal,
    alternate_screen_left,
    clean_environment,
    lmtui,
    modes_left_on,
    spawn,
)

ENDLESS = ("generate", "--corpus", "mouse", "--tokens", "1000000000")
SURROUNDINGS = ("LMTUI_CACHE=", "LANG=C.UTF-8")

# How a shell on the far side starts a command.
PLAINLY = 'exec "$@"'
DEAF_TO_HANG_UPS = "trap '' HUP; exec \"$@\""
WITHOUT_CONTROLLING_TERMINAL = 'setsid -w "$@"; exit $?'

# Runs a command in a terminal that controls nothing, until the line to whoever called it ends.
TERMINAL_MADE_THERE = """
import os, select, subprocess, sys, termios
near, far = os.openpty()
termios.tcsetwinsize(far, (24, 80))
subprocess.Popen(sys.argv[1:], stdin=far, stdout=far, stderr=far, start_new_session=True)
os.close(far)
while True:
    for source in select.select([0, near], [], [])[0]:
        data = os.read(source, 65536)
        if not data:
            sys.exit()
        os.write(near if source == 0 else 1, data)
"""


class Remote:
    """A command line for the far side that runs lmtui and tells its process id."""

    def __init__(self, folder: Path) -> None:
        self._pid_file = folder / "pid"

    def command(self, *arguments: str, start: str = PLAINLY, surroundings: tuple[str, ...] = ()) -> str:
        program = ["env", *SURROUNDINGS, *surroundings, lmtui(), *arguments]
        tell = ["sh", "-c", f'echo $$ >{shlex.quote(str(self._pid_file))}; exec "$@"', "sh", *program]
        return shlex.join(["sh", "-c", start, "sh", *tell])

    @property
    def pid(self) -> int:
        """Of the lmtui there, once something of it has been seen."""
        return int(self._pid_file.read_text())


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    return Remote(tmp_path)


@contextmanager
def playground(
    server: Sshd, remote: Remote, *options: str, start: str = PLAINLY, size: tuple[int, int] = (80, 24)
) -> Iterator[Terminal]:
    """A playground on the far side that shows its first table."""
    with spawn(server.command("-tt", *options, remote=remote.command(start=start)), size) as terminal:
        ready(terminal)
        assert remote.pid in server.processes()
        yield terminal


def ready(terminal: Terminal) -> None:
    terminal.expect(lambda seen: find_table(seen.lines))


def be_idle(terminal: Terminal) -> None:
    terminal.settle()


def generate(terminal: Terminal) -> None:
    """Let tokens come as fast as they can."""
    terminal.settle()
    before = len(terminal.received)
    terminal.send(TAB)
    terminal.expect(lambda seen: len(seen.received) > before)  # the focus has left the prompt
    terminal.send(4 * "+" + F5)
    terminal.expect(lambda seen: re.search(r"[1-9]\d* \S max \S running", seen.text))


def kill_client(terminal: Terminal) -> None:
    terminal.signal(signal.SIGKILL)
    assert terminal.wait() == -signal.SIGKILL


def close_window(terminal: Terminal) -> None:
    terminal.hang_up()
    terminal.wait()


def run(server: Sshd, *options: str, remote: str) -> subprocess.CompletedProcess[str]:
    """A client without a terminal, to its end."""
    return subprocess.run(
        server.command(*options, remote=remote),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        stdin=subprocess.DEVNULL,
        env=clean_environment(),
    )


def leave_with_control_q(server: Sshd, terminal: Terminal) -> None:
    """The exit status is 0, the terminal as it was, and nobody is left there."""
    terminal.send(CTRL_Q)
    assert terminal.wait() == 0
    assert alternate_screen_left(terminal.received)
    assert modes_left_on(terminal.received) == set()
    server.expect_nobody()


def test_control_q_leaves_with_0_and_the_terminal_as_it_was(server: Sshd, remote: Remote) -> None:
    with playground(server, remote) as terminal:
        be_idle(terminal)
        leave_with_control_q(server, terminal)


def test_what_is_typed_here_is_shown_there_and_its_size_is_the_terminals(server: Sshd, remote: Remote) -> None:
    with playground(server, remote, size=(100, 30)) as terminal:
        terminal.send("The fox")
        terminal.expect("Next after The fox")
        terminal.send(ENTER)
        terminal.expect("running")
        terminal.resize(50, 10)
        terminal.expect("60×16")
        terminal.resize(120, 40)
        terminal.expect(lambda seen: "F1" in seen.lines[-1] and find_table(seen.lines))
        terminal.send(F7)
        terminal.expect("stopped")
        generate(terminal)
        leave_with_control_q(server, terminal)


@pytest.mark.parametrize("do", [be_idle, generate])
def test_a_termination_gives_the_terminal_back_and_143(
    server: Sshd, remote: Remote, do: Callable[[Terminal], None]
) -> None:
    with playground(server, remote) as terminal:
        do(terminal)
        kill(remote.pid, signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM
    assert alternate_screen_left(terminal.received)
    assert modes_left_on(terminal.received) == set()
    server.expect_nobody()


@pytest.mark.parametrize("lose", [kill_client, close_window])
@pytest.mark.parametrize("do", [be_idle, generate])
def test_nothing_stays_there_when_the_client_is_gone(
    server: Sshd, remote: Remote, do: Callable[[Terminal], None], lose: Callable[[Terminal], None]
) -> None:
    with playground(server, remote) as terminal:
        do(terminal)
        lose(terminal)
        server.expect_nobody()


@pytest.mark.parametrize("start", [DEAF_TO_HANG_UPS, WITHOUT_CONTROLLING_TERMINAL], ids=["deaf", "uncontrolled"])
@pytest.mark.parametrize("do", [be_idle, generate])
def test_nothing_stays_there_when_no_signal_tells_that_the_client_is_gone(
    server: Sshd, remote: Remote, do: Callable[[Terminal], None], start: str
) -> None:
    with playground(server, remote, start=start) as terminal:
        do(terminal)
        kill_client(terminal)
        server.expect_nobody()


@pytest.mark.parametrize("do", [be_idle, generate])
def test_nothing_stays_there_when_the_line_is_cut(
    server: Sshd, remote: Remote, do: Callable[[Terminal], None]
) -> None:
    with line_to(server.port) as line, playground(server, remote, "-p", str(line.port)) as terminal:
        do(terminal)
        line.cut()
        assert terminal.wait() == 255
        server.expect_nobody()


def test_a_termination_is_heeded_while_the_client_does_not_read(server: Sshd, remote: Remote) -> None:
    with playground(server, remote) as terminal:
        generate(terminal)
        terminal.signal(signal.SIGSTOP)
        kill(remote.pid, signal.SIGTERM)
        terminal.read(PATIENCE, lambda _: remote.pid not in server.processes())
        assert remote.pid not in server.processes()
        kill_client(terminal)
        server.expect_nobody()


@pytest.mark.parametrize("do", [be_idle, generate])
def test_nothing_stays_in_a_terminal_made_there_when_the_client_is_gone(
    server: Sshd, remote: Remote, do: Callable[[Terminal], None]
) -> None:
    inner = remote.command(surroundings=("TERM=xterm-256color",))
    client = server.command("-T", remote=f"{shlex.join([sys.executable, '-c', TERMINAL_MADE_THERE])} {inner}")
    # The terminal here hands over every key as it comes, as ssh would have told it to with -t.
    with spawn(["sh", "-c", 'stty raw -echo; exec "$@"', "sh", *client]) as terminal:
        ready(terminal)
        assert remote.pid in server.processes()
        do(terminal)
        kill_client(terminal)
        server.expect_nobody()


def test_without_a_terminal_the_playground_is_refused_with_2_and_one_line(server: Sshd, remote: Remote) -> None:
    done = run(server, "-T", remote=remote.command())
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"lmtui: .*terminal.*\bgenerate\b.*\n", done.stderr)
    server.expect_nobody()


def test_without_a_terminal_the_headless_commands_print_what_they_print_here(server: Sshd, remote: Remote) -> None:
    arguments = ["generate", "--corpus", "mouse", "--prompt", "the mouse", "--seed", "7", "--tokens", "40"]
    here = subprocess.run(
        [lmtui(), *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
        stdin=subprocess.DEVNULL,
        env=clean_environment(),
    )
    there = run(server, "-T", remote=remote.command(*arguments))
    assert (there.returncode, there.stdout, there.stderr) == (0, here.stdout, "")
    server.expect_nobody()


@pytest.mark.parametrize("option", ["-T", "-tt"])
def test_a_long_generate_ends_with_its_client(server: Sshd, remote: Remote, option: str) -> None:
    with spawn(server.command(option, remote=remote.command(*ENDLESS))) as terminal:
        terminal.expect(lambda seen: len(seen.received) > 1000)
        assert remote.pid in server.processes()
        kill_client(terminal)
        server.expect_nobody()


def test_a_command_that_waits_for_input_ends_with_its_client(server: Sshd, remote: Remote) -> None:
    with spawn(server.command("-T", remote=remote.command("score", "--corpus", "mouse", "--json"))) as terminal:
        terminal.send("the mouse\n")
        terminal.expect('"text"')
        assert remote.pid in server.processes()
        kill_client(terminal)
        server.expect_nobody()
