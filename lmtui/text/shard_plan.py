"""Cut a corpus into shards of about one size, at the ends of units, without reading all of it.

The token ids of the shards, one after another, are those of the whole corpus, whatever the size of a shard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, groupby, pairwise

from lmtui.errors import Progress
from lmtui.text.shards import Part, Shard, TextFile
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import AUTO, FILE, LINE, PARAGRAPH, STREAM, STRETCH, STRETCHES, choose_unit

_WINDOW = 1 << 16  # bytes that are read to find the end of a unit
_LONGEST_MATCH = 1 << 10
_MOST_TEXTS, _MOST_STRETCHES = 1 << 10, 1 << 12  # of a corpus speak for its unit
# Where a text may be cut: behind each match. A part of a file that is one unit begins with a token.
_BETWEEN_WORDS = rb"[ \n](?=[0-9A-Za-z])"
_ENDS = {
    LINE: re.compile(rb"\n"),
    PARAGRAPH: re.compile(rb"\n[ \t\r]*\n"),
    FILE: re.compile(_BETWEEN_WORDS),
    STREAM: re.compile(_BETWEEN_WORDS + rb"|\n"),
}


def units_of(
    corpora: Sequence[tuple[str, TextFile]], tokenizer: Tokenizer, unit: str, progress: Progress
) -> Iterator[tuple[TextFile, str]]:
    """Each text with the rule by which it is cut into units.

    Under `auto` the rule is chosen from stretches of the texts of a corpus together.

    Args:
        corpora: the texts, each with the folder or archive that it is a part of, or "".
    """
    if unit == AUTO and tokenizer.has_empty_units:
        unit = LINE
    numbers = count()
    for _, group in groupby(corpora, lambda text: (unit == AUTO and text[0]) or next(numbers)):
        files = [file for _, file in group]
        rule = choose_unit(list(_stretches(files, tokenizer, progress))) if unit == AUTO else unit
        for file in files:
            yield file, rule


def _stretches(files: Sequence[TextFile], tokenizer: Tokenizer, progress: Progress) -> Iterator[str]:
    """Stretches of whole lines from all over the texts; of a short text all of it."""
    files = files[:: -(-len(files) // _MOST_TEXTS)]
    stretches = min(max(_MOST_STRETCHES // len(files), 1), STRETCHES)
    for file in map(_read_ahead, files):
        size = file.stop - file.start
        if size <= STRETCH * STRETCHES:
            progress("reading", 0.0)
            yield tokenizer.prepare(file.text(file.start, file.stop).text)
            continue
        for start in range(0, size, size // stretches):
            progress("reading", 0.0)
            begin, end = (_end_of_unit(file, LINE, file.start + place) for place in (start, start + STRETCH))
            if begin < end:
                yield tokenizer.prepare(file.text(begin, end).text)


@dataclass(frozen=True)
class _ReadAhead(TextFile):
    """A text that is looked at in places near each other: elsewhere, a request takes longer than what it brings."""

    held: list[tuple[int, bytes]] = field(default_factory=list, compare=False)

    def read(self, start: int, stop: int) -> bytes:
        """As in `TextFile`."""
        at, block = self.held[0] if self.held else (0, b"")
        if not at <= start <= stop <= at + len(block):
            at, block = start, super().read(start, max(stop, min(start + 2 * _WINDOW, self.stop)))
            self.held[:] = [(at, block)]
        return block[start - at : stop - at]


def _read_ahead(file: TextFile) -> TextFile:
    return _ReadAhead(**vars(file))


def cut_into_shards(
    texts: Iterable[tuple[TextFile, str]], tokenizer: Tokenizer, size: int, progress: Progress
) -> Iterator[Shard]:
    """Cut texts into shards.

    Args:
        texts: each with its rule, as from `units_of`.
        size: bytes that a shard has at least, if the corpus has as many.
    """
    numbers = count()
    parts: list[Part] = []
    held = 0
    for number, (file, rule) in enumerate(texts):
        places = [file.start, *_cuts(file, rule, tokenizer, size), file.stop]
        for start, stop in pairwise(places):
            progress("reading", 0.0)
            parts.append(Part(number, file, start, stop, rule))
            held += stop - start
            if held >= size:
                yield Shard(next(numbers), tuple(parts))
                parts, held = [], 0
    if parts:
        yield Shard(next(numbers), tuple(parts))


def _cuts(file: TextFile, rule: str, tokenizer: Tokenizer, size: int) -> list[int]:
    """The places at which a text is cut into parts.

    The blanks at both ends of a text are not tokens, so the first part and the last one hold more than blanks.
    """
    cuts: list[int] = []
    place = file.start + size
    while place < file.stop:
        place = _end_of_unit(file, rule, place)
        if place < file.stop:
            cuts.append(place)
        place += size
    while cuts and _is_blank(file, cuts[-1], file.stop, tokenizer):
        cuts.pop()
    while cuts and _is_blank(file, file.start, cuts[0], tokenizer):
        cuts.pop(0)
    return cuts


def _end_of_unit(file: TextFile, rule: str, place: int) -> int:
    """The first place from a given one on at which a text may be cut; its end where there is none."""
    start, held = place, b""
    while start < file.stop:
        stop = min(start + _WINDOW, file.stop)
        held = held[-_LONGEST_MATCH:] + file.read(start, stop)
        found = _ENDS[rule].search(held)
        if found:
            return stop - len(held) + found.end()
        start = stop
    return file.stop


def _is_blank(file: TextFile, start: int, stop: int, tokenizer: Tokenizer) -> bool:
    """Whether a part of a text holds nothing but blanks."""
    return not any(tokenizer.prepare(piece).strip() for piece in _pieces(file, start, stop))


def _pieces(file: TextFile, start: int, stop: int) -> Iterator[str]:
    while start < stop:
        end = min(_end_of_unit(file, LINE, start + _WINDOW), stop)
        yield file.text(start, end).text
        start = end
