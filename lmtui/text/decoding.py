"""From bytes to text, in any encoding of text that Python knows."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

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


def decode(data: bytes | bytearray, encoding: str = "") -> tuple[str, int]:
    """Decode a whole text.

    Args:
        data: the bytes; a byte-order mark at their beginning is not part of the text.
        encoding: a name that `check_encoding` gave; for "" see `encoding_of`.

    Returns:
        The text, with newlines for line ends, and how many bytes were undecodable. An undecodable byte B from 0x80 up
        becomes U+DC00+B (PEP 383, surrogateescape), one below 0x80 U+FFFD.
    """
    encoding = encoding_of(data, encoding)
    if encoding == UTF_8:
        try:
            text, undecodable = data.decode(UTF_8), 0
        except UnicodeDecodeError:
            text = data.decode(UTF_8, "surrogateescape")
            undecodable = len(_UNDECODABLE.findall(text))
    else:
        text = data.decode(encoding, ESCAPE)
        undecodable = len(_UNDECODABLE.findall(text)) if not text.isascii() else 0
        text = without_lone_surrogates(text)
    return with_newlines(text.removeprefix("\ufeff")), undecodable


def decode_pieces(pieces: Iterable[bytes]) -> Iterator[tuple[str, int]]:
    """Decode UTF-8 that comes piece after piece, as `decode` does, but for line ends, which stay as they are.

    A text that begins with the byte-order mark of another encoding is decoded as a whole.
    """
    pieces, head = iter(pieces), b""
    for piece in pieces:
        head += piece
        if not any(mark.startswith(head[: len(mark)]) and len(head) < len(mark) for mark, _ in _BYTE_ORDER_MARKS):
            break
    if encoding_of(head) != UTF_8:
        yield decode(head + b"".join(pieces))
        return
    decoder = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
    for piece in chain((head,), pieces):
        yield _counted(decoder.decode(piece))
    yield _counted(decoder.decode(b"", final=True))


def _counted(text: str) -> tuple[str, int]:
    """A text, and how many undecodable bytes it holds."""
    try:
        text.encode(UTF_8)
    except UnicodeEncodeError:
        return text, len(_UNDECODABLE.findall(text))
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
