"""Finds the texts below a folder elsewhere, or those that fit a pattern there, without opening a file."""

from __future__ import annotations

from lmtui.errors import Progress, ignore_progress
from lmtui.text import passed_over
from lmtui.text.folders import FoundTexts, may_be_text
from lmtui.text.urls import RemoteEntry, entries_at, is_of_the_web, is_pattern


def find_elsewhere(url: str, limit: int, progress: Progress = ignore_progress) -> FoundTexts | None:
    """The texts below a folder; None for the address of one file.

    Args:
        limit: how many bytes of text may be read.

    Raises:
        TooLarge: the texts are more than may be read.
        SourceError: fsspec, or what it needs for this address, is not installed.
        OSError: there is no such folder, nothing fits the pattern, or it cannot be reached.
    """
    progress("reading", 0.0)
    entries = entries_at(url)
    if entries is None:
        return None
    if is_pattern(url):
        if not entries:
            raise FileNotFoundError(2, "no file fits this pattern")
    elif is_of_the_web(url):  # a page lists a folder, sorted by what stands behind `?`, or is a text itself
        entries = [entry for entry in entries if "?" not in entry.url]
        if not any(may_be_text(entry.url) for entry in entries):
            return None
    found = FoundTexts()
    for entry in sorted(entries, key=lambda entry: _place(entry.name)):
        if is_pattern(url) and not entry.is_folder:  # what fits may have any name
            found.add(entry.url, entry.size, url, limit)
        else:
            _add(entry, url, limit, found)
    return found


def _add(entry: RemoteEntry, folder: str, limit: int, found: FoundTexts) -> None:
    """Add an entry of a folder, as one of a folder of this machine."""
    if any(part.startswith(".") for part in entry.name.split("/")):
        found.hidden = True
    elif entry.is_folder:
        found.passed_over.add(passed_over.REMOTE_FOLDER, entry.name)
    elif may_be_text(entry.name):
        found.add(entry.url, entry.size, folder, limit)
    else:
        found.passed_over.add(passed_over.OTHER_ENDING, entry.name)


def _place(name: str) -> list[tuple[bool, str]]:
    """By which the files of a folder come by name, then its folders."""
    *folders, file = name.split("/")
    return [*((True, folder) for folder in folders), (False, file)]
