"""Compressed texts, known by their first bytes: .gz, .bz2, .xz, and .zip with its members."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, Protocol

from lmtui.text.document import UnusableText

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

HEAD = 4096
"""How many first bytes tell how a file is packed."""

PIECE = 1 << 22
"""Bytes read between two looks at whether to stop."""

PACKED_SUFFIXES = (".gz", ".bz2", ".xz", ".zip")

ZIP = "zip"

# RFC 1952; the bzip2 format; the .xz file format 1.2.1; APPNOTE.TXT 4.3.
_PACKINGS = {
    "gzip": re.compile(rb"\x1f\x8b\x08"),
    "bzip2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)"),
    "xz": re.compile(rb"\xfd7zXZ\x00"),
    ZIP: re.compile(rb"PK(?:\x03\x04|\x05\x06|\x07\x08)"),
}
_OTHER_FORMATS = (
    (re.compile(rb"%PDF-"), "is a PDF", "save it as plain text and give that"),
    (re.compile(rb".{257}ustar", re.DOTALL), "is a tar archive", "unpack it and name the folder"),
    (
        re.compile(rb"\x28\xb5\x2f\xfd|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07|\x1f\x9d|\x04\x22\x4d\x18|LZIP"),
        "is packed in a way that is not read here",
        "unpack it, or pack it as .gz, .bz2, .xz or .zip",
    ),
)


class Readable(Protocol):
    """Whatever bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes, none at the end; all of them where the size is negative."""


class Rejoined:
    """A file whose first bytes were read already, from its beginning again.

    Args:
        head: those bytes.
        rest: the file.
    """

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes, none at the end; all of them where the size is negative."""
        if not self._head:
            return self._rest.read(size)
        if size < 0:
            piece, self._head = self._head + self._rest.read(), b""
        else:
            piece, self._head = self._head[:size], self._head[size:]
        return piece


def packing_of(head: bytes) -> str:
    """How a file that begins so is packed: `gzip`, `bzip2`, `xz`, `zip`, or "" for none of these."""
    return next((name for name, beginning in _PACKINGS.items() if beginning.match(head)), "")


def check_format(name: str, head: bytes) -> None:
    """Raise `UnusableText` for a file that begins as one of the usual formats that hold no plain text."""
    for beginning, problem, remedy in _OTHER_FORMATS:
        if beginning.match(head):
            raise UnusableText(name, problem, remedy)


def pieces_of(file: Readable) -> Iterator[bytes]:
    """All bytes of a file, a piece at a time."""
    while piece := file.read(PIECE):
        yield piece


def unpacked_pieces(file: Readable, packing: str, name: str) -> Iterator[bytes]:
    """The bytes that are packed in a file by anything but zip, a piece at a time.

    Raises:
        UnusableText: they are damaged or cut short, or this Python cannot unpack them.
    """
    with damage_reported(name, packing):
        content = _opened(file, packing)
    yield from guarded_pieces(content, packing, name)


def guarded_pieces(content: Readable, packing: str, name: str) -> Iterator[bytes]:
    """All bytes of what unpacks itself as it is read; raises as `unpacked_pieces` does."""
    while True:
        with damage_reported(name, packing):
            piece = content.read(PIECE)
        if not piece:
            return
        yield piece


def _opened(file: Readable, packing: str) -> Readable:
    opened: Readable
    if packing == "gzip":
        opened = importlib.import_module("gzip").GzipFile(fileobj=file, mode="rb")
    elif packing == "bzip2":
        opened = importlib.import_module("bz2").BZ2File(file)
    else:
        opened = importlib.import_module("lzma").LZMAFile(file)
    return opened


def open_zip(file: BinaryIO, name: str) -> ZipFile:
    """A zip archive; `UnusableText` where it is none, or a damaged one."""
    from zipfile import ZipFile

    with damage_reported(name, ZIP):
        return ZipFile(file)


def members_of(archive: ZipFile) -> list[ZipInfo]:
    """The files in an archive in the order of their names, without hidden ones and what a Mac notes about them."""
    members = [info for info in archive.infolist() if not info.is_dir()]
    shown = [info for info in members if not re.search(r"(?:^|/)(?:\.|__MACOSX/)", info.filename)]
    return sorted(shown, key=lambda info: info.filename)


def needs_password(member: ZipInfo) -> bool:
    """Whether a member is encrypted: bit 0 of its flags, APPNOTE.TXT 4.4.4."""
    return bool(member.flag_bits & 1)


@contextmanager
def damage_reported(name: str, packing: str) -> Iterator[None]:
    """Make one line of whatever Python's modules say of packed data that they cannot unpack."""
    try:
        yield
    except ImportError:
        raise UnusableText(name, f"is packed by {packing}, which this Python lacks", "unpack it first") from None
    except NotImplementedError:
        raise UnusableText(name, f"is packed by {packing} in a rare way", "unpack it first") from None
    except MemoryError:
        raise UnusableText(name, "needs more memory to be unpacked than is free", "unpack it first") from None
    except EOFError:
        raise UnusableText(name, f"is cut short: its {packing} data has no end", "get it anew") from None
    except _damage() as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the file cannot be read; where its data is damaged, there is no number
        raise UnusableText(name, f"is damaged: its {packing} data cannot be unpacked", "get it anew") from None


def _damage() -> tuple[type[Exception], ...]:
    """What Python's modules raise for damaged data."""
    import struct
    import zlib
    from zipfile import BadZipFile

    kinds: list[type[Exception]] = [OSError, ValueError, RuntimeError, ArithmeticError, LookupError]
    kinds += [struct.error, zlib.error, BadZipFile]
    with suppress(ImportError):
        kinds.append(importlib.import_module("lzma").LZMAError)
    return tuple(kinds)
