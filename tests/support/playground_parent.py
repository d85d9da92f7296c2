"""The process that playgrounds are forked from: it imports the program once and starts what `support.forked` asks."""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import struct
import sys
import tempfile
import threading
from collections.abc import Sequence
from typing import Any, NoReturn


def send(to: socket.socket, message: Any, files: Sequence[int] = ()) -> None:
    data = json.dumps(message).encode() + b"\n"
    sent = socket.send_fds(to, [data], files) if files else 0
    to.sendall(data[sent:])


def receive(source: socket.socket) -> tuple[Any, list[int]]:
    """A message and the files that came with it.

    Raises:
        EOFError: there is nobody at the other end any more.
    """
    data, files, _, _ = socket.recv_fds(source, 1 << 16, 3)
    while not data.endswith(b"\n"):
        if not (more := source.recv(1 << 16)):
            raise EOFError
        data += more
    return json.loads(data), files


def _serve(listener: socket.socket) -> None:
    """Start what the tests' workers ask for, until all that came have gone."""
    gc.disable()
    _import_all()
    asyncio.run(_open_once())
    gc.freeze()
    gc.enable()
    workers: list[socket.socket] = []
    while True:
        for source in select.select([listener, *workers], [], [])[0]:
            if source is listener:
                worker, _ = listener.accept()
                if _is_ours(worker):
                    worker.sendall(b"\n")
                    workers.append(worker)
            elif not _answer(source, [listener, *workers]):
                source.close()
                workers.remove(source)
                if not workers:
                    return


def _is_ours(worker: socket.socket) -> bool:
    """Whether who has come is the user who runs the tests: anybody may come (unix(7))."""
    _, user, _ = struct.unpack("3i", worker.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return bool(user == os.getuid())


def _answer(worker: socket.socket, sockets: Sequence[socket.socket]) -> bool:
    """Start what a worker asks for, or say how it has ended; whether the worker is there at all.

    A process that is started keeps none of the sockets.
    """
    try:
        request, files = receive(worker)
    except (EOFError, ConnectionError):
        return False
    if "poll" in request:
        pid, status = os.waitpid(request["poll"], os.WNOHANG)
        send(worker, os.waitstatus_to_exitcode(status) if pid else None)
    elif pid := os.fork():
        for file in files:
            os.close(file)
        send(worker, pid)
    else:
        for each in sockets:
            each.close()
        _play(request, files)
    return True


def _import_all() -> None:
    import lmtui

    for module in pkgutil.walk_packages(lmtui.__path__, "lmtui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


async def _open_once() -> None:
    """Open playgrounds without a terminal: the style sheets are parsed and matched once for all that are started.

    An app has the same style sheets, added in the same order, if it shows tooltips and notifications, too.
    """
    from lmtui.playground.session import Session
    from lmtui.recipe import Recipe
    from lmtui.sampling.settings import Sampling
    from lmtui.tui.app import PlaygroundApp
    from lmtui.tui.connection import Connection
    from support.stylesheets import share_stylesheets

    share_stylesheets()
    for colours in (256, 16):
        app = PlaygroundApp(Session(Recipe(("mouse",)), Sampling(1.0)), Connection(colours=colours))
        async with app.run_test(tooltips=True, notifications=True) as pilot:
            await pilot.pause()
            for key in ("f1", "escape", "f2", "escape"):
                await pilot.press(key)
    while threading.active_count() > 1:  # a thread that trains or opens the model
        await asyncio.sleep(0.01)


def _read_variables() -> None:
    """Have Textual read its variables as when it is imported, and see that nobody keeps what it read then."""
    from textual import constants, screen

    before = dict(vars(constants))
    importlib.reload(constants)
    screen.UPDATE_PERIOD = 1 / constants.MAX_FPS  # type: ignore[misc]
    changed = {name for name, value in vars(constants).items() if name.isupper() and value != before[name]}
    for name, module in list(sys.modules.items()) if changed else ():
        if module is not constants and changed & vars(module).keys() and name.startswith(("textual", "lmtui")):
            sys.exit(f"this start needs a process of its own: {name} has {changed & vars(module).keys()}")


def _play(request: dict[str, Any], files: Sequence[int]) -> NoReturn:
    """Be the program that was asked for.

    Args:
        request: its command, variables and folder, the code that runs in its place, if any, and whether it has a
            controlling terminal.
        files: that terminal, or what standard input, output and error are to be.
    """
    from lmtui.__main__ import main
    from lmtui.tui.connection import Connection

    if request["controlling"]:
        os.login_tty(files[0])
    else:
        os.setsid()
        for fd, file in enumerate(files):
            os.dup2(file, fd)
        for file in set(files):
            os.close(file)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored, as are these:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    for fd, name in enumerate(("stdin", "stdout", "stderr")):
        old, buffering = getattr(sys, name), 1 if fd == 2 or os.isatty(fd) else -1
        stream = open(fd, "w" if fd else "r", buffering, old.encoding, old.errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    tempfile.tempdir = None  # until TMPDIR is asked for
    sys.argv = request["argv"]
    prepare = Connection.prepare

    def prepare_and_read(connection: Connection, environ: Any) -> None:
        prepare(connection, environ)
        _read_variables()

    Connection.prepare = prepare_and_read  # type: ignore[method-assign, assignment]
    if request["code"]:
        exec(request["code"], {"__name__": "__main__"})
        sys.exit()
    main()


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
