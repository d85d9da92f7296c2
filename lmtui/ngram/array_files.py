"""Open `.npy` files of one dimension by memory map: version 1.0 of the format, as `numpy.save` writes it.

The header is one line of a fixed form, which is compared and never evaluated; nothing is ever unpickled.
(NumPy Enhancement Proposal 1.)
"""

from __future__ import annotations

import hashlib
import mmap
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from lmtui.text.regular_files import open_regular

_MAGIC = b"\x93NUMPY\x01\x00"
_HEADER = re.compile(rb"\{'descr': '([<>|=][a-z][0-9])', 'fortran_order': False, 'shape': \(([0-9]{1,18}),\), \} *\n")


class BadArray(Exception):
    """A file holds no array, or another one than was written; the message begins with the file's name."""


@dataclass(frozen=True)
class FileRecord:
    """What the manifest says of a file: how it was when it was written.

    Attributes:
        size: in bytes.
        changed: when it was changed last, in nanoseconds.
        checksum: of the whole file.
    """

    size: int
    changed: int
    checksum: str


def map_array(path: Path, types: Sequence[str], recorded: FileRecord, trust_times: bool) -> npt.NDArray[Any]:
    """Map an array that cannot be written to.

    Args:
        path: of a regular file.
        types: the names of the dtypes that the array may have.
        recorded: how the file was when it was written.
        trust_times: whether a file with the recorded time of change is taken without comparing its checksum.

    Returns:
        One dimension, as many items as the header says, which are all bytes that follow it.

    Raises:
        OSError: the file cannot be opened, or is not regular.
        BadArray: the file is not as it was written, or holds no array of such a type.
    """
    name = path.name
    with open_store_file(path) as file:
        found = os.fstat(file.fileno())
        if found.st_size != recorded.size:
            raise BadArray(f"{name} has {found.st_size:,} bytes and not {recorded.size:,}")
        start, dtype, items = _header(name, file, types)
        if start + items * dtype.itemsize != found.st_size or start % dtype.itemsize:
            raise BadArray(f"{name} holds more or less than the {items:,} numbers it announces")
        mapped = mmap.mmap(file.fileno(), found.st_size, access=mmap.ACCESS_READ)
    if (
        not (trust_times and found.st_mtime_ns == recorded.changed)
        and _digest(mapped).hexdigest() != recorded.checksum
    ):
        raise BadArray(f"{name} is not what was written")
    return np.ndarray((items,), dtype, mapped, start)


def open_store_file(path: Path) -> BinaryIO:
    """Open a file of a store, which must be a regular file; the name of the file is in every `OSError`."""
    try:
        return open_regular(path)
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def checksum_of(path: Path) -> str:
    """The checksum of a file: 32 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, _digest).hexdigest()


def _digest(data: bytes | mmap.mmap = b"") -> hashlib.blake2b:
    return hashlib.blake2b(data, digest_size=16)


def _header(name: str, file: BinaryIO, types: Sequence[str]) -> tuple[int, np.dtype[Any], int]:
    """Where the numbers begin, their type, and how many there are."""
    begin = file.read(10)
    length = int.from_bytes(begin[8:], "little")
    found = _HEADER.fullmatch(file.read(length))
    if begin[:8] != _MAGIC or not found:
        raise BadArray(f"{name} is no array of one dimension")
    for dtype in map(np.dtype, types):
        if dtype.str.encode() == found[1]:
            return 10 + length, dtype, int(found[2])
    raise BadArray(f"{name} holds no {' or '.join(types)}")
