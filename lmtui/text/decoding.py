"""From bytes to text, in any encoding of text that Python knows."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from lmtui.errors import SettingError
from lmtui.text.safety import visible, with_newlines, without_lone_surrogates

UTF_8 = "utf-8"

_NO_TEXT = frozenset(("charmap", "idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"))
"""Codecs that Python calls text encodings, but in which no text is saved."""

# The mark of UTF-32 LE begins with the mark of UTF-16 LE, so it comes first.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_MARK = "\ufeff"
_PIECE = 1 << 22  # bytes of UTF-8 that are decoded at once
_CONTROL = re.compile("[\x80-\x9f]")
_SHOWN_CONTROL = re.compile("[\x80-\x84\x86-\x9f]")  # U+0085 ends a line
_SHOWN_CONTROL_IN_UTF_8 = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")
_UNDECODABLE = re.compile("[\udc00-\udcff]")


def check_encoding(name: str) -> str:
    """Python's own name of an encoding, such as `cp1252` for `Windows-1252`; "" stays "", see `encoding_of`.

    Raises:
        SettingError: Python knows no text encoding of that name.
    """
    if not name:
        return ""
    try:
        codec = codecs.lookup(name.strip()[:100])
        bytes(4).decode(codec.name, "replace")  # a LookupError where the codec is not of text
        if codec.name not in _NO_TEXT:
            return codec.name.removesuffix("-sig")
    except (LookupError, ValueError, TypeError, AttributeError):
        pass
    raise SettingError(
        f"'{visible(str(name)[:60])}' is no encoding of text; give one that Python knows, "
        "such as utf-8, cp1252, latin-1, utf-16-le or shift_jis"
    )


def encoding_of(data: bytes | bytearray, encoding: str = "") -> str:
    """The encoding of a text: the given one, else the one whose byte-order mark it begins with, else UTF-8."""
    return encoding or next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), UTF_8)


def has_wide_units(encoding: str) -> bool:
    """Whether an encoding has two or four bytes for every character, so that NUL bytes are usual."""
    return encoding.replace("_", "-").startswith(("utf-16", "utf-32"))


def decode(data: bytes | bytearray, encoding: str = "", report: Callable[[], None] = lambda: None) -> tuple[str, int]:
    """Decode a whole text.

    Args:
        data: the bytes; a byte-order mark at their beginning is not part of the text.
        encoding: a name that `check_encoding` gave; for "" see `encoding_of`.
        report: is called again and again while UTF-8 is decoded; it may raise `Cancelled`.

    Returns:
        The text, with newlines for line ends, and how many bytes were undecodable. An undecodable byte B from 0x80 up
        becomes U+DC00+B (PEP 383, surrogateescape), one below 0x80 U+FFFD.
    """
    encoding = encoding_of(data, encoding)
    pieces = _lines_together(data) if encoding == UTF_8 else [data]
    texts, undecodable = [], 0
    for piece in pieces:
        report()
        text, count = _decoded(piece, encoding)
        texts.append(text)
        undecodable += count
    return "".join(texts).removeprefix(_MARK), undecodable


def _lines_together(data: bytes | bytearray) -> Iterator[bytes | bytearray]:
    """Pieces of whole lines: a long text is decoded piece by piece in about the time that it takes at once."""
    start = 0
    while len(data) - start > _PIECE and (stop := data.find(b"\n", start + _PIECE) + 1):
        yield data[start:stop]
        start = stop
    yield data[start:] if start else data


def _decoded(data: bytes | bytearray, encoding: str) -> tuple[str, int]:
    if encoding == UTF_8:
        try:
            return with_newlines(data.decode(UTF_8)), 0
        except UnicodeDecodeError:
            pass
    text, undecodable = _checked(data.decode(encoding, _errors_of(encoding)), encoding)
    return with_newlines(text), undecodable


def count_controls(text: str, utf_8: bytes | bytearray | None = None) -> int:
    """How many of the controls U+0080 to U+009F a text holds: no text needs these, and they are shown as U+FFFD.

    Mostly the text was in Windows-1252, and was taken for Latin-1 when it was made UTF-8.

    Args:
        utf_8: the bytes of the text if they are UTF-8; in these the controls are found in less time.
    """
    if text.isascii():
        return 0
    return len(_SHOWN_CONTROL.findall(text) if utf_8 is None else _SHOWN_CONTROL_IN_UTF_8.findall(utf_8))


class DecodedPiece(NamedTuple):
    """A piece of a text.

    Attributes:
        text: its characters.
        undecodable: how many bytes were undecodable.
        data: the bytes; some of the last may belong to the first character of the next piece.
    """

    text: str
    undecodable: int
    data: bytes


def decode_pieces(pieces: Iterable[bytes], encoding: str = "") -> Iterator[DecodedPiece]:
    """Decode a text that comes piece after piece, as `decode` does."""
    pieces = filter(None, pieces)
    head = _head(pieces)
    encoding = encoding_of(head, encoding)
    decoder = _Decoder(_in_known_order(encoding, head))
    begun, line_end = False, ""
    for data in chain((head,), pieces, (b"",)):
        text, undecodable = _checked(line_end + decoder.decode(data), encoding)
        if text and not begun:
            text, begun = text.removeprefix(_MARK), True
        line_end = "\r" if data and text.endswith("\r") else ""
        yield DecodedPiece(with_newlines(text[: len(text) - len(line_end)]), undecodable, data)


class _Decoder:
    """Decodes what comes piece after piece; no bytes are the end of it."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)(_errors_of(encoding))
        # At the end, Python's decoders of these lose bytes behind the first undecodable one.
        self._loses_end = encoding.startswith(("gb18030", "iso2022"))
        self._kept = b""

    def decode(self, data: bytes) -> str:
        """The text of the next piece, but for a character at its end that is not complete."""
        if not self._loses_end:
            return self._decoder.decode(data, final=not data)
        text = self._begun(self._kept + data)
        while not data and (rest := self._take_rest()):
            text += chr(0xDC00 + rest[0]) + self._begun(rest[1:])
        return text

    def _begun(self, data: bytes) -> str:
        """The text of a piece, after which more may come."""
        before = self._decoder.getstate()
        end = len(data)
        while True:
            self._kept = data[end:]
            try:
                return self._decoder.decode(data[:end])
            except UnicodeError:  # it remembers eight bytes, and an escape sequence that goes on may be longer
                self._decoder.setstate(before)
                end -= 1

    def _take_rest(self) -> bytes:
        """The bytes that have come and are not decoded."""
        rest, state = self._decoder.getstate()
        self._decoder.setstate((b"", state))
        rest, self._kept = rest + self._kept, b""
        return rest


