"""A program in a real pseudo-terminal: its screen is kept by pyte, its bytes are kept as they came.

    with spawn([*LMTUI], size=(80, 24), env={"TERM": "xterm-256color"}) as terminal:
        terminal.expect("Prompt")
        terminal.send("The fox" + ENTER)
        terminal.send(CTRL_Q)
        assert terminal.wait() == 0

The child is reaped when the block is left, killed where it still runs.
"""

from __future__ import annotations

import codecs
import fcntl
import os
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

import pyte
from wcwidth import wcwidth

from support.environment import environment
from support.processes import at_rest, has_read_since, sleeps_for, threads_asleep
from support.screen import unsafe_characters

ENTER, ESCAPE, TAB = "\r", "\x1b", "\t"
UP, DOWN, RIGHT, LEFT, HOME, END = (f"\x1b[{letter}" for letter in "ABCDHF")
F1, F2, F5, F6, F7, F8 = "\x1bOP", "\x1bOQ", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~"
CTRL_C, CTRL_Q, CTRL_Z = "\x03", "\x11", "\x1a"

PATIENCE = 60.0
"""Seconds until something that must come is given up. On a quiet machine it comes at once, on a busy one it may take
long, and only a failure waits to the end."""

_SURE = 0.005  # seconds that a program sleeps between two looks that find it asleep
_FORESEEN = 0.5  # seconds; a timer that ends a longer sleep may have run for a while already

