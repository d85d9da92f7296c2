"""Only one process at a time trains a model for the cache; the others wait, and open what it has stored.

A process that trains holds an advisory lock (`flock`) on a file in the cache until the model is stored. The system
gives the lock back when the process ends, however it ends. Where a file system knows no such locks, every process
trains for itself. Readers of the cache need no lock.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import time
from pathlib import Path

from lmtui.errors import Progress

try:
    import fcntl
except ImportError:  # not a Unix
    fcntl = None  # type: ignore[assignment]

LOCK_PREFIX = ".lmtui-lock-"
LOCK_NAME = re.compile(rf"{re.escape(LOCK_PREFIX)}[0-9a-f]{{32}}")

_POLL_INTERVAL = 0.05  # seconds


class TrainingLock:
    """The lock of the process that trains the model of one key.

    `release` gives the lock back; so does the end of the object or of its process.

    Args:
        cache: the folder of the cache; the folder is made when the lock is taken.
        key: of the model; see `lmtui.ngram.cache.key_of`.
    """

    def __init__(self, cache: Path, key: str) -> None:
        self._path = cache / f"{LOCK_PREFIX}{key}"
        self._file: io.FileIO | None = None  # open while the lock is held; to close it gives the lock back

    def __del__(self) -> None:
        self._close()

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        return self._file is not None and not self._file.closed

    def take(self, progress: Progress, longest_wait: float) -> bool:
        """Take the lock; wait while another process holds it.

        Args:
            progress: called again and again while waiting.
            longest_wait: in seconds.

        Returns:
            True if another process held the lock.

        Raises:
            Cancelled: by `progress`.
        """
        started = time.monotonic()
        waited = False
        while not self._try_to_take():
            elapsed = time.monotonic() - started
            if elapsed >= longest_wait:
                break  # the process that holds the lock may be stopped, and never go on
            waited = True
            progress("waiting for another lmtui that trains this", elapsed / longest_wait)
            time.sleep(_POLL_INTERVAL)
        return waited

    def release(self) -> None:
        """Give the lock back, and take its file away."""
        if self.is_held:
            with contextlib.suppress(OSError):
                self._path.unlink()
            self._close()

    def _try_to_take(self) -> bool:
        """Returns False if another process has the lock; True if this one has it, or there are no locks here."""
        if fcntl is None:
            return True
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = io.FileIO(self._path, "ab", opener=_open_lock)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_same_file(self._file, self._path):
                return True
        except BlockingIOError:
            pass
        except OSError:  # the folder cannot be made, or the file system knows no locks
            self._close()
            return True
        self._close()  # another process holds the lock, or has removed the file: the next try opens a new file
        return False

    def _close(self) -> None:
        if self._file:
            self._file.close()


def remove_unused_lock(path: Path) -> None:
    """Remove the file of a lock that no process holds."""
    if fcntl is None:
        return
    with contextlib.suppress(OSError), io.FileIO(path, "rb+", opener=_open_lock) as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_same_file(file, path):
            path.unlink()


def _open_lock(path: str, flags: int) -> int:
    """Open a lock's file; a link is refused, and a pipe is not waited for."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)


def _is_same_file(file: io.FileIO, path: Path) -> bool:
    """Whether a path still leads to the file that was opened."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False
