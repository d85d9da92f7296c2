"""Files that are neither texts nor folders: pipes, sockets, devices. Whoever reads one may wait for ever."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path


def pipe(path: Path) -> None:
    os.mkfifo(path)


def sock(path: Path) -> None:
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(path))
    server.close()


def link_to_the_terminal(path: Path) -> None:
    path.symlink_to("/dev/tty")


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


SPECIAL_FILES: list[Callable[[Path], None]] = [pipe, sock, link_to_the_terminal, link_to_a_device]
"""Each makes such a file."""
