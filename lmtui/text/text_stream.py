"""Standard input as characters, a piece at a time, so that a text may be larger than memory."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import chain
from typing import Any, BinaryIO, cast

from lmtui.errors import SourceError, ignore_progress
from lmtui.text.compressed import (
    ZIP,
    RewoundFile,
    begins_like_packed,
    guarded_pieces,
    members_of,
    open_zip,
    packing_of,
    unpacked_pieces,
)
from lmtui.text.decoding import check_encoding, decode_pieces
from lmtui.text.document import Document
from lmtui.text.memory import size_in_words
from lmtui.text.reading import Reader, checked_pieces
from lmtui.text.remarks import Undecodable, decoding_notes
from lmtui.text.sources import STANDARD_INPUT_NAME, open_standard_input

_PIECE = 1 << 18  # bytes decoded at once, at most


class TextStream:
    """Standard input as text, piece after piece as it comes: the characters that `read_standard_input` gives.

    Args:
        encoding: see `lmtui.text.sources.read_corpus`.

    Raises:
        SettingError: there is no such encoding.

    Attributes:
        skipped: what of an archive was passed over and why, a line each; known when its first text comes.
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = check_encoding(encoding)
        self._undecodable = Undecodable(self._encoding)
        self.skipped: tuple[str, ...] = ()
        self._read = self._size = 0  # bytes of text that were read, and of standard input, if that is known

    @property
    def progress(self) -> tuple[str, float]:
        """How much has been read, in words, and as a share of standard input; "" or 0.0 where the other one tells."""
        if self._size and sys.stdin:
            return "", min(sys.stdin.buffer.tell() / self._size, 1.0)
        return f", {size_in_words(self._read)}", 0.0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user must know of the characters so far."""
        return decoding_notes([self._undecodable.document(STANDARD_INPUT_NAME)])

    def pieces(self) -> Iterator[str]:
        """The text.

        Raises:
            SourceError: standard input is closed, no text, or damaged.
        """
        with open_standard_input() as (file, self._size):
            head = _read_head(file)
            packing = packing_of(head)
            if packing == ZIP:
                with closing(_in_a_file(head, file)) as archive:
                    yield from self._texts_of(archive)
            elif packing:
                yield from self._decoded(unpacked_pieces(RewoundFile(head, file), packing, STANDARD_INPUT_NAME), True)
            else:
                yield from self._decoded(chain((head,), _pieces_at_hand(file)), False)

    def _decoded(self, pieces: Iterable[bytes], unpacked: bool) -> Iterator[str]:
        checked = checked_pieces(pieces, STANDARD_INPUT_NAME, unpacked)
        for piece in decode_pieces(_slices(checked), self._encoding):
            self._undecodable.add(piece)
            self._read += len(piece.data)
            yield piece.text

    def _texts_of(self, archive: BinaryIO) -> Iterator[str]:
        """The texts of an archive, which is read once before: one that is damaged is passed over as a whole."""
        found = _ReadableMembers().read_file(archive, STANDARD_INPUT_NAME, seekable=True)
        self.skipped = found[0].skipped
        names = {document.name for document in found}
        with closing(open_zip(archive, STANDARD_INPUT_NAME)) as opened:
            members = members_of(opened, STANDARD_INPUT_NAME)
            for number, member in enumerate(member for member in members if _in_archive(member.filename) in names):
                if number:
                    yield "\n"
                with opened.open(member) as content:
                    yield from self._decoded(guarded_pieces(content, ZIP, _in_archive(member.filename)), True)


class _ReadableMembers(Reader):
    """Finds the texts of an archive that can be read, and holds none of them."""

    def __init__(self) -> None:
        super().__init__(ignore_progress, any_text=True)
        self._limit = self._left = sys.maxsize

    def _document(self, name: str, pieces: Iterable[bytes], unpacked: bool = False) -> Document:
        for _ in checked_pieces(pieces, name, unpacked):
            pass
        return Document(name, "")


def _in_archive(member: str) -> str:
    return f"{STANDARD_INPUT_NAME}/{member}"


def _read_head(file: Any) -> bytes:
    """The first bytes, as many as tell how they are packed; waits for no more than these."""
    head = file.read1(_PIECE)
    while begins_like_packed(head) and (more := file.read1(_PIECE)):
        head += more
    return bytes(head)


def _pieces_at_hand(file: Any) -> Iterator[bytes]:
    """The bytes as they come: no piece waits until it is full."""
    return iter(partial(file.read1, _PIECE), b"")


def _slices(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of a size that can be worked on at once."""
    for piece in pieces:
        for start in range(0, len(piece), _PIECE):
            yield piece[start : start + _PIECE]


def _in_a_file(head: bytes, file: Any) -> BinaryIO:
    """An archive that came through a pipe as a temporary file, since archives are not read from first to last."""
    archive = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
    try:
        for piece in chain((head,), _pieces_at_hand(file)):
            archive.write(piece)
        archive.seek(0)
    except OSError as error:
        archive.close()
        raise SourceError(
            f"cannot put the archive on standard input aside: {error.strerror}; choose another place with TMPDIR"
        ) from None
    return archive
