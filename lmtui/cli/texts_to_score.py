"""The texts that `lmtui score` reads from standard input, many at a time."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from lmtui.cli.loading import print_note
from lmtui.text.compressed import HEAD, ZIP, packing_of
from lmtui.text.decoding import decode_pieces
from lmtui.text.reading import unpacked_text
from lmtui.text.sources import STANDARD_INPUT_NAME, read_standard_input
from lmtui.text.unit_stream import UnitInParts, UnitStream

if TYPE_CHECKING:
    from lmtui.model.protocol import LanguageModel
    from lmtui.ngram.language_model import NgramLanguageModel

_PIECE = 1 << 18  # bytes read at once, at most
_MOST = 1 << 12  # texts scored at once


def texts_on_standard_input(model: LanguageModel, encoding: str) -> Iterator[list[str]]:
    """The units on standard input, cut as the model's text was, as soon as they have come; many in a list.

    Of a model that is no n-gram model, a text is a line.
    """
    from lmtui.ngram.language_model import NgramLanguageModel

    if not isinstance(model, NgramLanguageModel):
        text = "".join(_text_on_standard_input(encoding))
        yield from _in_lists(filter(str.strip, text.splitlines()))
        return
    stream = UnitStream(model.trie.tokenizer, model.trie.unit_rule, model.trie.unit)
    for text in _text_on_standard_input(encoding):
        yield from _in_lists(stream.feed(text))
    yield from _in_lists(stream.finish())


def parts_on_standard_input(model: NgramLanguageModel, encoding: str) -> Iterator[str]:
    """The text on standard input as it comes, for a model whose unit is a file or a stream: cut between tokens."""
    parts = UnitInParts(model.trie.tokenizer)
    for text in _text_on_standard_input(encoding):
        yield from parts.feed(text)
    yield from parts.finish()


def _text_on_standard_input(encoding: str) -> Iterator[str]:
    """The text, a piece at a time if it is UTF-8, packed or not; then a note on what could not be decoded."""
    from lmtui.text.remarks import undecodable_notes

    packing = _packing(encoding)
    if packing is None:
        document = read_standard_input(encoding=encoding)
        yield document.text
        for line in undecodable_notes([document]):
            print_note(line)
        return
    file = sys.stdin.buffer
    assert isinstance(file, (io.BufferedReader, io.BytesIO))
    pieces = unpacked_text(file, packing, STANDARD_INPUT_NAME) if packing else iter(partial(file.read1, _PIECE), b"")
    undecodable = 0
    for text, replaced in decode_pieces(pieces):
        undecodable += replaced
        yield text
    if undecodable:
        print_note(f"{undecodable} undecodable bytes in the texts; --encoding names what they are in")


def _packing(encoding: str) -> str | None:
    """How standard input is packed, "" for not at all.

    None where it is read as a whole: an archive of several files, or a text whose encoding was named.
    """
    if encoding or sys.stdin is None:
        return None
    try:
        head = sys.stdin.buffer.peek(HEAD) if isinstance(sys.stdin.buffer, io.BufferedReader) else b""
    except OSError:
        return None
    packing = packing_of(head)
    return packing if packing != ZIP else None


def _in_lists(texts: Iterable[str]) -> Iterator[list[str]]:
    texts = list(texts)
    for start in range(0, len(texts), _MOST):
        yield texts[start : start + _MOST]
