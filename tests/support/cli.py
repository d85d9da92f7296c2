"""Runs the command line: in this process, or as a process of its own."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from tempfile import TemporaryFile
from typing import IO, Any, NoReturn

import pyte
import pytest

from lmtui.cli import main
from lmtui.cli.parser import Parser
from support import forked
from support.environment import REPOSITORY as REPOSITORY
from support.environment import environment as tests_environment

# A parser keeps nothing of what it has read, and to make one takes two thirds of the time of a short command line.
main.Parser = cache(Parser)  # type: ignore[assignment, attr-defined]

_BIDI_CONTROLS = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
_WITH_HELP = ("generate", "next", "score", "best", "sample", "sweep", "counts", "sources", "corpora")
_MARKS = frozenset("\u200e\u200f\u061c")


@dataclass(frozen=True)
class Ran:
    """A command line that has ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def records(self) -> list[dict[str, Any]]:
        return [strict_json(line) for line in self.lines]


def strict_json(line: str) -> dict[str, Any]:
    """Read one JSON object; NaN and Infinity, which Python would let pass, are none."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} is no JSON")

    record = json.loads(line, parse_constant=refuse)
    assert isinstance(record, dict)
    return record


def here(*arguments: str, stdin: bytes = b"") -> Ran:
    """Run a command line in this process."""
    streams = [io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="\n") for data in (stdin, b"", b"")]
    # A headless command gives SIGPIPE its default action, which would end the tests at the first broken pipe.
    at_broken_pipe = signal.getsignal(signal.SIGPIPE)
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
                patch.setattr(sys, f"__{name}__", stream)  # whose terminal's width would else be asked for
            try:
                code = main.run(arguments)
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 1
    finally:
        signal.signal(signal.SIGPIPE, at_broken_pipe)
    out, err = (_written(stream) for stream in streams[1:])
    return Ran(code, out, err)


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode("utf-8")


def done(*arguments: str, stdin: bytes = b"") -> Ran:
    """Run a command line in this process that must succeed and have nothing to remark."""
    ran = here(*arguments, stdin=stdin)
    assert (ran.code, ran.err) == (0, "")
    return ran


def refusal(ran: Ran, code: int) -> str:
    """The one line on standard error that a command line was refused with."""
    assert (ran.code, ran.out) == (code, "")
    message = ran.err.removesuffix("\n")
    assert message.startswith("lmtui: ")
    assert ran.err.endswith("\n")
    assert message.isprintable()
    return message


def failure(*arguments: str, stdin: bytes = b"") -> str:
    """What a command says that fails."""
    return refusal(here(*arguments, stdin=stdin), 1)


def wrong_usage(*arguments: str) -> str:
    """What a command says that was asked wrongly; at the end it names the help to look at."""
    message = refusal(here(*arguments), 2)
    command = arguments[0] if arguments[:1] and arguments[0] in _WITH_HELP else ""
    assert message.endswith(f"(see {' '.join(filter(None, ('lmtui', command)))} --help)")
    return message


def environment(**changes: str) -> dict[str, str]:
    """The variables for a process that a test starts: the tests' own, with these changes."""
    return tests_environment(changes)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "lmtui", *arguments]


