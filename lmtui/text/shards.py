"""Shards: stretches of a large text, each of which is read and cut into tokens by itself.

A shard says where its text is, and no more, so that it may be sent to a process on whatever machine sees the files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lmtui.errors import SourceError
from lmtui.text.decoding import UTF_8, count_controls, decode
from lmtui.text.document import Document, UnreadableText, UnusableText
from lmtui.text.regular_files import open_regular, stamp_of
from lmtui.text.remarks import advice_on, cuts_markers
from lmtui.text.token_ids import TokenIds
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.urls import is_url, look_at_url, read_from_url


@dataclass(frozen=True)
class TextFile:
    """A text that stands in a file from one byte up to another, and can be read from the middle.

    Attributes:
        path: of the file, or its address.
        name: of the text, safe to show.
        encoding: in which a newline is the byte 10, and that byte a newline, whatever stands before.
        start: the first byte of the text.
        stop: the first byte behind the text.
        stamp: of the file, see `stamp_of`, or its bytes and its state elsewhere; None for a file of lmtui's own.
    """

    path: str
    name: str
    encoding: str
    start: int
    stop: int
    stamp: tuple[int, ...] | None

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from one place of the file up to another.

        Raises:
            SourceError: the file is gone, cannot be read, or is not as it was when it was found.
        """
        try:
            if is_url(self.path):
                try:
                    return read_from_url(self.path, start, stop)
                finally:  # of a text that has become shorter the part cannot be read
                    file_elsewhere = look_at_url(self.path, anew=True)
                    self._check((file_elsewhere.size, file_elsewhere.state or 0))
            with open_regular(self.path) as file:
                self._check(stamp_of(os.fstat(file.fileno())))
                file.seek(start)
                data = file.read(stop - start)
                self._check(stamp_of(os.fstat(file.fileno())))
        except (OSError, ValueError) as error:
            raise UnreadableText(self.name, error if isinstance(error, OSError) else OSError(str(error))) from None
        return data

    def _check(self, stamp: tuple[int, ...]) -> None:
        if self.stamp not in (None, stamp):
            raise SourceError(f"'{self.name}' has changed while it was read; start again when it is complete")

    def text(self, start: int, stop: int) -> Document:
        """The text between two places."""
        data = self.read(start, stop)
        if start == self.start:
            text, undecodable = decode(data, self.encoding)
        else:  # what looks like a byte-order mark in the middle of a text is none
            text, undecodable = decode(b"\n" + data, self.encoding)
            text = text[1:]
        advice = advice_on(data, text, undecodable, self.encoding, self.encoding != UTF_8) if undecodable else ""
        controls = count_controls(text, data if self.encoding == UTF_8 else None)
        return Document(self.name, text, undecodable, controls, advice=advice)


@dataclass(frozen=True)
class Part:
    """A piece of a text that ends where a unit does, or between two tokens of a unit, or of a stream.

    Attributes:
        text: the number of the text in the corpus.
        file: where the text is.
        start: the first byte of the piece.
        stop: the first byte behind it.
        rule: by which the text is cut into units; any but `auto`.
        begins_unit: whether a unit begins here; else the piece begins with a token of the unit that went on before.
        ends_unit: whether the last unit ends here; else it has tokens here, and goes on.
    """

    text: int
    file: TextFile
    start: int
    stop: int
    rule: str
    begins_unit: bool = True
    ends_unit: bool = True

    @property
    def begins(self) -> bool:
        """Whether the text begins here."""
        return self.start == self.file.start

    @property
    def ends(self) -> bool:
        """Whether the text ends here."""
        return self.stop == self.file.stop


@dataclass(frozen=True)
class Shard:
    """Some parts of a corpus, one after another.

    Attributes:
        number: of the shard, from 0.
        parts: the parts.
    """

    number: int
    parts: tuple[Part, ...]

    @property
    def size(self) -> int:
        """How many bytes of text the shard has."""
        return sum(part.stop - part.start for part in self.parts)


@dataclass(frozen=True)
class Remark:
    """Something about a part that a user must know.

    Attributes:
        text: the number of the text.
        undecodable: how many bytes could not be decoded.
        controls: how many control characters are shown as U+FFFD.
        advice: what to do about undecodable bytes.
        unusable: whether the part holds NUL characters, which no text has.
        cuts_markers: see `lmtui.text.remarks.cuts_markers`.
    """

    text: int
    undecodable: int = 0
    controls: int = 0
    advice: str = ""
    unusable: bool = False
    cuts_markers: bool = False


def tokens_of(
    shard: Shard, tokenizer: Tokenizer, report: Callable[[int], None] = lambda place: None
) -> tuple[TokenIds, list[Remark]]:
    """Read a shard and cut it into tokens.

    Args:
        report: is called again and again; it may raise `Cancelled`.

    Raises:
        SourceError: a file is gone, or is not as it was.
    """
    collected = TokenIds(tokenizer)
    remarks = []
    for part in shard.parts:
        report(0)
        read = part.file.text(part.start, part.stop)
        text, marked = read.text, cuts_markers(read.text, tokenizer.name)
        remark = Remark(part.text, read.undecodable, read.controls, read.advice, "\0" in text, marked)
        if remark != Remark(part.text):
            remarks.append(remark)
        prepared = tokenizer.prepare(text, report)
        collected.add(prepared, part.rule, part.begins, part.ends, report, part.begins_unit, part.ends_unit)
    return collected, remarks


class UnusableTexts(UnusableText):
    """Texts that turn out to be none, although their beginnings are.

    Args:
        names: of the files.

    Attributes:
        names: of the files.
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names[0], "holds NUL characters, so it is no text", "check the encoding, or give a text")
        self.names = frozenset(names)
