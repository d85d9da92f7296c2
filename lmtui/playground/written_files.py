"""Which files this program has written: these alone may be replaced unasked."""

from __future__ import annotations

import os
from enum import Enum

from lmtui.files import FileStamp


class WrittenFiles:
    """Knows under which name and for what each file was written, and what state it was left in."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Enum, FileStamp]] = {}

    def remember(self, path: str, purpose: Enum, stamp: FileStamp | None = None) -> None:
        """Note that a file was written, or opened to be written again.

        Args:
            purpose: what the file was written for.
            stamp: of the file as it was read; None takes that of the file now.
        """
        stamp = stamp or _stamp_now(path)
        if stamp:
            self._known[_absolute(path)] = (purpose, stamp)

    def may_replace(self, path: str, purpose: Enum) -> bool:
        """Whether this program wrote a file under this name for this purpose, and nobody has changed it since."""
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
