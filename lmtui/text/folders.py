"""Finds the texts below a folder and the size of all of these together, without opening a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lmtui.errors import Progress
from lmtui.text import passed_over
from lmtui.text.compressed import PACKED_SUFFIXES
from lmtui.text.document import UnreadableText
from lmtui.text.memory import TooLarge
from lmtui.text.passed_over import PassedOver
from lmtui.text.regular_files import SpecialFileError, system_devices

TEXT_SUFFIXES = (".txt", ".md")
_SUFFIXES = (*TEXT_SUFFIXES, ".zip", *(text + packed for text in TEXT_SUFFIXES for packed in PACKED_SUFFIXES))
_ENTRIES_PER_REPORT = 1000  # entries between two looks at whether to stop


@dataclass
class FoundTexts:
    """The texts that were found below a folder.

    Attributes:
        paths: the files to read, or their addresses, in one order on every machine: those of a folder by name, then
            its folders.
        size: bytes of all of them, compressed as they are.
        passed_over: the files and folders that are not to be read, and why.
        hidden: whether there are hidden files or folders, which are never read.
    """

    paths: list[str] = field(default_factory=list)
    size: int = 0
    passed_over: PassedOver = field(default_factory=lambda: PassedOver("name a file itself to have it read"))
    hidden: bool = False

    def add(self, path: str, size: int, folder: object, limit: int) -> None:
        """Add a text of a folder.

        Args:
            limit: how many bytes of text may be read.

        Raises:
            TooLarge: the texts found are more than may be read.
        """
        self.paths.append(path)
        self.size += size
        if self.size > limit:
            files = f"in {len(self.paths):,} {'file' if len(self.paths) == 1 else 'files'}"
            raise TooLarge(f"the folder '{folder}' holds at least", self.size, limit, files, "name a narrower folder")


def may_be_text(name: str) -> bool:
    """Whether a file in a folder is read, by its name."""
    return name.lower().endswith(_SUFFIXES)


class TextFinder:
    """Looks for texts below a folder, once.

    Args:
        folder: where to begin.
        limit: how many bytes of text may be read.
        progress: called after every thousand entries.
    """

    def __init__(self, folder: Path, limit: int, progress: Progress) -> None:
        self._folder, self._limit, self._progress = folder, limit, progress
        self._prefix = os.path.join(folder, "")
        self._system = system_devices()
        self._looked_at = 0
        self.found = FoundTexts()

    def find(self) -> FoundTexts:
        """Look through the folder, but not into linked and hidden folders, nor into /proc and its like.

        Raises:
            TooLarge: as soon as the texts found are more than may be read.
            SpecialFileError: the folder itself shows the system's state.
            Cancelled: by `progress`.
        """
        if os.stat(self._folder).st_dev in self._system:
            raise SpecialFileError("it shows the system's state and holds no files of a disk")
        waiting = [os.fspath(self._folder)]
        while waiting:
            waiting += reversed([entry.path for entry in self._files_of(waiting.pop())])
        return self.found

    def _files_of(self, folder: str) -> list[os.DirEntry[str]]:
        """Add the texts of a folder to `found`, and return its folders that are to be looked through, in order."""
        try:
            with os.scandir(folder) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.found.passed_over.add_refused(UnreadableText(folder, error))
            return []
        return list(self._folders_among(ordered))

    def _folders_among(self, entries: list[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
        for entry in entries:
            self._looked_at += 1
            if self._looked_at % _ENTRIES_PER_REPORT == 0:
                self._progress("looking for texts", 0.0)
            if entry.name.startswith("."):
                self.found.hidden = True
                continue
            try:
                if self._is_folder_to_enter(entry):
                    yield entry
            except OSError as error:  # gone meanwhile, or nobody may know of it
                self.found.passed_over.add_refused(UnreadableText(entry.path, error))

    def _is_folder_to_enter(self, entry: os.DirEntry[str]) -> bool:
        """Add a file to `found` if it is a text. Returns True for a folder that is to be looked through."""
        name = entry.path.removeprefix(self._prefix)
        if entry.is_dir():
            if entry.is_symlink():
                self.found.passed_over.add(passed_over.LINKED_FOLDER, name)
            elif entry.stat().st_dev in self._system:
                self.found.passed_over.add(passed_over.SYSTEM, name)
            else:
                return True
        elif entry.is_file():
            self._take_file(entry, name)
        else:
            nowhere = entry.is_symlink() and not os.path.exists(entry.path)
            self.found.passed_over.add(passed_over.NOWHERE if nowhere else passed_over.SPECIAL, name)
        return False

    def _take_file(self, entry: os.DirEntry[str], name: str) -> None:
        if not may_be_text(name):
            self.found.passed_over.add(passed_over.OTHER_ENDING, name)
            return
        self.found.add(entry.path, entry.stat().st_size, self._folder, self._limit)
