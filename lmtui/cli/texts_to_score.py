"""The texts that `lmtui score` reads from standard input, as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from lmtui.cli.loading import print_note
from lmtui.errors import Progress, ignore_progress
from lmtui.text.text_stream import TextStream
from lmtui.text.tokenizers import tokenizer_named
from lmtui.text.unit_stream import Units, UnitStream
from lmtui.text.units import LINE

if TYPE_CHECKING:
    from lmtui.model.protocol import LanguageModel

_MOST = 1 << 12  # texts scored at once


def units_on_standard_input(
    model: LanguageModel, encoding: str, in_parts: bool, progress: Progress = ignore_progress
) -> Iterator[Units]:
    """The units on standard input, cut as the model's text was, as soon as they have come.

    Of a model that is no n-gram model, a text is a line.

    Args:
        in_parts: whether a unit of an n-gram model may be given in parts.
        progress: is told before each how far the work is.
    """
    from lmtui.ngram.language_model import NgramLanguageModel

    if isinstance(model, NgramLanguageModel):
        trie = model.trie
        yield from _cut(UnitStream(trie.tokenizer, trie.unit_rule, trie.unit, in_parts), encoding, progress)
        return
    for units in _cut(UnitStream(tokenizer_named("word"), LINE, LINE, in_parts=False), encoding, progress):
        lines = [line for unit in units.texts for line in unit.splitlines() if line.strip()]
        if lines:
            yield Units(lines)


def _cut(stream: UnitStream, encoding: str, progress: Progress) -> Iterator[Units]:
    text = TextStream(encoding)
    for units in _in_lists(chain(_fed(stream, text), stream.finish())):
        read, share = text.progress
        progress(f"scoring{read}", share)
        yield units
    for line in text.skipped:
        print_note(f"passed over: {line}")
    for line in text.notes:
        print_note(line)


def _fed(stream: UnitStream, text: TextStream) -> Iterator[Units]:
    for piece in text.pieces():
        yield from stream.feed(piece)


def _in_lists(units: Iterable[Units]) -> Iterator[Units]:
    """The same units, a few at a time."""
    for texts, begins, ends in units:
        for start in range(0, len(texts), _MOST):
            yield Units(texts[start : start + _MOST], begins, ends)