class Started:
    """A command line as a process of its own: a fork of one that has imported all, where that makes no difference.

    Args:
        arguments: of the program.
        files: standard input, output and error.
        env: the variables; None stands for the tests' own.
        from_the_beginning: that it is to be no fork.
        code: Python that runs in place of the program; it sees the arguments as `python -c` has them.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        files: Sequence[int | IO[bytes]],
        env: Mapping[str, str] | None = None,
        from_the_beginning: bool = False,
        code: str | None = None,
    ) -> None:
        variables = environment() if env is None else env
        numbers = [file if isinstance(file, int) else file.fileno() for file in files]
        running = [sys.executable, "-c", code, *arguments] if code else ["lmtui", *arguments]
        fork = None if from_the_beginning else forked.start(running, variables, numbers)
        self._process = fork or subprocess.Popen(
            running if code else command(*arguments),
            stdin=numbers[0],
            stdout=numbers[1],
            stderr=numbers[2],
            env=variables,
            preexec_fn=_heed_signals,  # in the background of a script these are ignored, and children inherit that
        )
        self.poll, self.send_signal = self._process.poll, self._process.send_signal

    def wait(self) -> int:
        """The exit code, negative where a signal ended it; one that hangs is killed."""
        watchdog = threading.Timer(60, self._process.kill)
        watchdog.start()
        try:
            return self._process.wait()
        finally:
            watchdog.cancel()

    def end(self) -> None:
        """Kill it where it still runs."""
        self._process.kill()
        self._process.wait()


def process(
    *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None, from_the_beginning: bool = False
) -> Ran:
    """Run a command line as a process of its own; its output must be UTF-8."""
    with TemporaryFile() as typed, TemporaryFile() as out, TemporaryFile() as err:
        typed.write(stdin)
        typed.seek(0)
        code = Started(arguments, (typed, out, err), env, from_the_beginning).wait()
        out.seek(0)
        err.seek(0)
        return Ran(code, out.read().decode(), err.read().decode())


def written_to(output: int | IO[bytes], *arguments: str) -> tuple[int, list[str]]:
    """Run a command line as a process of its own that writes to a file; its exit code, and the lines of errors."""
    with open(os.devnull, "rb") as nothing, TemporaryFile() as err:
        code = Started(arguments, (nothing, output, err)).wait()
        err.seek(0)
        return code, err.read().decode().splitlines()


class Running(Started):
    """A command line at work, with a pipe for each of its standard files."""

    def __init__(self, *arguments: str, code: str | None = None) -> None:
        pipes = [os.pipe() for _ in range(3)]
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
        self.stdin = os.fdopen(pipes[0][1], "wb")
        self.stdout, self.stderr = os.fdopen(pipes[1][0], "rb"), os.fdopen(pipes[2][0], "rb")
        super().__init__(arguments, theirs, code=code)
        for file in theirs:
            os.close(file)

    def close(self) -> None:
        """Kill it where it still runs, and close the pipes."""
        self.end()
        for pipe in (self.stdin, self.stdout, self.stderr):
            with suppress(BrokenPipeError):
                pipe.close()


@contextmanager
def running(*arguments: str) -> Iterator[Running]:
    """A command line at work, with pipes on all sides; it is killed at the end, or where it hangs."""
    running = Running(*arguments)
    watchdog = threading.Timer(60, running.end)
    watchdog.start()
    try:
        yield running
    finally:
        watchdog.cancel()
        running.close()


def _heed_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def on_a_terminal(*arguments: str) -> tuple[int, bytes, bytes]:
    """Run a command line whose standard error is a terminal; its exit code, output, and what the terminal got."""
    ours, theirs = os.openpty()
    try:
        with open(os.devnull, "rb") as nothing, TemporaryFile() as out:
            ran = Started(arguments, (nothing, out, theirs))
            os.close(theirs)
            said = bytearray()
            while True:
                try:
                    part = os.read(ours, 4096)
                except OSError:  # on Linux, how a terminal ends that nobody holds open any more
                    break
                if not part:
                    break
                said += part
            code = ran.wait()
            out.seek(0)
            return code, out.read(), bytes(said)
    finally:
        os.close(ours)


def seen(said: bytes) -> list[str]:
    """The lines a terminal shows in the end."""
    screen = pyte.Screen(300, 10)
    pyte.ByteStream(screen).feed(said)
    return [line.rstrip() for line in screen.display if line.strip()]


def acts_on_a_terminal(text: str) -> list[str]:
    """The characters of a text that are no mere text: controls, overrides, separators, surrogates."""
    return [
        char
        for char in text
        if char not in "\n\t"
        and (
            unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
            or unicodedata.bidirectional(char) in _BIDI_CONTROLS
            or char in _MARKS
        )
    ]
