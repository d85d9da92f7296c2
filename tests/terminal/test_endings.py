"""However the playground ends or is interrupted: nothing runs on, and the terminal is as it was."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select

import pytest
from support.forked import spawn
from support.processes import is_stopped, session_of, ticks
from support.screen import find_table
from support.terminal import (
    CTRL_C,
    CTRL_Q,
    CTRL_Z,
    ENTER,
    F1,
    F5,
    F7,
    PATIENCE,
    TAB,
    UP,
    Terminal,
    alternate_screen_left,
    cursor_shown,
    lmtui,
    modes_left_on,
)
from support.terminal import spawn as start_anew

Act = Callable[[Terminal], None]

HUNG_UP, INTERRUPTED, TERMINATED = 128 + signal.SIGHUP, 128 + signal.SIGINT, 128 + signal.SIGTERM
DEAF_TO_HANG_UPS = """
import signal
signal.signal(signal.SIGHUP, signal.SIG_IGN)
from lmtui.__main__ import main
main()
"""
IDLE_TICKS = 10  # in a second; a program that spins has a hundred


def be_idle(terminal: Terminal) -> None:
    terminal.settle()


def generate(terminal: Terminal) -> None:
    """Let tokens come as fast as they can."""
    terminal.settle()
    before = len(terminal.received)
    terminal.send(TAB)
    terminal.expect(lambda seen: len(seen.received) > before)  # the focus has left the prompt
    terminal.send(4 * "+" + F5)
    terminal.expect(lambda seen: tokens(seen) > 0 and "max" in seen.text)  # and more, for seconds


def tokens(terminal: Terminal) -> int:
    """How many were generated."""
    found = re.search(r"(\d+) \S \S+ \S (?:running|stopped)", terminal.text)
    return int(found[1]) if found else 0


whatever_it_does = pytest.mark.parametrize("do", [be_idle, generate])


@contextmanager
def playground(
    do: Act = be_idle,
    *,
    code: str = "",
    answers: bool = True,
    controlling: bool = True,
    anew: bool = False,
) -> Iterator[Terminal]:
    """A playground, started by this code if there is some, that does something; nothing of it may be left."""
    begin = start_anew if anew else spawn
    command = [sys.executable, "-c", code] if code else [lmtui()]
    with begin(command, answers=answers, controlling=controlling) as terminal:
        ready(terminal)
        do(terminal)
        yield terminal
        assert terminal.exit_status is not None
        assert session_of(terminal.pid) == set()


def ready(terminal: Terminal) -> None:
    """Wait for the model's first table."""
    terminal.expect(lambda seen: find_table(seen.lines))


def end_unread(terminal: Terminal) -> int:
    """Wait for the end without reading anything; the exit status."""
    end = time.monotonic() + PATIENCE
    while (status := terminal.exit_status) is None:
        assert time.monotonic() < end, "still running"
        time.sleep(0.01)
    return status


def assert_as_before(terminal: Terminal) -> None:
    """Everything that was switched on is off."""
    assert alternate_screen_left(terminal.received)
    assert cursor_shown(terminal.received)
    assert modes_left_on(terminal.received) == set()
    assert terminal.attributes == terminal.attributes_at_first


def assert_idle(terminal: Terminal, pid: int | None = None, read: bool = True) -> None:
    """It lives and computes nothing."""
    pid = pid or terminal.pid
    wait = terminal.read if read else time.sleep
    wait(0.3)
    before = ticks(pid)
    wait(1.0)
    assert ticks(pid) - before <= IDLE_TICKS


