"""Starts the playground as a fork of a process that has imported it already: two thirds of a start are imports.

What runs is the program, in a process and a terminal of its own, with the arguments, the variables and the folder it
is given; but Python has been started, and all is imported, before. Textual reads the variables that the program sets
for it anew. A start for which more makes a difference, by its command, its variables or its options, is one like any
other. Tests of the start itself take `support.terminal.spawn`.
"""

from __future__ import annotations

import atexit
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Any

from lmtui.tui.connection import Connection
from support import terminal
from support.environment import REPOSITORY
from support.playground_parent import receive, send

_ORDINARY = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
# Variables that nobody reads when Python starts or modules are imported, but for Textual, which reads them anew.
_READ_LATE = {
    "LMTUI_CACHE",
    "LMTUI_CONFIG",
    "HOME",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
    "SSH_TTY",
    "SSH_CLIENT",
    "SSH_CONNECTION",
    "FORCE_COLOR",
    "NO_COLOR",
    "TERM",
    "COLORTERM",
    "TMUX",
    "TERMINFO",
    "COLUMNS",
    "LINES",
    "ESCDELAY",
    "UNICODE_VERSION",
}
_LIMITS_ITS_MEMORY = re.compile(r"--memory-limit(=.*[1-9].*)?", re.DOTALL)  # without a number it is refused


class Forked:
    """A playground that was started; what `Terminal` needs of a `subprocess.Popen`."""

    def __init__(self, parent: _Parent, pid: int) -> None:
        self._parent = parent
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._parent.ask({"poll": self.pid})
        return self.returncode

    def wait(self) -> int:
        while (code := self.poll()) is None:
            time.sleep(0.005)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def start(command: Sequence[str], env: Mapping[str, str], files: Sequence[int]) -> Forked | None:
    """Start a subcommand with three files for standard input, output and error.

    None where that takes a process that is started from the beginning.
    """
    return _fork(command, env, files, controlling=False)


def fork(
    command: Sequence[str], env: Mapping[str, str], slave: int, controlling: bool, subcommands: bool = False
) -> Forked | None:
    """Start a playground, or a subcommand if these are wanted too, in a terminal; None as for `start`.

    Code for `python -c` that calls the program's `main` may change the program before.
    """
    if not (subcommands or all(argument.startswith("-") for argument in command[1:2])):
        return None
    return _fork(command, env, [slave] if controlling else 3 * [slave], controlling)


def _fork(command: Sequence[str], env: Mapping[str, str], files: Sequence[int], controlling: bool) -> Forked | None:
    program, *arguments = command
    code = arguments[1] if command[:2] == [sys.executable, "-c"] else None
    changed = {name for name in env.keys() | _ORDINARY.keys() if env.get(name) != _ORDINARY.get(name)}
    changed -= {name for name in changed if name.startswith("TEXTUAL_")}  # the program removes these
    if (
        not (code or os.path.basename(program) == "lmtui")
        or any(map(_LIMITS_ITS_MEMORY.fullmatch, arguments))
        or not changed <= _READ_LATE
    ):
        return None
    argv = ["-c", *arguments[2:]] if code else list(command)
    request = {"argv": argv, "code": code, "env": dict(env), "folder": os.getcwd(), "controlling": controlling}
    parent = _parent()
    return Forked(parent, parent.ask(request, files))


class _Parent:
    """The process that playgrounds are forked from: one for all workers of a run, started by who needs it first."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._socket = self._connected()
        self._lock = threading.Lock()  # a test may start several at a time
        atexit.register(self._close)

    def _connected(self) -> socket.socket:
        name = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
        address = f"\0lmtui's playgrounds {name}"
        listener = socket.socket(socket.AF_UNIX)
        while True:
            with suppress(OSError):  # another worker has it already
                listener.bind(address)
                listener.listen()
                self._process = _started(listener)
                listener.close()
            connection = socket.socket(socket.AF_UNIX)
            with suppress(ConnectionError):  # nobody listens yet, or any more
                connection.connect(address)
                if connection.recv(1):
                    listener.close()
                    return connection
            connection.close()
            assert not self._process, "the process that playgrounds are forked from has ended"
            time.sleep(0.01)

    def ask(self, request: Mapping[str, Any], files: Sequence[int] = ()) -> Any:
        with self._lock:
            send(self._socket, request, files)
            return receive(self._socket)[0]

    def _close(self) -> None:
        self._socket.close()
        if self._process:
            self._process.wait()


def _started(listener: socket.socket) -> subprocess.Popen[bytes]:
    path = os.pathsep.join((str(REPOSITORY), str(REPOSITORY / "tests")))
    variables = {**_ORDINARY, "PYTHONPATH": path}
    Connection(colours=256).prepare(variables)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "support.playground_parent", str(listener.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=variables,
        pass_fds=[listener.fileno()],
    )


_starting = threading.Lock()


def _parent() -> _Parent:
    with _starting:
        return _only_parent()


_only_parent = cache(_Parent)


spawn = partial(terminal.spawn, start=fork)
"""`support.terminal.spawn`, with a fork where that makes no difference."""

spawn_any = partial(terminal.spawn, start=partial(fork, subcommands=True))
"""The same, for subcommands too: for what they print, not for what they import or how they end."""
