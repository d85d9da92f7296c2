"""Open files of models that come from elsewhere: what is no regular file is refused, and nothing is waited for."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path


class NoRegularFile(OSError):
    """A path leads to a device, a socket, a folder or a pipe; `strerror` says so."""

    def __init__(self, path: Path) -> None:
        super().__init__(None, "it is no regular file", str(path))


def open_model_file(path: Path, pipes_allowed: bool = False) -> io.BufferedReader:
    """Open a regular file for reading or, if that is allowed, a pipe.

    Raises:
        OSError: the file cannot be opened.
        NoRegularFile: something else is there.
    """
    # A pipe without a writer, or a terminal, is opened without waiting for it. Which it is, is asked of what was
    # opened: under the path something else may be by now.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        kind = os.fstat(handle).st_mode
        if not (stat.S_ISREG(kind) or (pipes_allowed and stat.S_ISFIFO(kind))):
            raise NoRegularFile(path)
        os.set_blocking(handle, True)
    except BaseException:
        os.close(handle)
        raise
    return io.BufferedReader(io.FileIO(handle, "rb"))
