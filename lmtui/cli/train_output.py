"""Where `lmtui train` may write: a model replaces a model, and nothing else."""

from __future__ import annotations

import gzip
import os
import zlib
from pathlib import Path

from lmtui.errors import ModelError, SettingError
from lmtui.files import cannot_write
from lmtui.recipe import ARPA_ENDINGS_WRITTEN
from lmtui.text.regular_files import SpecialFileError, open_regular
from lmtui.text.safety import visible

_OTHER_FILES = (
    ".txt",
    ".md",
    ".json",
    ".csv",
    ".svg",
    ".pdf",
    ".html",
    ".gz",
    ".bz2",
    ".xz",
    ".zip",
    ".lm",
    ".bin",
    ".klm",
)
"""Endings of other kinds of files. A person who types such a name does not mean a folder."""

_BEGINNING = 1 << 16  # bytes in which an ARPA file says that it is one; before that there may be comments


def is_arpa_name(path: Path) -> bool:
    """Whether a file of this name is an ARPA file.

    Raises:
        SettingError: the name has the ending of another kind of file, and there is no folder of this name.
    """
    name = path.name.lower()
    if name.endswith(ARPA_ENDINGS_WRITTEN):
        return True
    if name.endswith(_OTHER_FILES) and not path.is_dir():
        raise SettingError(
            f"a model is an ARPA file ({', '.join(ARPA_ENDINGS_WRITTEN)}) or a folder; "
            f"'{visible(str(path))}' is named as neither"
        )
    return False


def check_arpa_place(path: Path) -> None:
    """Check that a new file at this path would replace nothing but an ARPA file.

    Raises:
        ModelError: something else is there, or nobody can write there.
    """
    try:
        if not os.path.lexists(path):
            return
        if path.exists() and _is_arpa(path):
            return
    except (OSError, ValueError) as error:
        raise ModelError(cannot_write(f"'{visible(str(path))}'", error)) from None
    raise ModelError(f"'{visible(str(path))}' exists and is no ARPA file; choose another place")


def _is_arpa(path: Path) -> bool:
    """Whether a file has the line with which an ARPA file begins."""
    try:
        file = open_regular(path)
    except (SpecialFileError, IsADirectoryError):
        return False
    with file:
        beginning = file.read(2)
        file.seek(0)
        if beginning == b"\x1f\x8b":
            try:
                with gzip.open(file) as unpacked:
                    beginning = unpacked.read(_BEGINNING)
            except (OSError, EOFError, zlib.error):
                return False
        else:
            beginning = file.read(_BEGINNING)
    return any(line.strip() == b"\\data\\" for line in beginning.splitlines())
