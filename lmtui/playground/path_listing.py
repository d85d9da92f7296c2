"""What a path that is being typed could go on with: the folders and files of a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

from lmtui.text.safety import visible

MOST = 1_000
"""No more entries of a folder are looked at; nobody chooses among more."""

PARENT = os.path.join(os.pardir, "")
"""The name of the folder above."""


def entries_beginning_with(path: str, endings: Sequence[str]) -> list[str]:
    """The folders, then the files with some endings, whose paths begin with what is typed, by name.

    These are names in the typed folder; a slash stands behind those of folders. Hidden ones are left out unless
    a dot is typed; where no name is typed behind the folder, the one above comes first. A folder that cannot be read
    has no entries; a name that cannot be typed is none.
    """
    folder, beginning = os.path.split(path)
    folders, files = list[str](), list[str]()
    with suppress(OSError, ValueError), os.scandir(os.path.expanduser(folder) or os.curdir) as found:
        for _, entry in zip(range(MOST), found, strict=False):
            name = entry.name
            hidden = name.startswith(".") and not beginning.startswith(".")
            if hidden or not name.startswith(beginning) or visible(name) != name:
                continue
            with suppress(OSError):
                if entry.is_dir():
                    folders.append(os.path.join(name, ""))
                elif entry.is_file() and name.lower().endswith(tuple(endings)):
                    files.append(name)
        above = [] if beginning else [PARENT]
        return [*above, *sorted(folders, key=_by_name), *sorted(files, key=_by_name)]
    return []


def completed(path: str, entries: Sequence[str]) -> str:
    """A typed path with as many further letters as all its entries share."""
    names = [name for name in entries if name != PARENT]
    letters = os.path.commonprefix(names)  # noqa: RUF071 (of the names, letter by letter)
    return os.path.join(os.path.dirname(path), letters) if names else path


def _by_name(name: str) -> tuple[str, str]:
    return name.casefold(), name
