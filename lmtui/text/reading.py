"""From an open file to its documents: unpack, decode, and refuse what is larger than memory allows."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lmtui.errors import Progress
from lmtui.text import passed_over
from lmtui.text.compressed import (
    HEAD,
    PIECE,
    ZIP,
    RewoundFile,
    check_format,
    damage_reported,
    guarded_pieces,
    members_of,
    needs_password,
    open_zip,
    packing_of,
    pieces_of,
    unpacked_pieces,
)
from lmtui.text.decoding import UTF_8, count_controls, decode, encoding_of, has_wide_units
from lmtui.text.document import Document, UnusableText
from lmtui.text.folders import TEXT_SUFFIXES
from lmtui.text.memory import TooLarge, text_limit
from lmtui.text.passed_over import PassedOver
from lmtui.text.regular_files import open_regular
from lmtui.text.remarks import advice_on
from lmtui.text.safety import visible
from lmtui.text.urls import RemoteFile, look_at_url, open_url

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo


class Reader:
    """Reads files one after another; all of them together must fit into the memory that is free.

    Args:
        progress: called between two pieces of a large file.
        encoding: of all the texts, by a name that `check_encoding` gave; "" is found out.
        pipes_allowed: whether a path may be that of a pipe.
        any_text: whether a text may be empty, or hold NUL characters.

    Attributes:
        fraction: the share of files that are read, for `progress`.
    """

    def __init__(
        self, progress: Progress, encoding: str = "", pipes_allowed: bool = False, any_text: bool = False
    ) -> None:
        self._progress, self._encoding, self._pipes_allowed = progress, encoding, pipes_allowed
        self._any_text = any_text
        self._elsewhere = RemoteFile(0, None)
        self._limit = self._left = text_limit()
        self.fraction = 0.0

    @property
    def left(self) -> int:
        """How many bytes may still be read."""
        return self._left

    def read_path(self, path: Path, name: str, must_be_packed: bool = False) -> list[Document]:
        """Read a file; several documents if it is a zip archive.

        Args:
            must_be_packed: whether a file that is not compressed is refused.

        Raises:
            SourceError: the file is no text, is damaged, or is too large.
            OSError: the file cannot be read.
        """
        with open_regular(path, self._pipes_allowed) as file:
            status = os.fstat(file.fileno())
            regular = stat.S_ISREG(status.st_mode)
            size = status.st_size if regular else 0
            return self.read_file(file, name, size, seekable=regular, must_be_packed=must_be_packed)

    def read_url(self, url: str, must_be_packed: bool = False) -> list[Document]:
        """Read a text that stands elsewhere; see `read_path`."""
        self._elsewhere = look_at_url(url)
        with open_url(url) as file:
            return self.read_file(file, url, self._elsewhere.size, must_be_packed=must_be_packed)

    def read_file(
        self, file: BinaryIO, name: str, size: int = 0, seekable: bool = False, must_be_packed: bool = False
    ) -> list[Document]:
        """Read an open file from its beginning; raises as `read_path` does.

        Args:
            size: in bytes, 0 if the size is not known; a file that is too large is refused before it is read.
        """
        head = file.read(HEAD)
        packing = packing_of(head)
        begun = RewoundFile(head, file)
        if packing == ZIP:
            return self._read_zip(file if seekable else self._read_archive(begun, name), name)
        if packing:
            return [self._document(name, unpacked_pieces(begun, packing, name), unpacked=True)]
        if must_be_packed:
            raise UnusableText(name, "is not compressed, though its name says so", "name it itself to have it read")
        self._check_size(name, size)
        return [self._document(name, pieces_of(begun))]

    def _read_zip(self, file: BinaryIO, name: str) -> list[Document]:
        """Every text in an archive, by the names of its members."""
        passed = PassedOver("unpack it and name the file itself")
        documents = []
        with closing(open_zip(file, name)) as archive:
            members = members_of(archive, name)
            texts = [member for member in members if _is_text(member)]
            for member in members:
                if not _is_text(member):
                    passed.add(passed_over.OTHER_ENDING, member.filename)
            self._check_size(name, sum(member.file_size for member in texts), "unpacks to")
            for member in texts:
                self._progress("reading", self.fraction)
                try:
                    documents.append(self._read_member(archive, member, f"{name}/{member.filename}"))
                except UnusableText as error:
                    passed.add_refused(error)
        lines = passed.lines()
        if not documents:
            why = lines[0] if lines else "it is empty; give one with *.txt or *.md files"
            raise UnusableText(name, f"holds no text that can be read: {why.partition('; ')[0]}", _remedy(why))
        inside = f"in '{visible(name)}', "
        return [replace(documents[0], skipped=tuple(inside + line for line in lines)), *documents[1:]]

    def _read_member(self, archive: ZipFile, member: ZipInfo, name: str) -> Document:
        if needs_password(member):
            raise UnusableText(name, "is encrypted", "unpack it with its password first")
        with damage_reported(name, ZIP):
            content = archive.open(member)
        with content:
            return self._document(name, guarded_pieces(content, ZIP, name), unpacked=True)

    def _document(self, name: str, pieces: Iterable[bytes], unpacked: bool = False) -> Document:
        before = self._left
        try:
            return self._decoded(name, self._read_bytes(name, pieces, unpacked))
        except UnusableText:
            self._left = before  # the bytes that were read are free again
            raise

    def _decoded(self, name: str, data: bytearray) -> Document:
        def report() -> None:
            if len(data) > PIECE:  # a short one is decoded at once
                self._progress("reading", self.fraction)

        text, undecodable = decode(data, self._encoding, report)
        report()
        if "\0" in text and not self._any_text:
            raise UnusableText(name, "holds NUL characters, so it is no text", "check the encoding, or give a text")
        if (not text or text.isspace()) and not self._any_text:
            raise UnusableText(name, "is empty", "give a text of at least two tokens")
        advice, tried = "", encoding_of(data, self._encoding)
        if undecodable:
            advice = advice_on(data, text, undecodable, tried, bool(self._encoding), report)
        report()
        controls = count_controls(text, data if tried == UTF_8 else None)
        return Document(visible(name), text, undecodable, controls, advice=advice)

    def _read_bytes(self, name: str, pieces: Iterable[bytes], unpacked: bool) -> bytearray:
        """All bytes of one text; a file that is no text is refused after its first piece."""
        data = bytearray()
        nul_is_usual = False
        for piece in pieces:
            if not data:
                _check_first_piece(name, piece, unpacked)
                nul_is_usual = has_wide_units(encoding_of(piece, self._encoding))
            if not (nul_is_usual or self._any_text) and b"\0" in piece:
                raise with_nul(name, bytes((data or piece)[:HEAD]))
            data += piece
            self._count_bytes(len(piece), name, "unpacks to" if unpacked else "holds")
            if len(piece) == PIECE:
                self._progress("reading", self.fraction)
        return data

    def _read_archive(self, file: RewoundFile, name: str) -> BinaryIO:
        """All bytes of an archive that comes through a pipe, since archives are not read from first to last."""
        whole = io.BytesIO()
        for piece in pieces_of(file):
            whole.write(piece)
            self._count_bytes(len(piece), name, "holds")
            self._progress("reading", self.fraction)
        return whole

    def _check_size(self, name: str, size: int, verb: str = "holds") -> None:
        if size > self._left:
            raise TooLarge(f"'{name}' {verb}", size, self._left, "", "give a smaller text, or a part of it")

    def _count_bytes(self, size: int, name: str, verb: str) -> None:
        self._left -= size
        if self._left < 0:
            more = f"'{name}' {verb} more than"
            raise TooLarge(more, self._limit, self._limit, "", "give a smaller text, or a part of it")


def checked_pieces(pieces: Iterable[bytes], name: str, unpacked: bool) -> Iterator[bytes]:
    """The pieces of a text; raises `UnusableText` where the first of them is no text.

    Args:
        unpacked: whether the text was packed.
    """
    for number, piece in enumerate(pieces):
        if not number:
            _check_first_piece(name, piece, unpacked)
        yield piece


def _check_first_piece(name: str, piece: bytes, unpacked: bool) -> None:
    check_format(name, piece)
    if unpacked and packing_of(piece):
        raise UnusableText(name, "is an archive within an archive", "unpack it first")


def _is_text(member: ZipInfo) -> bool:
    return member.filename.lower().endswith(TEXT_SUFFIXES)


def _remedy(line: str) -> str:
    return line.partition("; ")[2] or "give one with *.txt or *.md files"


def check_no_nul(name: str, beginning: bytes) -> None:
    """Raise `UnusableText` for a text whose first bytes hold a NUL."""
    if b"\0" in beginning:
        raise with_nul(name, beginning)


def with_nul(name: str, beginning: bytes) -> UnusableText:
    """The error for a text with a NUL, which its beginning may explain."""
    from lmtui.text.guessing import guess_wide  # rarely needed

    guess = guess_wide(bytearray(beginning[:HEAD]))
    if guess:
        return UnusableText(
            name, f"holds NUL bytes, as {guess.title} does", f"if it is that, give --encoding {guess.encoding}"
        )
    return UnusableText(name, "holds NUL bytes, so it is no UTF-8 text", "give a text file")
