"""Cut a text that is to be scored into units while it is being read, so that it need not fit into memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lmtui.text.encoding import unit_to_score, units_to_score
from lmtui.text.memory import TooLarge, free_memory
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import AUTO, LINE, PARAGRAPH, split_at_blank_lines

_LONG = 1 << 18
"""Characters of a unit that are given before its end has come."""

_LOOK_AHEAD = 1 << 22
"""Characters that speak for lines or paragraphs, at most."""

_MEMORY_A_CHARACTER = 200
"""Measured: the bytes of memory that a unit takes for a character while it is scored and printed as a whole."""


class Units(NamedTuple):
    """What has come of a text: several units, or a part of one.

    Attributes:
        texts: of the units; or of the one part.
        begins: whether the first text is the beginning of a unit.
        ends: whether the last text is the end of a unit.
    """

    texts: list[str]
    begins: bool = True
    ends: bool = True


class UnitStream:
    """Takes a text piece after piece, and gives each unit as soon as it has ended, and of a long one part after part.

    Together the units have the tokens of those that `units_to_score` gives. A part begins where a token does. Under
    `auto` the beginning of a long text speaks for the whole.

    Args:
        tokenizer: of the model.
        unit: the rule of the training; see `lmtui.text.units`.
        trained_unit: what a unit was in training under that rule.
        in_parts: whether a unit may be given in parts; else each must fit into memory.
    """

    def __init__(self, tokenizer: Tokenizer, unit: str, trained_unit: str, in_parts: bool) -> None:
        self._tokenizer, self._trained_unit, self._in_parts = tokenizer, trained_unit, in_parts
        self._rule = LINE if unit == AUTO and trained_unit == LINE else unit
        self._lines = _WholeLines()
        self._waiting: list[str] = []  # of a unit whose end has not come
        self._size, self._look_at_size = 0, _LONG  # characters that are waiting, and with how many more is done
        self._is_begun = False  # whether a part of that unit has been given
        self._most = 0

    def feed(self, piece: str) -> Iterator[Units]:
        """The units that end in the next piece of the text, and perhaps a part of the one that does not.

        Args:
            piece: its line ends are newlines.

        Raises:
            TooLarge: a unit that must be given as a whole does not fit into memory.
        """
        lines = self._lines.feed(piece)
        if lines:
            yield from self._take(self._tokenizer.prepare(lines))

    def finish(self) -> Iterator[Units]:
        """The units that are left when the text has ended."""
        text = "".join(self._waiting) + self._tokenizer.prepare(self._lines.finish())
        if self._rule == LINE:
            yield from self._ended(text.split("\n") if text or self._is_begun else [])
        elif self._is_begun:
            yield from self._ended(split_at_blank_lines(text.rstrip()) if self._rule == PARAGRAPH else [text])
        else:
            yield from self._ended(list(units_to_score(text, self._tokenizer, self._rule, self._trained_unit)))

    def _take(self, text: str) -> Iterator[Units]:
        self._waiting.append(text)
        self._size += len(text)
        if self._rule == LINE:
            units = self._lines_in(text)
        elif PARAGRAPH in (self._rule, self._trained_unit if self._rule == AUTO else ""):
            units = self._paragraphs_in(text)
        else:
            units = []
        if units:
            self._size, self._look_at_size = len(self._waiting[0]), _LONG
            yield from self._ended(units)
        if self._size >= self._look_at_size:
            yield from self._long()

    def _ended(self, units: list[str]) -> Iterator[Units]:
        """Units that have ended, of which the first may have been given in part."""
        if self._is_begun and units:
            self._is_begun = False
            yield Units([units.pop(0)], begins=False)
        if self._rule == LINE and not self._tokenizer.has_empty_units:
            units = [unit for unit in units if unit.strip()]
        if units:
            yield Units(units)

    def _lines_in(self, text: str) -> list[str]:
        """The lines that have ended with a stretch of text, which is waiting."""
        if "\n" not in text:
            return []
        *lines, last = "".join(self._waiting).split("\n")
        self._waiting = [last]
        return lines

    def _paragraphs_in(self, lines: str) -> list[str]:
        """The paragraphs that have ended with further lines, which are waiting.

        Under `auto` the first blank line shows that there are any.
        """
        if len(split_at_blank_lines(f"\n{lines}")) == 1:
            return []
        *paragraphs, last = split_at_blank_lines(self._text())
        if self._rule == AUTO and len(paragraphs) < 2 and not last:
            return []
        self._rule, self._waiting = PARAGRAPH, [last]
        return paragraphs

    def _text(self) -> str:
        """What is waiting; blanks before a paragraph are not a part of it."""
        text = "".join(self._waiting)
        return text if self._is_begun or self._rule not in (AUTO, PARAGRAPH) else text.lstrip()

    def _long(self) -> Iterator[Units]:
        """A part of the unit that is waiting, where it may be given in parts."""
        text = self._text()
        self._waiting, self._size = [text], len(text)
        self._look_at_size = 2 * self._size
        if self._rule == AUTO:
            if self._size >= _LOOK_AHEAD:
                yield from self._take_by_rule(text)
        elif not self._in_parts:
            self._check_memory()
        elif (end := self._end_of_part(text)) and not text.isspace():
            yield Units([text[:end]], begins=not self._is_begun, ends=False)
            self._is_begun = True
            self._waiting, self._size, self._look_at_size = [text[end:]], len(text) - end, _LONG

    def _take_by_rule(self, text: str) -> Iterator[Units]:
        """Cut the beginning of a text by the rule that it speaks for."""
        self._rule = unit_to_score(text, AUTO, self._trained_unit)
        self._waiting, self._size, self._look_at_size = [], 0, _LONG
        start = 0
        while start < len(text):
            end = text.find("\n", start + _LONG) + 1 or len(text)
            yield from self._take(text[start:end])
            start = end

    def _end_of_part(self, text: str) -> int:
        """How much of the unit that is waiting can be given; not a line that may be the last of its paragraph."""
        return text.rstrip().rfind("\n") + 1 if self._rule == PARAGRAPH and text.endswith("\n") else len(text)

    def _check_memory(self) -> None:
        self._most = self._most or free_memory() // _MEMORY_A_CHARACTER
        if self._size > self._most:
            remedy = "without --by-token, --compare and --temperature it may have any size"
            raise TooLarge("one unit of the text holds more than", self._size, self._most, "", remedy)


class _WholeLines:
    """Holds back a line whose end has not come; of a long one, what stands before a word is given."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._size, self._look_at_size = 0, _LONG

    def feed(self, piece: str) -> str:
        """The lines that end in the next piece of the text; "" for none."""
        self._held.append(piece)
        self._size += len(piece)
        if "\n" not in piece and self._size < self._look_at_size:
            return ""
        text = "".join(self._held)
        found = None if "\n" in piece else _BEFORE_WORD.match(text)
        end = found.end() if found else text.rfind("\n") + 1
        self._held, self._size = [text[end:]], len(text) - end
        self._look_at_size = max(_LONG, 2 * self._size)
        return text[:end]

    def finish(self) -> str:
        """What is left when the text has ended."""
        return "".join(self._held)


_BEFORE_WORD = re.compile(r"(?s:.*)[ \t](?=[A-Za-z0-9])")  # no token holds both this blank and what is behind it
