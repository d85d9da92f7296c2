"""Cut a text that is to be scored into units while it is being read, so that it need not fit into memory."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lmtui.text.encoding import units_to_score
from lmtui.text.safety import with_newlines
from lmtui.text.token_ids import has_empty_units
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import AUTO, FILE, LINE, PARAGRAPH, STREAM, split_at_blank_lines


class UnitStream:
    """Takes a text piece after piece, and gives each unit as soon as it has ended.

    Together the units have the tokens of those that `units_to_score` gives. Only lines and paragraphs end before the
    text does.

    Args:
        tokenizer: of the model.
        unit: the rule of the training; see `lmtui.text.units`.
        trained_unit: what a unit was in training under that rule.
    """

    def __init__(self, tokenizer: Tokenizer, unit: str, trained_unit: str) -> None:
        self._tokenizer, self._rule, self._trained_unit = tokenizer, unit, trained_unit
        self._unit = trained_unit if unit == AUTO else unit
        self._line = ""  # whose end has not come
        self._waiting: list[str] = []  # lines of a unit whose end has not come

    def feed(self, piece: str) -> Iterable[str]:
        """The units that end in the next piece of the text."""
        text = self._line + piece
        end = text.rfind("\n") + 1
        self._line = text[end:]
        lines = with_newlines(text[:end])
        if self._unit == LINE:
            return self._lines(lines.removesuffix("\n")) if lines else []
        if self._unit != PARAGRAPH:
            self._waiting.append(lines)
            return []
        return self._paragraphs(self._tokenizer.prepare(lines))

    def finish(self) -> Iterable[str]:
        """The units that are left when the text has ended."""
        if self._unit == LINE:
            return self._lines(with_newlines(self._line).removesuffix("\n")) if self._line else []
        text = "".join(self._waiting) + self._line
        return units_to_score(text, self._tokenizer, self._rule, self._trained_unit)

    def _lines(self, text: str) -> list[str]:
        lines = text.split("\n")
        return lines if has_empty_units(self._tokenizer) else [line for line in lines if line.strip()]

    def _paragraphs(self, lines: str) -> list[str]:
        """The paragraphs that end in further lines. Under `auto` the first blank line shows that there are any."""
        self._waiting.append(lines)
        if len(split_at_blank_lines(f"\n{lines}")) == 1:
            return []
        *paragraphs, last = split_at_blank_lines("".join(self._waiting).lstrip())
        if self._rule == AUTO and len(paragraphs) < 2 and not last:
            return []
        self._rule, self._waiting = PARAGRAPH, [last]
        return paragraphs


def is_one_unit(unit: str) -> bool:
    """Whether a text to be scored is a unit by itself under a rule; see `lmtui.text.units`."""
    return unit in (FILE, STREAM)


class UnitInParts:
    """Takes a text that is a single unit piece after piece, and gives it in parts that are cut between tokens.

    Together the parts have the tokens of the text. A blank text has no part.

    Args:
        tokenizer: of the model.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._held = ""
        self._is_blank = True

    def feed(self, piece: str) -> Iterable[str]:
        """The part that ends in the next piece of the text: at a line end, or at a blank where none is near."""
        text = self._held + piece
        end = text.rfind("\n") + 1
        if not end and len(text) >= _LONG:
            end = max((found.end() for found in _BLANK.finditer(text, len(text) - _LONG // 2)), default=0)
        self._held = text
        return self._cut(end)

    def finish(self) -> Iterable[str]:
        """The part that is left when the text has ended."""
        return self._cut(len(self._held))

    def _cut(self, end: int) -> Iterable[str]:
        part = with_newlines(self._held[:end])
        if self._is_blank and not self._tokenizer.prepare(part).strip():
            return []
        self._held, self._is_blank = self._held[end:], False
        return [part] if part else []


_LONG = 1 << 18  # characters without a line end
_BLANK = re.compile("[ \t](?=[A-Za-z0-9])")  # after which nothing belongs to what was before it
