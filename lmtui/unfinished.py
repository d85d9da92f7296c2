"""What is being written: its name until it is whole, its lock, and what killed processes have left of it."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # not a Unix
    fcntl = None  # type: ignore[assignment]

_UNFINISHED = ".lmtui-unfinished-"
_REPLACED = ".lmtui-replaced-"
_UNFINISHED_NAME = re.compile(rf"{re.escape(_UNFINISHED)}[0-9a-f]{{16}}")
_REPLACED_NAME = re.compile(rf"(.+){re.escape(_REPLACED)}[0-9a-f]{{16}}")
_ABANDONED_AFTER = 3600.0  # seconds, where there are no locks; what a process is still writing is younger


def unfinished_name(name: str = "") -> str:
    """A new name for what is not finished; it begins with the name that a step of a long work will have."""
    return f"{name}{_UNFINISHED}{secrets.token_hex(8)}"


def replaced_name(name: str) -> str:
    """A new name for a folder that gives up its own to another one."""
    return f"{name}{_REPLACED}{secrets.token_hex(8)}"


@contextmanager
def unfinished(parent: str | os.PathLike[str], make: Callable[[Path], None]) -> Iterator[Path]:
    """Make a file or folder that stays unfinished until the block ends; locked so long, as else it is abandoned."""
    is_there = False
    while not is_there:
        place = Path(parent) / unfinished_name()
        make(place)
        with suppress(BlockingIOError):  # another process was faster to lock it, and removes it
            handle = _lock(place)
            is_there = place.exists()
            if not is_there:
                _unlock(handle)
    try:
        yield place
    finally:
        _unlock(handle)


def is_left_over(name: str) -> bool:
    """Whether a killed process can have left a file or folder of this name."""
    return bool(_UNFINISHED_NAME.fullmatch(name) or _REPLACED_NAME.fullmatch(name))


def remove_unfinished_steps(folder: Path) -> None:
    """Remove what processes that were killed in a `working_result` have left in a folder."""
    for path in folder.glob(f"*{_UNFINISHED}*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def remove_abandoned(parent: Path, is_ours: Callable[[Path], bool] = lambda _: False) -> None:
    """Remove what killed processes left in a folder: what is unfinished, and old folders whose successor is in place.

    Args:
        is_ours: whether this program has written a folder.

    Raises:
        OSError: the folder cannot be listed.
    """
    for folder in parent.iterdir():
        with suppress(OSError):
            if replaced := _REPLACED_NAME.fullmatch(folder.name):
                if is_ours(folder.with_name(replaced[1])):
                    shutil.rmtree(folder, ignore_errors=True)
            elif _UNFINISHED_NAME.fullmatch(folder.name):
                _remove_if_abandoned(folder)


def _remove_if_abandoned(place: Path) -> None:
    """Remove an unfinished file or folder that no process is writing; where there are no locks, one that is old.

    Raises:
        OSError: it is gone, or is being written.
    """
    handle = _lock(place)
    try:
        if handle is not None or time.time() - place.stat().st_mtime > _ABANDONED_AFTER:
            if place.is_dir():
                shutil.rmtree(place, ignore_errors=True)
            else:
                place.unlink()
    finally:
        _unlock(handle)


def _lock(place: Path) -> int | None:
    """Lock a file or folder until `_unlock`, or until the process ends; None where there are no locks.

    Raises:
        BlockingIOError: another process holds the lock.
    """
    handle = None
    try:
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # a pipe is not waited for
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (OSError, AttributeError) as error:  # there is no `fcntl`, or the file system knows no locks
        _unlock(handle)
        if isinstance(error, BlockingIOError):
            raise
        return None
    return handle


def _unlock(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
