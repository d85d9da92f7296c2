"""The one way to write a file or a folder: beside its place, flushed to the disk, renamed.

So every file is whole, or as it was before. A file is replaced only where that is allowed.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from lmtui.errors import LmtuiError
from lmtui.text.regular_files import open_regular
from lmtui.text.safety import visible
from lmtui.unfinished import remove_abandoned, replaced_name, unfinished, unfinished_name

_LONGEST_NAME = 60  # columns of a path in a message on the screen; of a longer path the end is shown


class FileError(LmtuiError):
    """A file cannot be read or written."""


class AlreadyThere(FileError):
    """A file of that name is there, and nobody has agreed to replace it."""


def quoted(path: str) -> str:
    """A path for a message on the screen: in quotes, safe to show; of a long path the end."""
    shown = visible(path)
    return f"'{shown if len(shown) <= _LONGEST_NAME else '…' + shown[1 - _LONGEST_NAME :]}'"


def reason_of(error: OSError | ValueError) -> str:
    """The reason, as a clause, why the system or Python refuses a path."""
    return str(getattr(error, "strerror", None) or error)


def cannot_read(path: str, error: OSError | ValueError) -> str:
    """The sentence that says why a file cannot be read."""
    return f"cannot read {quoted(path)}: {reason_of(error)}; check the path"


def cannot_write(shown: str, error: OSError | ValueError) -> str:
    """The sentence that says why a file or folder cannot be written.

    Args:
        shown: the path in quotes, safe to show.
    """
    return f"cannot write {shown}: {reason_of(error)}; choose another place"


@dataclass(frozen=True)
class FileStamp:
    """What tells one state of a file from another: device, inode, size in bytes, time of the last change in ns."""

    device: int
    inode: int
    size: int
    changed: int

    @classmethod
    def of(cls, status: os.stat_result) -> FileStamp:
        """The stamp in what `os.stat` or `os.fstat` says."""
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def read_file(path: str, most: int) -> tuple[bytes, FileStamp]:
    """Read a regular file.

    Args:
        most: bytes that are read of it.

    Returns:
        Its first `most` bytes, and its stamp, which says how large the file is.

    Raises:
        FileError: the file cannot be read, or is not regular.
    """
    try:
        with open_regular(path) as file:
            stamp = FileStamp.of(os.fstat(file.fileno()))
            return file.read(most), stamp
    except (OSError, ValueError) as error:
        raise FileError(cannot_read(path, error)) from None


def write_text(path: str, text: str, may_replace: bool = False) -> None:
    """Write a text to a file, as `new_file` does; a lone surrogate is written as `?`.

    Args:
        path: as a person types paths; `~` is the home folder.
        may_replace: whether a file of that name may be replaced.

    Raises:
        AlreadyThere: there is one, and it may not be replaced.
        FileError: the file cannot be written.
    """
    try:
        with new_file(os.path.expanduser(path), may_replace) as file:
            file.write(text.encode("utf-8", errors="replace"))
    except (OSError, ValueError) as error:
        raise FileError(cannot_write(quoted(path), error)) from None


@contextmanager
def new_file(path: str | os.PathLike[str], may_replace: bool = False) -> Iterator[BinaryIO]:
    """Open a file for writing bytes that takes its place, whole, when the block ends.

    Where the block fails nothing is changed. A link stays, and the file it leads to is written. A file that is
    replaced keeps its permissions.

    Args:
        may_replace: whether a file of that name may be replaced.

    Raises:
        AlreadyThere: there is one, and it may not be replaced.
        OSError: the file cannot be written.
        ValueError: no file can have that name.
    """
    _check_place(path, may_replace)
    place = os.path.realpath(path)
    with unfinished(os.path.dirname(place), lambda beside: beside.touch(exist_ok=False)) as beside:
        try:
            with beside.open("wb") as file:
                yield file
                with suppress(FileNotFoundError):
                    os.fchmod(file.fileno(), stat.S_IMODE(os.stat(place).st_mode))
                flush_to_disk(file)
            os.replace(beside, place)
        except BaseException:
            with suppress(OSError, ValueError):
                os.unlink(beside)
            raise
    _flush_folder(os.path.dirname(place))


def _check_place(path: str | os.PathLike[str], may_replace: bool) -> None:
    """Raise as `new_file` does where no file can or may be written."""
    if os.path.exists(path):
        if not os.path.isfile(path):
            raise ValueError("it is a directory, or no file at all")
        if not os.access(path, os.W_OK):
            raise ValueError("it may not be changed")
    if not may_replace and os.path.lexists(path):
        raise AlreadyThere(f"there is a {quoted(os.fspath(path))} already; choose another name")


@contextmanager
def new_folder(folder: Path, is_ours: Callable[[Path], bool]) -> Iterator[Path]:
    """Make a folder, for its owner alone, that takes its place, whole, when the block ends.

    The block is to flush each file in it. Where the block fails nothing is changed. Folders on the way are made, and
    what killed processes have left beside it is removed.

    Args:
        folder: its place; what is there may be replaced.
        is_ours: whether this program has written a folder.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    remove_abandoned(folder.parent, is_ours)
    with unfinished(folder.parent, lambda place: place.mkdir(mode=0o700)) as beside:
        try:
            yield beside
            _flush_folder(beside)
            _put_in_place(beside, folder, is_ours)
        finally:
            shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def working_result(folder: Path) -> Iterator[Path]:
    """Make a folder that takes its place, whole, when the block ends, for what a step of a long work leaves behind.

    Nothing is flushed to the disk: where the machine fails, files may be damaged, which checksums show. Several
    processes may make a folder of one name, with the same in it: the first of them wins, and what is there stays.

    Args:
        folder: its place.

    Raises:
        OSError: the folder cannot be written.
    """
    beside = folder.with_name(unfinished_name(folder.name))
    beside.mkdir()
    try:
        yield beside
        try:
            beside.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def flush_to_disk(file: IO[bytes] | IO[str]) -> None:
    """Wait until all that was written to a file is on the disk."""
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def working_file(path: Path) -> Iterator[BinaryIO]:
    """As `working_result`, of a file; what is at its place is replaced."""
    beside = path.with_name(unfinished_name(path.name))
    try:
        with beside.open("xb") as file:
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _put_in_place(beside: Path, folder: Path, is_ours: Callable[[Path], bool]) -> None:
    """Rename a whole folder to its name; of several processes that made the same one, any may win."""
    # Killed between the two renames, a process leaves the old folder under this name until there is a new one.
    replaced = folder.with_name(replaced_name(folder.name))
    with suppress(FileNotFoundError):  # there is none, or another process was faster to take it away
        folder.rename(replaced)
    try:
        beside.rename(folder)
    except OSError:
        if not is_ours(folder):  # else another process was faster to put its own there
            raise
    finally:
        shutil.rmtree(replaced, ignore_errors=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: str | os.PathLike[str]) -> None:
    """Wait until the names in a folder are on the disk, where the file system can say so."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
