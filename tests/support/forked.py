"""Starts the playground as a fork of a process that has imported it already: two thirds of a start are imports.

What runs is the program, in a process and a terminal of its own, with the arguments, the variables and the folder it
is given; but Python has been started, and Textual has read its variables, before. Textual's variables are set by the
program: for each set of them there is a process to fork from. A start for which more makes a difference, by its
command, its variables or its options, is one like any other. Tests of the start itself take `support.terminal.spawn`.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

from lmtui.tui.connection import Connection
from support import terminal
from support.environment import REPOSITORY
from support.playground_parent import receive, send

_ORDINARY = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
_OF_THE_CONNECTION = ("TERM", "COLORTERM", "NO_COLOR", "SSH_CONNECTION")  # from which Textual's are made
# Variables that nobody reads when Python starts or modules are imported.
_READ_LATE = {"LMTUI_CACHE", "HOME", "XDG_CACHE_HOME", "SSH_TTY", "SSH_CLIENT", "FORCE_COLOR", *_OF_THE_CONNECTION}
_OPTIONS_OF_ITS_OWN = ("--fps", "--memory-limit", "--help", "--version")

Variables = frozenset[tuple[str, str]]


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


def fork(
    command: Sequence[str], env: Mapping[str, str], slave: int, controlling: bool, subcommands: bool = False
) -> Forked | None:
    """Start a playground, or a subcommand if these are wanted too, in a terminal.

    None where that takes a process that is started from the beginning.
    """
    program, *arguments = command
    changed = {name for name in env.keys() | _ORDINARY.keys() if env.get(name) != _ORDINARY.get(name)}
    plays = all(argument.startswith("-") for argument in arguments[:1])
    if (
        os.path.basename(program) != "lmtui"
        or not (plays or subcommands)
        or any(argument.startswith(_OPTIONS_OF_ITS_OWN) for argument in arguments)
        or not changed <= _READ_LATE
    ):
        return None
    request = {"argv": list(command), "env": dict(env), "folder": os.getcwd(), "controlling": controlling}
    parent = _parent(_variables(request) if plays else _usual())
    return Forked(parent, parent.ask(request, [slave]))


class _Parent:
    """A process that playgrounds are forked from, in which Textual has read these variables."""

    def __init__(self, variables: Variables) -> None:
        self._socket, theirs = socket.socketpair()
        self._lock = threading.Lock()
        path = os.pathsep.join((str(REPOSITORY), str(REPOSITORY / "tests")))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "support.playground_parent", str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**_ORDINARY, **dict(variables), "PYTHONPATH": path},
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        atexit.register(self._close)

    def ask(self, request: Mapping[str, Any], files: Sequence[int] = ()) -> Any:
        with self._lock:
            send(self._socket, request, files)
            return receive(self._socket)[0]

    def _close(self) -> None:
        self._socket.close()
        self._process.wait()


_parents: dict[Variables, _Parent] = {}
_known: dict[tuple[object, ...], Variables] = {}
_lock = threading.Lock()  # a test may start several at a time


def _parent(variables: Variables) -> _Parent:
    with _lock:
        if variables not in _parents:
            _parents[variables] = _Parent(variables)
        return _parents[variables]


def _variables(request: Mapping[str, Any]) -> Variables:
    """What the program sets for Textual when it is started like this; the usual ones where it does not come to that.

    The program itself is asked, once for all starts that are alike in what this depends on.
    """
    key = (*map(request["env"].get, _OF_THE_CONNECTION), "--kiosk" in request["argv"])
    if key == (*map(_ORDINARY.get, _OF_THE_CONNECTION), False):
        return _usual()
    if key not in _known:
        told = _parent(_usual()).ask({"variables of": request})
        if told is None:
            return _usual()
        _known[key] = frozenset(told.items())
    return _known[key]


@cache
def _usual() -> Variables:
    """What the program sets in the terminal of the tests."""
    variables: dict[str, str] = {}
    Connection(colours=256).prepare(variables)
    return frozenset(variables.items())


spawn = partial(terminal.spawn, start=fork)
"""`support.terminal.spawn`, with a fork where that makes no difference."""

spawn_any = partial(terminal.spawn, start=partial(fork, subcommands=True))
"""The same, for subcommands too: for what they print, not for what they import or how they end."""
