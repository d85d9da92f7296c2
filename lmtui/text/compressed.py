"""Compressed texts, known by their first bytes: .gz, .bz2, .xz, and .zip with its members."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, Protocol

from lmtui.text.document import UnusableText

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

HEAD = 4096
"""How many bytes at the beginning of a file are enough to tell how the file is packed."""

PIECE = 1 << 22
"""How many bytes are read between two reports of progress."""

PACKED_SUFFIXES = (".gz", ".bz2", ".xz", ".zip")

ZIP = "zip"

# RFC 1952; the .xz file format 1.2.1; APPNOTE.TXT 4.3. That of bzip2 needs more than its first bytes.
_BEGINNINGS = {
    "gzip": (b"\x1f\x8b\x08",),
    "xz": (b"\xfd7zXZ\x00",),
    ZIP: (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"),
}
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")  # the first of a text, or the end of an empty one

_OTHER_PACKINGS = (
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x9d",
    b"\x04\x22\x4d\x18",
    b"LZIP",
    b"\x5d\x00\x00",
)
"""Zstandard, 7-Zip, RAR, compress, LZ4, lzip, LZMA without a container."""

_OTHER_DOCUMENTS = {
    b"%PDF-": "is a PDF",
    b"%!PS": "is PostScript",
    b"{\\rtf": "is a document in Rich Text Format",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "is a document of an office program",
}
_MEMBERS_OF_DOCUMENTS = {"[Content_Types].xml", "META-INF/manifest.xml", "META-INF/container.xml"}
"""One of these is in every document of an office program (.docx, .odt) or electronic book that is a zip archive."""

_SAVE_AS_TEXT = "save it as plain text and give that"


class Readable(Protocol):
    """A file, or anything else that bytes can be read from."""

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, none at the end; all that are left where the size is negative."""


class RewoundFile:
    """Reads a file from its beginning although its first bytes were read before.

    Args:
        head: the bytes that were read.
        rest: the file, at the place after these bytes.
    """

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, none at the end; all that are left where the size is negative."""
        if not self._head:
            return self._rest.read(size)
        if size < 0:
            piece, self._head = self._head + self._rest.read(), b""
        else:
            piece, self._head = self._head[:size], self._head[size:]
        return piece


def packing_of(head: bytes) -> str:
    """How a file that begins so is packed: `gzip`, `bzip2`, `xz`, `zip`, or "" for none of these."""
    if head.startswith(b"BZh") and head[4:10] in _BZIP2_BLOCKS:
        return "bzip2"
    return next((name for name, beginnings in _BEGINNINGS.items() if head.startswith(beginnings)), "")


def begins_like_packed(head: bytes) -> bool:
    """Whether more bytes are needed to tell how a file that begins so is packed."""
    beginnings = [beginning for several in _BEGINNINGS.values() for beginning in several]
    beginnings += [b"BZh" + head[3:4] + block for block in _BZIP2_BLOCKS]
    return any(len(head) < len(beginning) and beginning.startswith(head) for beginning in beginnings)


def check_format(name: str, head: bytes) -> None:
    """Raise `UnusableText` for a file whose first bytes are those of a usual format that is not plain text."""
    for beginning, what in _OTHER_DOCUMENTS.items():
        if head.startswith(beginning):
            raise UnusableText(name, what, _SAVE_AS_TEXT)
    if head.startswith(b"\\data\\"):
        raise UnusableText(name, "is a model, an ARPA file", "give it with --model, or by a name that ends in .arpa")
    if head[257:262] == b"ustar":
        raise UnusableText(name, "is a tar archive", "unpack it and name the folder")
    if head.startswith(_OTHER_PACKINGS):
        raise UnusableText(
            name, "is packed in a way that is not read here", "unpack it, or pack it as .gz, .bz2, .xz or .zip"
        )


def pieces_of(file: Readable) -> Iterator[bytes]:
    """All bytes of a file, a piece at a time."""
    while piece := file.read(PIECE):
        yield piece


def unpacked_pieces(file: Readable, packing: str, name: str) -> Iterator[bytes]:
    """The bytes that are packed in a file by anything but zip, a piece at a time.

    Raises:
        UnusableText: the data is damaged or cut short, or this Python cannot unpack it.
    """
    with damage_reported(name, packing):
        content = unpacked(file, packing)
    yield from guarded_pieces(content, packing, name)


def guarded_pieces(content: Readable, packing: str, name: str) -> Iterator[bytes]:
    """All bytes of a file that unpacks itself as it is read; raises as `unpacked_pieces` does."""
    while True:
        with damage_reported(name, packing):
            piece = content.read(PIECE)
        if not piece:
            return
        yield piece


def unpacked(file: Readable, packing: str) -> Readable:
    """What is packed in a file by anything but zip; unpacks itself as it is read."""
    opened: Readable
    if packing == "gzip":
        opened = importlib.import_module("gzip").GzipFile(fileobj=file, mode="rb")
    elif packing == "bzip2":
        opened = importlib.import_module("bz2").BZ2File(file)
    else:
        opened = importlib.import_module("lzma").LZMAFile(file)
    return opened


def open_zip(file: BinaryIO, name: str) -> ZipFile:
    """Open a zip archive; raises `UnusableText` for another file, or a damaged archive."""
    from zipfile import ZipFile

    with damage_reported(name, ZIP):
        return ZipFile(file)


def members_of(archive: ZipFile, name: str) -> list[ZipInfo]:
    """The files in an archive in the order of their names, without hidden files and the notes of a Mac.

    Args:
        name: of the archive.

    Raises:
        UnusableText: it is a document.
    """
    if not _MEMBERS_OF_DOCUMENTS.isdisjoint(archive.namelist()):
        raise UnusableText(name, "is a document of an office program, or an electronic book", _SAVE_AS_TEXT)
    members = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)]
    return sorted(members, key=lambda info: info.filename)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in path.split("/"))


def needs_password(member: ZipInfo) -> bool:
    """Whether a member is encrypted: bit 0 of its flags, APPNOTE.TXT 4.4.4."""
    return bool(member.flag_bits & 1)


@contextmanager
def damage_reported(name: str, packing: str) -> Iterator[None]:
    """Raise `UnusableText` for whatever Python's modules raise for packed data that they cannot unpack."""
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
            raise  # the file cannot be read: errors of damaged data have no number
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