# Escape sequences, complete; and the beginning of one at the end of what has come so far.
_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x07|\x1b\\)|[ -/]+[0-~]|[0-OQ-WYZ\\`-~])", re.DOTALL
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_](?:(?!\x07|\x1b\\).)*|[ -/]*)\Z", re.DOTALL)
# What pyte takes for text: strings to the terminal, sequences with <, =, > or intermediate characters.
_BEYOND_PYTE = re.compile(r"\x1b(?:[PX^_\]].*|\[[<=>].*|\[\?[0-?]*[^hl]|\[[0-?]*[ -/]+.)", re.DOTALL)

_WHERE = "\x1b[6n"  # "where is the cursor?"


def lmtui() -> str:
    """The installed command."""
    beside = Path(sys.executable).parent / "lmtui"
    command = str(beside) if beside.is_file() else shutil.which("lmtui")
    assert command, "lmtui is not installed: pip install -e '.[test]'"
    return command


def clean_environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables for a program in a terminal: the tests' own, no cache, and these changes."""
    return environment({"LMTUI_CACHE": "", **(changes or {})})


class Process(Protocol):
    """A program that was started, as `subprocess.Popen` has it."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self) -> int: ...
    def send_signal(self, number: int, /) -> None: ...
    def kill(self) -> None: ...


Start = Callable[[Sequence[str], Mapping[str, str], int, bool], Process | None]
"""Starts a command with these variables in a terminal, its controlling one or not; None where it does not."""


class Terminal:
    """A pseudo-terminal and the program that runs in it.

    Args:
        answers: whether it says where its cursor is when asked, as nearly every terminal does.
        late: so many seconds after it was asked.
        controlling: whether it is the controlling terminal of the program, or just what it reads and writes.
        start: a quicker way to start the program, where there is one.

    Attributes:
        received: every byte the program has written.
        name: the file of the end that programs have.
        attributes_at_first: what `stty` showed before the program began.
    """

    def __init__(
        self,
        command: Sequence[str],
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        answers: bool = True,
        late: float = 0.0,
        controlling: bool = True,
        start: Start | None = None,
    ) -> None:
        columns, rows = size
        self.received = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._lines: list[str] = []  # of the screen, as they were when somebody last looked
        self._stream = pyte.Stream(self._screen)
        self._undrawn: list[str] = []  # what has come since then
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._unread = ""
        self._answers, self._late = answers, late
        self._under_way: deque[tuple[float, str]] = deque()  # answers: when they arrive
        self._master, slave = os.openpty()
        self.name = os.ttyname(slave)
        self._attributes = self.attributes_at_first = termios.tcgetattr(slave)
        self._open = True
        self._escape_sent = False
        self._asleep_before: dict[str, bytes] = {}  # how often threads slept before the last keys or answer
        self._set_size(columns, rows)
        # A session of its own; with the pseudo-terminal as the controlling one, as in a terminal window.
        variables = clean_environment(env)
        started = start(command, variables, slave, controlling) if start else None
        self._process: Process = started or subprocess.Popen(
            list(command), env=variables, preexec_fn=partial(_use, slave, controlling)
        )
        os.close(slave)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def lines(self) -> list[str]:
        """The screen as it is now, without waiting."""
        screen = self._drawn()
        if len(self._lines) != screen.lines:
            self._lines = screen.lines * [""]
            screen.dirty.update(range(screen.lines))
        for changed in list(screen.dirty):
            for y in (changed - 1, changed):  # a mark at the start of a line stands on the end of the one before
                if 0 <= y < screen.lines:
                    self._lines[y] = _line(screen, y)
            screen.dirty.discard(changed)
        return list(self._lines)

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def exit_status(self) -> int | None:
        """None while the program runs; negative where a signal ended it."""
        return self._process.poll()

    @property
    def attributes(self) -> list[Any]:
        """What `stty` shows; where the terminal is gone, as it was at last."""
        if self._open:
            self._attributes = termios.tcgetattr(self._master)
        return self._attributes

    def send(self, keys: str | bytes) -> None:
        """Type; a program that does not read is given time to. Where it has ended, nobody takes the keys."""
        data = keys.encode() if isinstance(keys, str) else keys
        self._escape_sent = data.endswith(b"\x1b")
        self._send(data)

    def _send(self, data: bytes) -> None:
        self._asleep_before = threads_asleep(self.pid)
        while data and self._open:
            data = data[os.write(self._master, data) :]

    def expect(self, wanted: str | Callable[[Terminal], object], timeout: float = PATIENCE) -> None:
        """Read until a text is on the screen, or a condition holds; an AssertionError with the screen otherwise."""
        seen = (lambda terminal: wanted in terminal.text) if isinstance(wanted, str) else wanted
        if not self.read(timeout, seen):
            raise AssertionError(f"never seen within {timeout} s: {wanted!r}; the screen:\n{self.text}")

    def read(self, seconds: float, until: Callable[[Terminal], object] = lambda _: False) -> bool:
        """Read for so long, or until a condition holds or nothing more can come; whether it holds."""
        end = time.monotonic() + seconds
        while not until(self):
            left = end - time.monotonic()
            if left <= 0 or (not self._open and self.exit_status is not None):
                return bool(until(self))
            if self._open:
                self._read_once(min(left, 0.05))
            else:
                time.sleep(min(left, 0.01))  # it ends a moment after it has closed its terminal
        return True

    def settle(self, quiet: float = 0.15, timeout: float = PATIENCE) -> None:
        """Read until nothing has come for so long while the program slept, or can come for so long.

        Args:
            quiet: seconds.
            timeout: seconds until that is given up.

        Raises:
            AssertionError: it goes on and on.
        """
        end = time.monotonic() + timeout
        before, since = self._activity(), time.monotonic()
        while (slept := time.monotonic() - since) < quiet:
            if slept > _SURE and self._sleeps_on(quiet):
                return
            assert time.monotonic() < end, f"no rest within {timeout} s; the screen:\n{self.text}"
            self._pause(_SURE)
            now = self._activity()
            if now is None or now != before:
                before, since = now, time.monotonic()

    def _sleeps_on(self, quiet: float) -> bool:
        """Whether the program has taken the keys and the answers, and has no timer that could end its sleep soon."""
        waits = self._escape_sent or not self._answers or self._late  # for what may follow an Esc, or for an answer
        if quiet >= _FORESEEN or waits or sleeps_for(self.pid) < quiet:
            return False
        return has_read_since(self.pid, self._asleep_before)  # the kernel hands over keys in its own time

    def _activity(self) -> object:
        """What has come, and how often the program has slept; None while it computes.

        Where no answer comes the program may compute on and send nothing.
        """
        rest = at_rest(self.pid) if self._answers else ()
        return None if rest is None else (len(self.received), rest)

    def _pause(self, seconds: float) -> None:
        if not self.read(seconds) and not self._open:
            time.sleep(seconds)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size; the kernel tells the program with SIGWINCH."""
        self._drawn().resize(rows, columns)
        self._set_size(columns, rows)

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal as a lost line does."""
        if self._open:
            self._attributes = self.attributes
            self._open = False
            os.close(self._master)

    def wait(self, timeout: float = PATIENCE) -> int:
        """Read until the program has ended; its exit status, negative where a signal ended it."""
        end = time.monotonic() + timeout
        while (code := self._process.poll()) is None:
            assert time.monotonic() < end, f"still running after {timeout} s; the screen:\n{self.text}"
            if self._open:
                self._read_once(0.05)
            else:
                time.sleep(0.01)
        self.read(1.0)
        return code

    def close(self) -> None:
        """End the program if it still runs, reap it, and close the terminal."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self.hang_up()

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read_once(self, seconds: float) -> None:
        if self._under_way:
            seconds = min(seconds, max(self._under_way[0][0] - time.monotonic(), 0.0))
        while self._under_way and self._under_way[0][0] <= time.monotonic():
            self._send(self._under_way.popleft()[1].encode())
        if not select.select([self._master], [], [], seconds)[0]:
            return
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux: the other end is closed
            data = b""
        if not data:
            self.hang_up()
            return
        self.received += data
        text = self._unread + self._decoder.decode(data)
        unfinished = _UNFINISHED.search(text)
        self._unread = unfinished[0] if unfinished else ""
        text = text[: unfinished.start()] if unfinished else text
        self._undrawn.append(text)
        for _ in range(text.count(_WHERE) if self._answers else 0):
            cursor = self._drawn().cursor
            where = f"\x1b[{cursor.y + 1};{cursor.x + 1}R"
            if self._late:
                self._under_way.append((time.monotonic() + self._late, where))
            else:
                self._send(where.encode())

    def _drawn(self) -> pyte.Screen:
        """The screen with all that has come: pyte takes its time, and much of it nobody looks at."""
        text, self._undrawn = "".join(self._undrawn), []
        self._stream.feed(_SEQUENCE.sub(lambda found: _for_pyte(found[0]), text))
        return self._screen


def _line(screen: pyte.Screen, y: int) -> str:
    """A line of pyte's screen, as its `display` has it, which takes its time for all lines.

    Raises:
        IndexError: half of a wide character is overwritten.
    """
    row = screen.buffer[y]
    text = "".join([row.get(x, row.default).data for x in range(screen.columns)])
    if len(text) == screen.columns and all(map(_is_narrow, text)):
        return text
    cells, x = [], 0
    while x < screen.columns:
        cell = row.get(x, row.default).data
        assert not sum(map(wcwidth, cell[1:]))
        cells.append(cell)
        x += 1 if _is_narrow(cell[0]) else 2
    return "".join(cells)


@cache
def _is_narrow(char: str) -> bool:
    return wcwidth(char) != 2


def _for_pyte(sequence: str) -> str:
    """A sequence in words that pyte understands; it has only one screen, so that each of the two begins blank."""
    if sequence in ("\x1b[?1049h", "\x1b[?1049l"):
        return "\x1b[2J"
    return "" if _BEYOND_PYTE.match(sequence) else sequence


def _use(terminal: int, controlling: bool) -> None:
    """Read and write a terminal, in a session of its own, as one that a person has started."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # where the tests run in the background, it is ignored
    if controlling:
        os.login_tty(terminal)
        return
    os.setsid()
    for fd in (0, 1, 2):
        os.dup2(terminal, fd)


@contextmanager
def spawn(
    command: Sequence[str],
    size: tuple[int, int] = (80, 24),
    env: Mapping[str, str] | None = None,
    answers: bool = True,
    late: float = 0.0,
    controlling: bool = True,
    start: Start | None = None,
) -> Iterator[Terminal]:
    """Run a program in a terminal of (columns, rows)."""
    terminal = Terminal(command, size, env, answers, late, controlling, start)
    try:
        yield terminal
    finally:
        terminal.close()


def press(terminal: Terminal, keys: str, wanted: str) -> None:
    """Type, see what must come, and all that comes with it; nothing in it is unsafe."""
    terminal.send(keys)
    terminal.expect(wanted)
    terminal.settle()
    assert not unsafe_characters("".join(terminal.lines))


def colours_sent(data: bytes | bytearray) -> set[int]:
    """The SGR parameters that choose a colour: 30–38, 40–48, 58, 90–107.

    39, 49 and 59 ask for the terminal's own colour, so they choose none.
    """
    found: set[int] = set()
    for match in re.finditer(rb"\x1b\[([0-9;:]*)m", data):
        parameters = [int(part or 0) for part in re.split(rb"[;:]", match[1])]
        found.update(p for p in parameters if 30 <= p <= 38 or 40 <= p <= 48 or p == 58 or 90 <= p <= 107)
    return found


def alternate_screen_left(data: bytes | bytearray) -> bool:
    """Whether the alternate screen was entered, and left at last."""
    entered, left = data.rfind(b"\x1b[?1049h"), data.rfind(b"\x1b[?1049l")
    return 0 <= entered < left


def cursor_shown(data: bytes | bytearray) -> bool:
    """Whether the cursor was hidden at some time, and shown at last."""
    hidden, shown = data.rfind(b"\x1b[?25l"), data.rfind(b"\x1b[?25h")
    return 0 <= hidden < shown


def modes_left_on(data: bytes | bytearray) -> set[str]:
    """What was switched on in the terminal and not off again: private modes, keyboard flags, colours.

    Showing the cursor and wrapping lines are on at first, so there "left on" means "left off".
    """
    on: set[str] = set()
    for private, parameters, final in re.findall(
        r"\x1b\[([<=>?]?)([0-9;]*)([hlmu])", data.decode("utf-8", "replace")
    ):
        if private == "?" and final in "hl":
            for mode in parameters.split(";"):
                (on.add if (final == "h") != (mode in ("25", "7")) else on.discard)(f"?{mode}")
        elif private in "<>" and private and final == "u":
            (on.add if private == ">" else on.discard)("keyboard")
        elif not private and final == "m":
            (on.discard if parameters in ("", "0") else on.add)("colours")
    return on
