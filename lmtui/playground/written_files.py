"""Which files this program has written, under which name and for what: these alone may be replaced unasked."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum


class Purpose(Enum):
    """What a file is written for; the value is its name in messages."""

    SESSION = "session"
    TEXT = "text"
    NUMBERS = "JSON"
    PICTURE = "picture"


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


class WrittenFiles:
    """Remembers what was written, or opened to be written again."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Purpose, FileStamp]] = {}

    def remember(self, path: str, purpose: Purpose, stamp: FileStamp | None = None) -> None:
        """A file was written for a purpose; the stamp is what it was when it was read, where it was opened."""
        stamp = stamp or _stamp_now(path)
        if stamp:
            self._known[_absolute(path)] = (purpose, stamp)

    def may_replace(self, path: str, purpose: Purpose) -> bool:
        """Whether a file was written under this very name, for this purpose, and is still as it was then."""
        known = self._known.get(_absolute(path))
        return known is not None and known == (purpose, _stamp_now(path))


def _absolute(path: str) -> str:
    return os.path.abspath(os.path.expanduser(path))


def _stamp_now(path: str) -> FileStamp | None:
    """The stamp of a file, of a link's target; None where there is none."""
    try:
        return FileStamp.of(os.stat(_absolute(path)))
    except (OSError, ValueError):
        return None