def _head(pieces: Iterator[bytes]) -> bytes:
    """The first bytes of a text, as many as show whether a byte-order mark stands there."""
    head = b""
    for piece in pieces:
        head += piece
        if not any(mark.startswith(head) and len(head) < len(mark) for mark, _ in _BYTE_ORDER_MARKS):
            break
    return head


def _in_known_order(encoding: str, head: bytes) -> str:
    """The encoding, with this machine's order of bytes where the text has no byte-order mark, as `bytes.decode` has.

    Python's incremental decoders refuse such a text.
    """
    has_order = {name for _, name in _BYTE_ORDER_MARKS}
    marked = any(head.startswith(mark) for mark, name in _BYTE_ORDER_MARKS if name == encoding)
    if encoding not in has_order or marked:
        return encoding
    return f"{encoding}-le" if sys.byteorder == "little" else f"{encoding}-be"


def _errors_of(encoding: str) -> str:
    """The error handler for undecodable bytes: of UTF-8 Python's own, which does the same in less time."""
    return "surrogateescape" if encoding == UTF_8 else ESCAPE


def has_controls(encoding: str) -> bool:
    """Whether an encoding (one of ISO 8859) has control characters for the bytes 0x80 to 0x9F.

    No text holds these: texts that are said to be in such an encoding, and hold these bytes, are in another one.
    """
    return encoding.startswith("iso8859-")


def _checked(text: str, encoding: str) -> tuple[str, int]:
    """A decoded text without surrogates that stand for no byte, and how many of its bytes were undecodable."""
    if has_controls(encoding) and _CONTROL.search(text):
        text = _CONTROL.sub(lambda found: chr(0xDC00 + ord(found[0])), text)
    try:
        text.encode(UTF_8)
    except UnicodeEncodeError:
        return without_lone_surrogates(text), len(_UNDECODABLE.findall(text))
    return text, 0


ESCAPE = "lmtui-escape"
"""The error handler by which undecodable bytes are decoded; see `decode`."""


def _escape(error: UnicodeError) -> tuple[str, int]:
    """Handle undecodable bytes: each byte B becomes U+DC00+B, as with `surrogateescape`, which refuses B below 0x80.

    Some decoders of East Asian encodings report more bytes than the undecodable one. From the first ASCII byte after
    it on, these are decoded again, or a line end would be lost.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    if not has_wide_units(error.encoding):
        bad = bad[: next((place for place, byte in enumerate(bad) if place and byte < 0x80), len(bad))]
    return "".join(chr(0xDC00 + byte) for byte in bad), error.start + len(bad)


codecs.register_error(ESCAPE, _escape)
