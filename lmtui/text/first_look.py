"""What can be known of a corpus before it is read: its size, and whether it is as it was."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass

from lmtui.errors import LmtuiError, Progress, ignore_progress
from lmtui.text import bundled
from lmtui.text.compressed import PACKED_SUFFIXES
from lmtui.text.folders import TextFinder
from lmtui.text.named import machine_texts, stands_for_corpus
from lmtui.text.regular_files import stamp_of
from lmtui.text.remote_folders import find_elsewhere
from lmtui.text.sources import STANDARD_INPUT, path_of
from lmtui.text.urls import is_url, look_at_url

_UNPACKED = 4
"""So many bytes of text there are in a byte of a packed file, about."""


@dataclass(frozen=True)
class Found:
    """What can be known of a corpus without reading it.

    Attributes:
        size: about how many bytes of text it has; 0 where that is not known.
        identity: the path of each file with its `stamp_of`, or its size and state; two equal ones are of the same
            text. None for a corpus that can be read only once.
    """

    size: int
    identity: tuple[tuple[str, tuple[int, ...]], ...] | None


def look_at(name: str, progress: Progress = ignore_progress) -> Found:
    """What can be known of a corpus without reading it. Of one that cannot be read, reading it says what is wrong."""
    if name == STANDARD_INPUT:
        return Found(0, None)
    if name in bundled.CORPORA:
        return Found(0, ((name, (0,)),))
    if is_url(name):
        return _found_elsewhere(name, progress)
    if stands_for_corpus(name):
        texts = machine_texts(name)
        size = texts.size().bytes if texts else 0
        return Found(size, ((name, (size,)),))
    try:
        path = path_of(name)
        mode = path.stat().st_mode
        if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
            return Found(0, None)
        finder = TextFinder(path, sys.maxsize, progress)
        files = finder.find().paths if stat.S_ISDIR(mode) else [os.fspath(path)]
        identity = [(os.path.abspath(file), os.stat(file)) for file in files]
    except (OSError, ValueError, LmtuiError):
        return Found(0, None)
    size = sum(status.st_size * (_UNPACKED if file.endswith(PACKED_SUFFIXES) else 1) for file, status in identity)
    return Found(size, tuple((file, stamp_of(status)) for file, status in identity))


def _found_elsewhere(url: str, progress: Progress) -> Found:
    files = []
    try:
        texts = find_elsewhere(url, sys.maxsize, progress)
        for name in texts.paths if texts else [url]:
            progress("reading", 0.0)
            files.append((name, look_at_url(name)))
    except (OSError, LmtuiError):
        return Found(0, None)
    size = sum(file.size * (_UNPACKED if name.endswith(PACKED_SUFFIXES) else 1) for name, file in files)
    identity = tuple((name, (file.size, file.state)) for name, file in files if file.state is not None)
    return Found(size, identity if len(identity) == len(files) else None)
