"""The texts that `lmtui score` reads from standard input, many at a time."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from lmtui.cli.loading import print_note
from lmtui.text.compressed import HEAD, packing_of
from lmtui.text.decoding import UTF_8, decode_pieces, encoding_of
from lmtui.text.sources import read_standard_input
from lmtui.text.unit_stream import UnitStream

if TYPE_CHECKING:
    from lmtui.model.protocol import LanguageModel

_PIECE = 1 << 18  # bytes read at once, at most
_MOST = 1 << 12  # texts scored at once


def texts_on_standard_input(model: LanguageModel, encoding: str) -> Iterator[list[str]]:
    """The units on standard input, cut as the model's text was, as soon as they have come; many in a list.

    Of a model that is no n-gram model, a text is a line.
    """
    from lmtui.ngram.language_model import NgramLanguageModel

    ngram_model = model if isinstance(model, NgramLanguageModel) else None
    if ngram_model is None or not _is_plain(encoding):
        from lmtui.text.remarks import undecodable_notes

        document = read_standard_input(encoding=encoding)
        lines = filter(str.strip, document.text.splitlines())
        yield from _in_lists(ngram_model.units(document.text) if ngram_model else lines)
        for note in undecodable_notes([document]):
            print_note(note)
        return
    file = sys.stdin.buffer
    assert isinstance(file, (io.BufferedReader, io.BytesIO))
    trie = ngram_model.trie
    stream = UnitStream(trie.tokenizer, trie.unit_rule, trie.unit)
    undecodable = 0
    for text, replaced in decode_pieces(iter(partial(file.read1, _PIECE), b"")):
        undecodable += replaced
        yield from _in_lists(stream.feed(text))
    yield from _in_lists(stream.finish())
    if undecodable:
        print_note(f"{undecodable} undecodable bytes in the texts; --encoding names what they are in")


def _is_plain(encoding: str) -> bool:
    """Whether standard input is UTF-8 that is not compressed, so that it can be decoded a piece at a time."""
    if encoding or sys.stdin is None:
        return False
    try:
        head = sys.stdin.buffer.peek(HEAD) if isinstance(sys.stdin.buffer, io.BufferedReader) else b""
    except OSError:
        return False
    return encoding_of(head) == UTF_8 and not packing_of(head)


def _in_lists(texts: Iterable[str]) -> Iterator[list[str]]:
    texts = list(texts)
    for start in range(0, len(texts), _MOST):
        yield texts[start : start + _MOST]
