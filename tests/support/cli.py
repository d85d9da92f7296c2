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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

import pyte
import pytest

from lmtui.cli.main import run
from support.environment import REPOSITORY as REPOSITORY
from support.environment import environment as tests_environment

_BIDI_CONTROLS = frozenset(("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"))
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
                code = run(arguments)
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


def environment(**changes: str) -> dict[str, str]:
    """The variables for a process that a test starts: the tests' own, with these changes."""
    return tests_environment(changes)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "lmtui", *arguments]


def process(*arguments: str, stdin: bytes = b"", env: dict[str, str] | None = None) -> Ran:
    """Run a command line as a process of its own; its output must be UTF-8."""
    ended = subprocess.run(
        command(*arguments), input=stdin, capture_output=True, timeout=60, check=False, env=env or environment()
    )
    return Ran(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command line at work, with pipes on all sides; it is killed at the end, or where it hangs."""
    with subprocess.Popen(
        command(*arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        # In the background of a script these are ignored, and children inherit that.
        preexec_fn=_heed_signals,
    ) as running:
        watchdog = threading.Timer(30, running.kill)
        watchdog.start()
        try:
            yield running
        finally:
            watchdog.cancel()
            running.kill()


def _heed_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def on_a_terminal(*arguments: str) -> tuple[int, bytes, bytes]:
    """Run a command line whose standard error is a terminal; its exit code, output, and what the terminal got."""
    ours, theirs = os.openpty()
    try:
        ran = subprocess.Popen(
            command(*arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, env=environment()
        )
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
        out, _ = ran.communicate(timeout=60)
        return ran.returncode, out, bytes(said)
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
