"""Notes for the user about texts of which some bytes could not be decoded, or some characters cannot be shown."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from lmtui.text.decoding import DecodedPiece, count_controls, encoding_of, has_controls, has_wide_units
from lmtui.text.document import Document
from lmtui.text.specials import BOS, EOS, SPECIALS

_BEGIN, _END = SPECIALS[BOS], SPECIALS[EOS]
_MOST = 1 << 20  # bytes of a text that are looked at for advice
_DECODED = re.compile("[^\x00-\x7f\udc80-\udcff\ufffd]")


def advice_on(
    data: bytes | bytearray,
    text: str,
    undecodable: int,
    encoding: str,
    is_given: bool,
    report: Callable[[], None] = lambda: None,
) -> str:
    """A clause that says what the user may do about bytes that could not be decoded.

    Args:
        data: the bytes of the text.
        text: the decoded text.
        undecodable: how many bytes could not be decoded.
        encoding: the one in which the text was decoded.
        is_given: whether the user named that encoding.
        report: is called again and again; it may raise `Cancelled`.
    """
    if is_given and _is_utf_8(data):
        return f"this is not {encoding} but UTF-8; leave out --encoding"
    tried = encoding if is_given else encoding.upper()
    if _speaks_for(encoding, text, undecodable, report):
        return f"the rest of it is {tried}, so it may be damaged there"
    from lmtui.text.guessing import guess_encoding  # rarely needed

    guess = guess_encoding(data)
    if guess and guess.encoding != encoding:
        return f"this is not {tried}; if it is {guess.title}, give --encoding {guess.encoding}"
    return f"this is not {tried}; name what it is in by --encoding"


def _speaks_for(encoding: str, text: str, undecodable: int, report: Callable[[], None]) -> bool:
    """Whether as many characters of a text show in which encoding the text is as bytes could not be decoded."""
    if has_controls(encoding):
        return False  # every byte has a character there
    # Bytes below 0x80 are alike in most encodings; but no other text can be decoded two or four bytes at a time.
    if has_wide_units(encoding):
        return len(text) // 2 >= undecodable
    for start in range(0, len(text), _MOST):
        report()
        undecodable -= sum(1 for _ in islice(_DECODED.finditer(text, start, start + _MOST), undecodable))
        if not undecodable:
            return True
    return False


def decoding_notes(documents: Iterable[Document]) -> tuple[str, ...]:
    """What a user must know of the characters of texts that are shown as U+FFFD.

    One line for all undecodable bytes with the same advice, and one for all controls; none where there are none.
    """
    documents = list(documents)
    return (*_undecodable_notes(documents), *_control_notes([one for one in documents if one.controls]))


def _control_notes(documents: Sequence[Document]) -> Iterator[str]:
    if documents:
        count = sum(document.controls for document in documents)
        yield (
            f"{count:,} control {'character' if count == 1 else 'characters'} (U+0080–U+009F) in "
            f"{_named(documents)} {_shown(count)}; if quotes are lost, save as Latin-1, give --encoding cp1252"
        )


def _undecodable_notes(documents: Iterable[Document]) -> tuple[str, ...]:
    by_advice: dict[str, list[Document]] = {}
    for document in documents:
        if document.undecodable:
            by_advice.setdefault(document.advice, []).append(document)
    return tuple(_note(advice, those) for advice, those in by_advice.items())


def cuts_markers(text: str, tokenizer: str) -> bool:
    """Whether a text holds a literal `<s>` or `</s>`, as texts of courses do, and the tokenizer cuts it.

    Args:
        tokenizer: its name; under `whitespace` these are no words.
    """
    return tokenizer != "whitespace" and (_BEGIN in text or _END in text)


def marker_notes(names: Iterable[str], tokenizer: str) -> tuple[str, ...]:
    """One line where there are texts of which the tokenizer cuts a literal `<s>` or `</s>`; their names are given."""
    cut = f"holds {_BEGIN} or {_END}, which the tokenizer {tokenizer} cuts into signs and letters"
    advice = "take the tokenizer whitespace, or leave these out of the text"
    return tuple(f"'{name}' {cut}; {advice}" for name in islice(names, 1))


class Undecodable:
    """Counts the undecodable bytes and the controls of a text that comes piece after piece.

    It looks at the first undecodable bytes for advice.

    Args:
        encoding: the one that was given, or "".
    """

    def __init__(self, encoding: str) -> None:
        self._given, self._encoding = encoding, ""
        self._count = self._looked_at = self._controls = 0
        self._data, self._text = bytearray(), ""

    def add(self, piece: DecodedPiece) -> None:
        """Add the next piece."""
        self._encoding = self._encoding or encoding_of(piece.data, self._given)
        if not self._count and piece.data:
            self._data, self._text = bytearray(), ""
        if len(self._data) < _MOST:
            self._looked_at += piece.undecodable
            self._data += piece.data
            self._text += piece.text
        self._count += piece.undecodable
        self._controls += count_controls(piece.text)

    def document(self, name: str) -> Document:
        """What is known of the text, without the text.

        Args:
            name: of the text, safe to show.
        """
        advice = ""
        if self._count:
            advice = advice_on(self._data, self._text, self._looked_at, self._encoding, bool(self._given))
        return Document(name, "", self._count, self._controls, advice=advice)


def _note(advice: str, documents: Sequence[Document]) -> str:
    count = sum(document.undecodable for document in documents)
    what = f"{count:,} undecodable {'byte' if count == 1 else 'bytes'} in {_named(documents)} {_shown(count)}"
    return f"{what}: {advice}" if advice else what


def _named(documents: Sequence[Document]) -> str:
    names = ", ".join(f"'{document.name}'" for document in documents[:3])
    if len(documents) > 1:
        names = f"{len(documents):,} texts ({names}{', ...' if len(documents) > 3 else ''})"
    return names


def _shown(count: int) -> str:
    return f"{'is' if count == 1 else 'are'} shown as U+FFFD"


def _is_utf_8(data: bytes | bytearray) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)  # the last character may be cut
    except UnicodeDecodeError:
        return False
    return True
