"""The process that playgrounds are forked from: it imports the program once and starts what `support.forked` asks."""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from typing import Any


def send(to: socket.socket, message: Any, files: Sequence[int] = ()) -> None:
    data = json.dumps(message).encode() + b"\n"
    sent = socket.send_fds(to, [data], files) if files else 0
    to.sendall(data[sent:])


def receive(source: socket.socket) -> tuple[Any, list[int]]:
    """A message and the files that came with it.

    Raises:
        EOFError: there is nobody at the other end any more.
    """
    data, files, _, _ = socket.recv_fds(source, 1 << 16, 1)
    while not data.endswith(b"\n"):
        if not (more := source.recv(1 << 16)):
            raise EOFError
        data += more
    return json.loads(data), files


def _serve(requests: socket.socket) -> int:
    """Start what is asked for until nobody asks any more; in a playground that was started, its exit code."""
    told = _import_all()
    with contextlib.suppress(EOFError):
        while True:
            request, files = receive(requests)
            if "poll" in request:
                pid, status = os.waitpid(request["poll"], os.WNOHANG)
                send(requests, os.waitstatus_to_exitcode(status) if pid else None)
            elif pid := os.fork():
                os.close(files[0])
                send(requests, pid)
            else:
                requests.close()
                return _play(request, files[0], told)
    return 0


def _import_all() -> dict[str, str]:
    """Import the program as it imports itself in the terminal of the tests; the variables that Textual has read."""
    import lmtui
    from lmtui.tui.connection import Connection

    Connection(colours=256).prepare(os.environ)
    for module in pkgutil.walk_packages(lmtui.__path__, "lmtui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()
    return _of_textual(os.environ)


def _of_textual(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(("TEXTUAL", "NO_COLOR"))}


def _play(request: dict[str, Any], terminal: int, told: dict[str, str]) -> int:
    """Be the program that was asked for."""
    from lmtui.__main__ import main
    from lmtui.tui.connection import Connection

    if request["controlling"]:
        os.login_tty(terminal)
    else:
        os.setsid()
        for fd in (0, 1, 2):
            os.dup2(terminal, fd)
        os.close(terminal)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored
    for fd, name in enumerate(("stdin", "stdout", "stderr")):
        old = getattr(sys, name)
        stream = open(fd, "w" if fd else "r", 1, old.encoding, old.errors, closefd=False)  # noqa: SIM115 -- to the end
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    sys.argv = request["argv"]
    prepare = Connection.prepare

    def prepared(connection: Connection, environ: Any) -> None:
        prepare(connection, environ)
        if _of_textual(environ) != told:
            sys.exit(f"this start needs a process of its own: {sys.argv}")

    Connection.prepare = prepared  # type: ignore[method-assign, assignment]
    return main()


if __name__ == "__main__":
    sys.exit(_serve(socket.socket(fileno=int(sys.argv[1]))))
