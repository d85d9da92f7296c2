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
from collections.abc import Callable, Mapping, Sequence
from functools import partial
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
    read = _for_textual(os.environ)
    _import_all()
    with contextlib.suppress(EOFError):
        while True:
            request, files = receive(requests)
            if "poll" in request:
                pid, status = os.waitpid(request["poll"], os.WNOHANG)
                send(requests, os.waitstatus_to_exitcode(status) if pid else None)
            elif "variables of" in request:
                send(requests, _variables_of(request["variables of"]))
            elif pid := os.fork():
                os.close(files[0])
                send(requests, pid)
            else:
                requests.close()
                return _play(request, files[0], partial(_check, read))
    return 0


def _import_all() -> None:
    import lmtui

    for module in pkgutil.walk_packages(lmtui.__path__, "lmtui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.freeze()


def _for_textual(env: Mapping[str, str]) -> dict[str, str]:
    """What the program sets before it imports Textual (`Connection.prepare`)."""
    return {name: value for name, value in env.items() if name.startswith(("TEXTUAL", "NO_COLOR", "OPENBLAS_NUM"))}


def _check(read: Mapping[str, str], env: Mapping[str, str]) -> None:
    """See that Textual would read what it has read in this process."""
    if _for_textual(env) != read:
        sys.exit(f"this start needs a process of its own: {sys.argv}")


def _variables_of(request: dict[str, Any]) -> dict[str, str] | None:
    """What a start sets for Textual; None where it is refused. A child tries it, in a terminal that nobody reads."""
    told, telling = os.pipe()
    nobody, terminal = os.openpty()
    if pid := os.fork():
        os.close(telling)
        os.close(terminal)
        with open(told, encoding="utf-8") as answer:
            variables = answer.read()
        os.close(nobody)
        os.waitpid(pid, 0)
        return json.loads(variables) if variables else None

    def tell(env: Mapping[str, str]) -> None:
        os.write(telling, json.dumps(_for_textual(env)).encode())
        os._exit(0)

    try:
        _play(request, terminal, tell)
    finally:
        os._exit(0)


def _play(request: dict[str, Any], terminal: int, prepared: Callable[[Mapping[str, str]], None]) -> int:
    """Be the program that was asked for; it is looked at once its variables are set."""
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

    def prepare_and_look(connection: Connection, environ: Any) -> None:
        prepare(connection, environ)
        prepared(environ)

    Connection.prepare = prepare_and_look  # type: ignore[method-assign, assignment]
    return main()


if __name__ == "__main__":
    sys.exit(_serve(socket.socket(fileno=int(sys.argv[1]))))
