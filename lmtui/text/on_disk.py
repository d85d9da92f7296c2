"""The texts of a large corpus as files that can be read from the middle.

A plain file is left where it is. What cannot be read from the middle (what is packed or comes through a pipe, the
encodings of several bytes a character) is read once, from first to last, and put into one file in UTF-8.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from io import FileIO
from itertools import chain
from pathlib import Path

from lmtui.errors import Progress, SourceError
from lmtui.text.compressed import check_format, packing_of
from lmtui.text.decoding import UTF_8, decode, decode_pieces, encoding_of, has_wide_units
from lmtui.text.document import Document, UnusableText
from lmtui.text.memory import size_in_words
from lmtui.text.reading import Reader, check_no_nul, with_nul
from lmtui.text.regular_files import stamp_of
from lmtui.text.safety import visible
from lmtui.text.shards import TextFile
from lmtui.text.sources import read_corpus
from lmtui.text.urls import has_middle

_EVERY_BYTE = bytes(range(256)) + b"\x1b$B0!\x1b(B~{0!~}\x1b$)C\x0e0!\x0f"
"""Every byte, and the signs by which encodings of East Asia change what the bytes behind mean."""


@dataclass(frozen=True)
class TextOnDisk(Document):
    """A text that is not in memory; its `text` is "".

    Attributes:
        file: where it stands.
    """

    file: TextFile | None = None


def texts_on_disk(
    name: str,
    spool: Path,
    progress: Progress,
    encoding: str = "",
    pipes_allowed: bool = False,
    unusable: Collection[str] = (),
    disk_a_byte: float = 0.0,
) -> Iterator[TextOnDisk]:
    """Find the texts of a corpus, as `read_corpus` does, but leave them on the disk.

    Args:
        spool: the file for what cannot be read from the middle; it is made when it is needed, and added to.
        unusable: the names of texts that are known to hold NUL characters further on; each is refused or passed over.
        disk_a_byte: see `check_room`.

    Raises:
        SourceError, SettingError, Cancelled: as `read_corpus` does.
    """
    reader = _DiskReader(spool, progress, encoding, pipes_allowed, unusable, disk_a_byte)
    for document in read_corpus(name, progress, encoding, pipes_allowed, reader):
        yield document if isinstance(document, TextOnDisk) else reader.put_aside(document)


class _DiskReader(Reader):
    """Finds out where texts stand, and puts aside what cannot be read from the middle."""

    def __init__(
        self,
        spool: Path,
        progress: Progress,
        encoding: str,
        pipes_allowed: bool,
        unusable: Collection[str],
        disk_a_byte: float,
    ) -> None:
        super().__init__(progress, encoding, pipes_allowed)
        self._unusable, self._disk_a_byte = unusable, disk_a_byte
        self._limit = self._left = sys.maxsize
        self._spool = spool
        self._path: Path | None = None
        self._url = ""

    def read_path(self, path: Path, name: str, must_be_packed: bool = False) -> list[Document]:
        """As in `Reader`; the documents are `TextOnDisk`."""
        self._path = path
        try:
            return super().read_path(path, name, must_be_packed)
        finally:
            self._path = None

    def read_url(self, url: str, must_be_packed: bool = False) -> list[Document]:
        """As in `Reader`; the documents are `TextOnDisk`."""
        self._url = url
        try:
            return super().read_url(url, must_be_packed)
        finally:
            self._url = ""

    def put_aside(self, document: Document) -> TextOnDisk:
        """Write the text of a document to the spool."""
        spooled = self._spooled(document.name, [document.text.encode(errors="surrogateescape")])
        return replace(spooled, corpus=document.corpus, skipped=document.skipped)

    def _document(self, name: str, pieces: Iterable[bytes], unpacked: bool = False) -> Document:
        pieces = iter(pieces)
        head = next(pieces, b"")
        check_format(name, head)
        if unpacked and packing_of(head):
            raise UnusableText(name, "is an archive within an archive", "unpack it first")
        encoding = encoding_of(head, self._encoding)
        if not has_wide_units(encoding):
            check_no_nul(name, head)
        if visible(name) in self._unusable:
            raise with_nul(name, head)
        beginning, second = decode(head, encoding)[0], b""
        if not beginning or beginning.isspace():
            second = next(pieces, b"")
            if not second:
                raise UnusableText(name, "is empty", "give a text of at least two tokens")
        if not unpacked and can_be_cut(encoding) and (place := self._place_of_file()):
            where, stamp = place
            file = TextFile(where, visible(name), encoding, 0, stamp[0], stamp)
            return TextOnDisk(file.name, "", file=file)
        whole = self._reported(chain([head, second], pieces))
        return self._spooled(name, whole if encoding == UTF_8 else _in_utf_8(whole, self._encoding))

    def _place_of_file(self) -> tuple[str, tuple[int, ...]] | None:
        """Where the present file stands, with its stamp; None where it cannot be read from the middle."""
        if self._url:
            size, state = self._elsewhere.size, self._elsewhere.state or 0
            return (self._url, (size, state)) if has_middle(self._url, size) else None
        status = os.stat(self._path) if self._path else None
        if self._path and status and stat.S_ISREG(status.st_mode):
            return os.path.abspath(self._path), stamp_of(status)
        return None

    def _reported(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        read = 0
        for piece in pieces:
            read += len(piece)
            self._progress(f"unpacking, {size_in_words(read)}", self.fraction)
            yield piece

    def _spooled(self, name: str, pieces: Iterable[bytes]) -> TextOnDisk:
        with self._spool.open("ab", buffering=0) as file:
            start = file.tell()
            for piece in pieces:
                _write(file, piece)
                size = file.tell() - start
                check_room(f"'{visible(name)}' holds more than", size, self._spool.parent, self._disk_a_byte)
            stop = file.tell()
        text = TextFile(os.path.abspath(self._spool), visible(name), UTF_8, start, stop, None)
        return TextOnDisk(text.name, "", file=text)


def _write(file: FileIO, piece: bytes) -> None:
    """Write all of a piece. An `OSError` would be taken for one of the text that is read."""
    left = memoryview(piece)
    try:
        while left:
            left = left[file.write(left) :]
    except OSError as error:
        where = f"'{visible(str(file.name))}'"
        raise SourceError(f"cannot write {where}: {error.strerror}; choose another place with --tmp") from None


def check_room(what: str, size: int, folder: Path, disk_a_byte: float) -> None:
    """Raise a `SourceError` for a text on which work would end with a full disk.

    Args:
        what: the beginning of the message, up to its verb.
        size: bytes of text.
        folder: in which the work is done.
        disk_a_byte: the bytes of disk that the work and its result may take for a byte of text.
    """
    needed, free = int(disk_a_byte * size), shutil.disk_usage(folder).free
    if needed > free:
        raise SourceError(
            f"{what} {size_in_words(size)} of text, which may take {size_in_words(needed)} of disk with the model; "
            f"in '{visible(str(folder))}' there are {size_in_words(free)}; give a smaller text, or another folder "
            "with --tmp"
        )


@cache
def can_be_cut(encoding: str) -> bool:
    """Whether a text in an encoding can be cut behind every byte 10, which is a newline and nothing else."""
    if encoding == UTF_8:
        return True
    decoded = _EVERY_BYTE.decode(encoding, "replace")
    return len(decoded) == len(_EVERY_BYTE) and decoded[:0x80] == _EVERY_BYTE[:0x80].decode("ascii")


def _in_utf_8(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    for piece in decode_pieces(pieces, encoding):
        yield piece.text.encode(errors="surrogateescape")