def fill(terminal: Terminal) -> None:
    """Write, for the program, as much as goes without anybody reading: its next write has to wait."""
    fd = os.open(terminal.name, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    while select([], [fd], [], 0.1)[1]:
        with suppress(BlockingIOError):
            os.write(fd, bytes(1024))  # a terminal takes no notice of NUL
    os.close(fd)


def assert_works(terminal: Terminal) -> None:
    """Keys do what they do; nothing generates."""
    terminal.send(F7)
    terminal.expect(lambda seen: "running" not in seen.text)
    before = temperature(terminal)
    terminal.send(UP)
    terminal.expect(lambda seen: temperature(seen) not in (before, ""))


def temperature(terminal: Terminal) -> str:
    found = re.search(r"\bT (\d\S*)", terminal.text)
    return found[1] if found else ""


# The terminal goes away


@whatever_it_does
@pytest.mark.parametrize("controlling", [True, False])
@pytest.mark.parametrize("code", ["", DEAF_TO_HANG_UPS], ids=["", "deaf to hang-ups"])
def test_nothing_stays_when_the_terminal_hangs_up(do: Act, controlling: bool, code: str) -> None:
    with playground(do, controlling=controlling, code=code) as terminal:
        terminal.hang_up()
        assert terminal.wait() == HUNG_UP


# Signals


@whatever_it_does
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_and_gives_the_terminal_back(do: Act, number: signal.Signals) -> None:
    with playground(do) as terminal:
        terminal.signal(number)
        assert terminal.wait() == 128 + number
        assert_as_before(terminal)


def test_signals_that_follow_one_another_end_it_once() -> None:
    with playground(generate) as terminal:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            terminal.signal(number)
        assert terminal.wait() in (TERMINATED, INTERRUPTED, HUNG_UP)
        assert_as_before(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_in_its_last_moments_changes_nothing(number: signal.Signals) -> None:
    with playground(be_idle, anew=number == signal.SIGTERM) as terminal:
        before = len(terminal.received)
        terminal.signal(signal.SIGTERM)
        while len(terminal.received) == before:  # of two signals that wait, Python takes the smaller number first
            terminal.read(0.002)
        while terminal.exit_status is None:
            terminal.signal(number)
            terminal.read(0.002)
        assert terminal.exit_status == TERMINATED
        terminal.read(1.0)
        assert_as_before(terminal)


def test_a_signal_ends_it_however_early_it_comes() -> None:
    for delay in (0.1, 0.2, 0.25, 0.3, 0.35, 0.4):
        with start_anew([lmtui()]) as terminal:
            terminal.read(delay)
            terminal.signal(signal.SIGTERM)
            assert terminal.wait() in (TERMINATED, -signal.SIGTERM)
            assert modes_left_on(terminal.received) == set()
            assert terminal.attributes == terminal.attributes_at_first


# Keys


@whatever_it_does
def test_control_q_gives_the_terminal_back(do: Act) -> None:
    with playground(do) as terminal:
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
        assert_as_before(terminal)


def test_control_c_stops_a_generation_and_pressed_twice_more_leaves() -> None:
    with playground(generate) as terminal:
        terminal.send(CTRL_C)
        terminal.expect("stopped")
        terminal.settle()
        assert_idle(terminal)
        terminal.send(CTRL_C)
        terminal.expect("again")
        terminal.send(CTRL_C)
        assert terminal.wait() == 0
        assert_as_before(terminal)


# A training


@pytest.fixture(scope="module")
def large_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = tmp_path_factory.mktemp("corpus") / "large.txt"
    corpus.write_text("".join(f"w{i * 7919 % 50021} w{i % 1013} w{i % 91}\n" for i in range(1_000_000)))
    return corpus


def hang_up(terminal: Terminal) -> None:
    terminal.hang_up()


def terminate(terminal: Terminal) -> None:
    terminal.signal(signal.SIGTERM)


def press_control_q(terminal: Terminal) -> None:
    terminal.send(CTRL_Q)


ENDS = [(hang_up, HUNG_UP), (terminate, TERMINATED), (press_control_q, 0)]


@pytest.mark.parametrize(("end", "code"), ENDS)
def test_a_training_does_not_keep_it(large_corpus: Path, end: Act, code: int) -> None:
    with spawn([lmtui(), "--corpus", str(large_corpus)]) as terminal:
        terminal.expect("training")
        end(terminal)
        assert terminal.wait() == code
        assert session_of(terminal.pid) == set()
    if end is not hang_up:
        assert_as_before(terminal)


# A file on a network drive that is lost never answers. A pipe that nobody writes to, opened as if it were a file,
# stands for one.
OPENS_PIPES = """
import sys
from lmtui.text import reading
opened = reading.open_regular
reading.open_regular = lambda path, pipes_allowed: opened(path, True)
from lmtui.__main__ import main
main()
"""


@pytest.mark.parametrize(("end", "code"), ENDS)
def test_a_corpus_that_never_comes_does_not_keep_it(tmp_path: Path, end: Act, code: int) -> None:
    corpus = tmp_path / "pipe"
    os.mkfifo(corpus)
    with spawn([sys.executable, "-c", OPENS_PIPES, "--corpus", str(corpus)]) as terminal:
        terminal.expect("reading")
        end(terminal)
        assert terminal.wait() == code
        assert session_of(terminal.pid) == set()
        if end is not hang_up:
            assert_as_before(terminal)


# What is no file


@pytest.mark.parametrize("name", ["pipe", "/dev/tty", "/dev/stdin", "/dev/zero", "/proc/kmsg"])
def test_a_corpus_that_is_no_file_is_refused_and_the_keys_act(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    corpus = str(tmp_path / name)  # which is the name alone, if it is a whole path
    with spawn([lmtui(), "--corpus", corpus]) as terminal:
        terminal.expect("cannot read")
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
        assert session_of(terminal.pid) == set()
        assert_as_before(terminal)


# Nobody reads what it draws


@pytest.mark.parametrize(("do", "answers"), [(be_idle, True), (generate, False)])
@pytest.mark.parametrize(("end", "code"), ENDS)
def test_a_terminal_that_does_not_read_does_not_keep_it(do: Act, answers: bool, end: Act, code: int) -> None:
    with playground(do, answers=answers) as terminal:
        fill(terminal)
        terminal.send(UP)  # something to draw
        time.sleep(0.2)
        end(terminal)
        assert end_unread(terminal) == code
        if end is not hang_up:
            assert terminal.wait() == code  # with what is still to be read
            assert_as_before(terminal)


def test_a_terminal_that_does_not_read_is_waited_for_without_computing() -> None:
    with playground() as terminal:
        fill(terminal)
        terminal.send(UP)
        assert_idle(terminal, read=False)
        terminal.signal(signal.SIGTERM)
        assert end_unread(terminal) == TERMINATED


@pytest.mark.parametrize("answers", [True, False])
def test_a_terminal_that_reads_again_shows_what_is_now(answers: bool) -> None:
    with playground(generate, answers=answers) as terminal:
        before = tokens(terminal)
        fill(terminal)
        terminal.send(UP)
        time.sleep(0.5)
        terminal.expect(lambda seen: tokens(seen) > before and temperature(seen) == "1.04")
        assert_works(terminal)
        assert_complete(terminal)
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
        assert_as_before(terminal)


def assert_complete(terminal: Terminal) -> None:
    """Sending everything again changes nothing."""
    terminal.settle(1.0)
    shown, before = terminal.text, len(terminal.received)
    terminal.send("\x0c")
    terminal.expect(lambda seen: len(seen.received) > before + 1000)
    terminal.settle()
    assert terminal.text == shown


# What is no terminal

REFUSED = [
    '"$0" </dev/null',
    '"$0" <"$1"',
    'printf x | "$0"',
    '"$0" <&-',
    '"$0" 2>"$1"; code=$?; cat "$1"; (exit $code)',
    '{ "$0" 2>&1 >&3; echo "status $?"; } 3>&1 | cat; exit',
]


@pytest.mark.parametrize("script", REFUSED)
def test_input_or_screen_that_is_no_terminal_is_refused_in_one_line(script: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with spawn(["sh", "-c", f'{script}; echo "status $?"', lmtui(), str(file)], (200, 24)) as terminal:
        assert terminal.wait() == 0
        assert session_of(terminal.pid) == set()
    said, status, *rest = terminal.text.rstrip().split("\n")
    assert re.fullmatch(r"lmtui: .*terminal.*\bgenerate, next, score, sweep, train and corpora\b.*", said)
    assert status == "status 2"
    assert rest == []
    assert b"\x1b" not in terminal.received


def test_without_standard_error_it_is_refused_in_silence() -> None:
    with spawn(["sh", "-c", 'exec "$0" 2>&-', lmtui()]) as terminal:
        assert terminal.wait() == 2
    assert terminal.received == b""


@pytest.mark.parametrize("redirection", [">'{file}'", "| cat >'{file}'", ">&-"])
def test_standard_output_may_be_anything(redirection: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    script = f'"$0" {redirection.format(file=file)}'
    with spawn(["sh", "-c", script, lmtui()], (100, 30)) as terminal:
        ready(terminal)
        terminal.expect(lambda seen: "F1" in seen.lines[-1])
        generate(terminal)
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
        assert_as_before(terminal)
        assert session_of(terminal.pid) == set()
    assert file.read_bytes() == b""


# A shell with job control

PROMPT = b"ready> "
BASH = ("bash", "--norc", "--noprofile", "--noediting", "-i")
PLAIN_SHELL = ("sh", "-i")
SHELLS = {"PS1": PROMPT.decode(), "HISTFILE": ""}


@contextmanager
def shell(command: tuple[str, ...] = BASH, *, late: float = 0.0) -> Iterator[Terminal]:
    """A shell at its prompt; ended by the end of its input, it leaves nothing."""
    with spawn(command, env=SHELLS, late=late) as terminal:
        prompted(terminal)
        yield terminal
        prompted(terminal)
        tell(terminal, "exit")
        terminal.wait()
        assert session_of(terminal.pid) == set()


def prompted(terminal: Terminal, since: int = -1) -> None:
    """Wait for the shell's prompt."""
    terminal.expect(lambda seen: len(seen.received) > since and seen.received.endswith(PROMPT))


def tell(terminal: Terminal, line: str) -> None:
    """Have the shell do something."""
    terminal.send(f"{line}\n")


def ask(terminal: Terminal, line: str) -> None:
    """Have the shell do something that ends at once."""
    before = len(terminal.received)
    tell(terminal, line)
    prompted(terminal, before + len(line))


def open_playground(terminal: Terminal, do: Act = be_idle) -> int:
    """Start it from the shell; its process id."""
    tell(terminal, lmtui())
    ready(terminal)
    do(terminal)
    return job_of(terminal)


def job_of(terminal: Terminal) -> int:
    """The only process that the shell has."""
    (job,) = session_of(terminal.pid) - {terminal.pid}
    return job


def back_to_the_shell(terminal: Terminal, keys: str) -> None:
    terminal.send(keys)
    prompted(terminal, len(terminal.received))
    assert_as_before(terminal)


def to_the_foreground(terminal: Terminal) -> None:
    """Have the shell continue it, until all of it is on the screen again."""
    before = len(terminal.received)
    tell(terminal, "fg")
    terminal.expect(lambda seen: b"\x1b[?1049h" in seen.received[before:] and is_there(seen))


def is_there(terminal: Terminal) -> bool:
    """Whether the playground is on the screen, all of it."""
    last = terminal.lines[-1]
    return bool(modes_left_on(terminal.received)) and "F1" in last and find_table(terminal.lines) is not None


def suspend_twice(terminal: Terminal, pid: int) -> None:
    """After Control-Z and fg all is as it was."""
    terminal.send("The fox" + ENTER)
    terminal.expect(lambda seen: tokens(seen) >= 5)
    terminal.send(F7)
    terminal.expect("stopped")
    terminal.settle()
    shown = terminal.text
    assert "The fox" in shown.split("\n")[1]
    for _ in range(2):
        back_to_the_shell(terminal, CTRL_Z)
        assert is_stopped(pid)
        ask(terminal, "echo between")
        to_the_foreground(terminal)
        terminal.settle()
        assert terminal.text == shown
    assert_works(terminal)


def test_after_control_z_and_fg_of_a_plain_shell_all_is_as_it_was() -> None:
    with shell(PLAIN_SHELL) as terminal:
        suspend_twice(terminal, open_playground(terminal))
        back_to_the_shell(terminal, CTRL_Q)


def stop_by_somebody_else(terminal: Terminal, pid: int) -> None:
    """It gives the terminal back."""
    os.kill(pid, signal.SIGTSTP)
    prompted(terminal)
    assert_as_before(terminal)
    assert is_stopped(pid)
    to_the_foreground(terminal)


def stop_by_force(terminal: Terminal, pid: int) -> None:
    """Fg draws everything."""
    for _ in range(4):
        os.kill(pid, signal.SIGSTOP)
        # An answer of the terminal may come, which is for the shell now.
        terminal.expect(lambda seen: re.search(re.escape(PROMPT) + rb"(\^\[\[[0-9;]*R)*$", seen.received))
        assert is_stopped(pid)
        ask(terminal, "")
        to_the_foreground(terminal)
    assert_works(terminal)
    assert_complete(terminal)


def resize_while_stopped(terminal: Terminal, pid: int) -> None:
    """Fg draws in the size that the terminal has then."""
    for size in ((100, 30), (60, 16)):
        back_to_the_shell(terminal, CTRL_Z)
        terminal.resize(*size)
        to_the_foreground(terminal)
        assert_works(terminal)
        assert_complete(terminal)


def suspend_a_generation(terminal: Terminal, pid: int) -> None:
    """It goes on after Control-Z and fg; no answer is left to the shell, however often that is done."""
    for _ in range(3):
        before = tokens(terminal)
        back_to_the_shell(terminal, CTRL_Z)
        assert is_stopped(pid)
        assert_nothing_comes(terminal)
        to_the_foreground(terminal)
        terminal.expect(lambda seen, before=before: tokens(seen) > before)  # type: ignore[misc]
    assert_works(terminal)
    assert_complete(terminal)


def stop_a_generation_by_force(terminal: Terminal, pid: int) -> None:
    """Fg draws everything, and tokens go on."""
    terminal.send(F5)
    terminal.expect("running")
    stop_by_force(terminal, pid)


def test_stopped_in_any_way_it_is_there_again_with_fg() -> None:
    with shell() as terminal:
        pid = open_playground(terminal)
        for stop in (suspend_twice, stop_by_somebody_else, stop_by_force, resize_while_stopped):
            stop(terminal, pid)
        back_to_the_shell(terminal, CTRL_Q)


def test_a_generation_stopped_in_any_way_goes_on_with_fg() -> None:
    with shell() as terminal:
        pid = open_playground(terminal, generate)
        for stop in (suspend_a_generation, stop_a_generation_by_force):
            stop(terminal, pid)
        terminal.send(F5)
        terminal.expect("running")
        back_to_the_shell(terminal, CTRL_Q)
        assert_nothing_comes(terminal)


def start_in_the_background(terminal: Terminal) -> None:
    ask(terminal, f"{lmtui()} &")


def suspend(terminal: Terminal) -> None:
    open_playground(terminal, generate)
    back_to_the_shell(terminal, CTRL_Z)


def test_in_the_background_it_waits_for_fg_and_can_be_ended() -> None:
    with shell() as terminal:
        start_in_the_background(terminal)
        for _ in range(2):  # started there, and left there
            wait_until_stopped(terminal)
            assert modes_left_on(terminal.received) == set()
            before = len(terminal.received)
            to_the_foreground(terminal)
            assert_works(terminal)
            assert terminal.received[before:].count(b"\x1b[?1049h") == 1  # between two, keys would be lost
            back_to_the_shell(terminal, CTRL_Z)
            ask(terminal, "bg")
        assert_can_be_ended(terminal)


def wait_until_stopped(terminal: Terminal) -> None:
    """Wait until it has run, and found that it may not."""
    terminal.read(0.3)
    pid = job_of(terminal)
    terminal.expect(lambda _: is_stopped(pid))


@pytest.mark.parametrize("leave", [suspend, start_in_the_background])
def test_without_the_terminal_it_can_be_ended(leave: Act) -> None:
    with shell() as terminal:
        leave(terminal)
        assert_can_be_ended(terminal)


def assert_can_be_ended(terminal: Terminal) -> None:
    """The shell's `kill` ends it while it waits to be let go on."""
    wait_until_stopped(terminal)
    process = Path(f"/proc/{job_of(terminal)}")
    ask(terminal, "kill %1")
    terminal.expect(lambda _: not process.exists())  # ended, and the shell knows
    assert modes_left_on(terminal.received) == set()
    assert terminal.attributes == terminal.attributes_at_first


@pytest.mark.parametrize("suspended", [False, True])
def test_it_ends_with_the_terminal_of_its_shell(suspended: bool) -> None:
    with spawn(BASH, env=SHELLS) as terminal:
        prompted(terminal)
        open_playground(terminal, generate)
        if suspended:
            back_to_the_shell(terminal, CTRL_Z)
        terminal.hang_up()
        terminal.wait()
        assert_nobody(terminal)


def assert_nobody(terminal: Terminal) -> None:
    """Nothing of the session stays."""
    end = time.monotonic() + PATIENCE
    while left := session_of(terminal.pid):
        assert time.monotonic() < end, left
        time.sleep(0.01)


@whatever_it_does
def test_control_z_where_nobody_could_continue_it_only_draws_anew(do: Act) -> None:
    with playground(do) as terminal:
        before = len(terminal.received)
        terminal.send(CTRL_Z)
        terminal.expect(lambda seen: b"\x1b[?1049h" in seen.received[before:] and is_there(seen))
        assert not is_stopped(terminal.pid)
        assert_works(terminal)
        assert_idle(terminal)
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0
        assert_as_before(terminal)


# Answers that come late

LATE = 0.25


def test_no_answer_of_the_terminal_is_left_to_the_shell() -> None:
    with shell(late=LATE) as terminal:
        open_playground(terminal)
        back_to_the_shell(terminal, UP + CTRL_Q)
        assert_nothing_comes(terminal)


def test_no_answer_is_left_to_the_shell_by_one_who_leaves_at_once() -> None:
    with shell(late=LATE) as terminal:
        tell(terminal, lmtui())
        terminal.expect(lambda seen: b"\x1b[?2004h" in seen.received)
        back_to_the_shell(terminal, CTRL_Q)
        assert_nothing_comes(terminal)


def test_no_answer_is_left_to_the_shell_however_often_control_z_is_pressed() -> None:
    with shell(late=LATE) as terminal:
        open_playground(terminal, generate)
        for _ in range(3):
            back_to_the_shell(terminal, CTRL_Z)
            assert_nothing_comes(terminal)
            to_the_foreground(terminal)
        back_to_the_shell(terminal, CTRL_Q)
        assert_nothing_comes(terminal)


def assert_nothing_comes(terminal: Terminal) -> None:
    """The shell, which would echo it, is given nothing."""
    terminal.read(2 * LATE)
    assert terminal.received.endswith(PROMPT)


# An internal error

MISTAKE = """
import sys
from textual.events import Key
from lmtui.__main__ import main
from lmtui.tui.app import PlaygroundApp
from lmtui.tui.driver import WireDriver

def fail(self, *events):
    if not events or isinstance(events[0], Key):
        raise RuntimeError("on purpose")

{} = fail
main()
"""


@pytest.mark.parametrize("what", ["PlaygroundApp.action_help", "WireDriver.process_message"])
def test_a_mistake_in_the_program_gives_the_terminal_back_and_fails(what: str) -> None:
    with spawn([sys.executable, "-c", MISTAKE.format(what)]) as terminal:
        terminal.expect("F1")
        terminal.send(F1)
        assert terminal.wait() == 1
        assert terminal.received.count(b"lmtui: internal error: RuntimeError: on purpose (") == 1
        assert b"Traceback" not in terminal.received
        assert terminal.received.endswith(b"please report it\r\n")
        assert_as_before(terminal)
        assert session_of(terminal.pid) == set()
