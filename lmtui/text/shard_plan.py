"""Cut a corpus into shards of about one size, at the ends of units or within long ones, without reading all of it.

The token ids of the shards, one after another, are those of the whole corpus, whatever the size of a shard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count, groupby, pairwise
from typing import NamedTuple

from lmtui.errors import Progress
from lmtui.text import east_asian
from lmtui.text.normal_form import STANDING_ALONE
from lmtui.text.shards import Part, Shard, TextFile
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import AUTO, FILE, LINE, PARAGRAPH, STREAM, STRETCH, STRETCHES, choose_unit, those_that_speak

_WINDOW = 1 << 16  # bytes that are read to find the end of a unit
_LONGEST_MATCH = 1 << 10
_LOOKED_BEHIND = 16  # bytes before a place that are read too: they say whether it is one for a cut
_LONG_UNIT = 1 << 18  # bytes; a unit that goes on for so many behind the place for a cut is cut itself
_MOST_STRETCHES = 1 << 12  # of a corpus speak for its unit

# Letters that belong to no character before them: behind a blank, each begins a token. Those of Latin, Greek,
# Cyrillic, Armenian, Hebrew, Arabic, scripts of South Asia, Thai, Lao, Burmese, Georgian, Ethiopic, Khmer, East Asia.
_LETTER = (
    "[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0386\u0388-\u03ff\u0400-\u0481\u048a-\u052f\u0531-\u0556\u0561-\u0586"
    "\u05d0-\u05ea\u0620-\u063f\u0641-\u064a\u0671-\u06d3\u0904-\u0939\u0985-\u09b9\u0a05-\u0a39\u0a85-\u0ab9\u0b05-\u0b39"
    "\u0b83-\u0bb9\u0c05-\u0c39\u0c85-\u0cb9\u0d05-\u0d3a\u0d85-\u0dc6\u0e01-\u0e30\u0e81-\u0eb0\u1000-\u102a\u10d0-\u10fa"
    "\u1200-\u135a\u1780-\u17b3"
    f"{east_asian.in_pattern(east_asian.LETTERS)}]"
)

# Where a text may be cut: behind each match. Within a unit, a token stands on both sides.
_LINE_END = r"(?:\r?\n|\r(?=[^\n]))"
_UNIT_ENDS = {LINE: _LINE_END, PARAGRAPH: rf"{_LINE_END}[ \t]*{_LINE_END}"}
_ENDS = {rule: re.compile(end) for rule, end in _UNIT_ENDS.items()}
_NO_MARKER = "(?<!<)(?<!</)(?<!<s)(?<!</s)"  # `<s>` and `</s>` are remarked upon, so they are not cut
_BLANKS_IN_UNIT = {LINE: " ", PARAGRAPH: "[ \n]", FILE: "[ \n]"}


@cache
def _places(rule: str, ends_of_tokens: str) -> re.Pattern[str]:
    """Where a text may be cut: behind a unit, or within one behind a blank, or where a token ends without one."""
    between = f"(?<=[{STANDING_ALONE}])(?=[{STANDING_ALONE}])(?:{ends_of_tokens}){_NO_MARKER}"
    if rule == STREAM:
        return re.compile(f"{_LINE_END}| (?={_LETTER})|{between}")
    within = f"(?P<within>{_LETTER}{_BLANKS_IN_UNIT[rule]}(?={_LETTER})|{between})"
    return re.compile(f"{within}|{_UNIT_ENDS[rule]}" if rule in _UNIT_ENDS else within)


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
    files = those_that_speak(files)
    stretches = min(max(_MOST_STRETCHES // len(files), 1), STRETCHES)
    for file in map(_read_ahead, files):
        size = file.stop - file.start
        if size <= STRETCH * STRETCHES:
            progress("reading", 0.0)
            yield tokenizer.prepare(file.text(file.start, file.stop).text)
            continue
        ends = _LineEnds(file)
        for start in range(0, size, size // stretches):
            progress("reading", 0.0)
            begin, end = map(ends.behind, (file.start + start, file.start + start + STRETCH))
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
        cuts = [_Cut(file.start), *_cuts(file, rule, tokenizer, size), _Cut(file.stop)]
        for before, behind in pairwise(cuts):
            progress("reading", 0.0)
            start, stop = before.place, behind.place
            parts.append(Part(number, file, start, stop, rule, not before.within_unit, not behind.within_unit))
            held += stop - start
            if held >= size:
                yield Shard(next(numbers), tuple(parts))
                parts, held = [], 0
    if parts:
        yield Shard(next(numbers), tuple(parts))


class _Cut(NamedTuple):
    """A place at which a text is cut, and whether that is within a unit."""

    place: int
    within_unit: bool = False


def _cuts(file: TextFile, rule: str, tokenizer: Tokenizer, size: int) -> list[_Cut]:
    """The places at which a text is cut into parts.

    The blanks at both ends of a text are not tokens, so the first part and the last one hold more than blanks.
    """
    cuts: list[_Cut] = []
    place = file.start + size
    while place < file.stop:
        cut = _cut_from(file, rule, tokenizer, place)
        if cut.place < file.stop:
            cuts.append(cut)
        place = cut.place + size
    while cuts and _is_blank(file, cuts[-1].place, file.stop, tokenizer):
        cuts.pop()
    while cuts and _is_blank(file, file.start, cuts[0].place, tokenizer):
        cuts.pop(0)
    return cuts


def _cut_from(file: TextFile, rule: str, tokenizer: Tokenizer, place: int) -> _Cut:
    """Where to cut a text from a given place on: where a unit ends, or within one that is long; else at its end."""
    end = _Cut(file.stop)
    if rule in _ENDS:
        limit = min(place + _LONG_UNIT, file.stop)
        found = _first(file, _ENDS[rule], place, limit)
        if found or limit == file.stop:
            return found or end
    return _first(file, _places(rule, tokenizer.ends), place, file.stop) or end


def _first(file: TextFile, pattern: re.Pattern[str], place: int, limit: int) -> _Cut | None:
    """The end of the first match between two places of a text."""

    def decoded(data: bytes) -> str:
        return data.decode(file.encoding, "surrogateescape")  # at both ends a character may be in pieces

    start, held = max(place - _LOOKED_BEHIND, file.start), b""
    while start < limit:
        stop = min(start + _WINDOW, limit)
        held = held[-_LONGEST_MATCH - _LOOKED_BEHIND :] + file.read(start, stop)
        held_from = stop - len(held)
        text = decoded(held)
        before = place - held_from if held_from == file.start else _LOOKED_BEHIND
        if found := pattern.search(text, len(decoded(held[:before]))):
            behind = len(text[found.end() :].encode(file.encoding, "surrogateescape"))
            return _Cut(stop - behind, found.lastgroup == "within")
        start = stop
    return None


class _LineEnds:
    """The line ends of a text; a long line is gone through once, whatever is asked about it."""

    def __init__(self, file: TextFile) -> None:
        self._file, self._asked, self._end = file, 0, 0

    def behind(self, place: int) -> int:
        """The place behind the first line end from a given one on; the end of the text where there is none."""
        if not self._asked <= place < self._end:
            found = _first(self._file, _ENDS[LINE], place, self._file.stop)
            self._asked, self._end = place, found.place if found else self._file.stop
        return self._end


def _is_blank(file: TextFile, start: int, stop: int, tokenizer: Tokenizer) -> bool:
    """Whether a part of a text holds nothing but blanks."""
    return not any(tokenizer.prepare(piece).strip() for piece in _pieces(file, start, stop))


def _pieces(file: TextFile, start: int, stop: int) -> Iterator[str]:
    ends = _LineEnds(file)
    while start < stop:
        end = min(ends.behind(start + _WINDOW), stop)
        yield file.text(start, end).text
        start = end
