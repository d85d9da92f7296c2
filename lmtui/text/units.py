"""Units: the stretches of text that get `<s>` … `</s>`.

A unit is a line, a paragraph (what stands between blank lines), or a file; or the text is one endless stream without
`<s>` and `</s>`. A blank line holds nothing but what Unicode calls white space.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import TypeVar

from lmtui.errors import SettingError

Text = TypeVar("Text")

AUTO, LINE, PARAGRAPH, FILE, STREAM = "auto", "line", "paragraph", "file", "stream"

UNITS = {
    AUTO: "lines or paragraphs, as the text speaks for",
    LINE: "every line",
    PARAGRAPH: "between blank lines",
    FILE: "the whole file",
    STREAM: "none: an endless text without <s> and </s>",
}
"""The rules by name, each with what is a unit under it."""

UNIT_BREAK = "\x1e"
"""Stands between the units of a text. The text itself never holds this character: tokenizers replace it."""

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_NEARLY_ONE = 2.0  # lines a block, where blank lines stand between nearly all lines
_FEW_LINES = 6.0  # lines a block, in verse and dialogues
_MANY_LINES = 60.0  # lines a block; wrapped paragraphs have fewer
_NARROWEST = 40  # columns that prose is wrapped at
_LINES_WITHIN_WIDTH = 0.95  # share of lines that are no longer than the width; longer ones hold one long word
_FULL_LINES = 0.8  # least share of lines without room for a further word, where a program has wrapped them
_FEWEST_LINES_ALIKE = 4  # so many lines do not begin or end alike by accident
_MOST_BLOCKS = 1000  # of a text are looked into
_MOST_TEXTS = 1 << 10  # of a corpus speak for its unit
STRETCH, STRETCHES = 1 << 14, 64
"""Characters, and how many stretches of so many speak for a long text."""


def check_unit(unit: str) -> str:
    """Return the name if a rule for units has it, else raise a `SettingError` that lists the names."""
    if unit not in UNITS:
        raise SettingError(f"no unit is called '{unit}'; choose one of {', '.join(UNITS)}")
    return unit


def units_in_words(units: int, unit: str) -> str:
    """How many units of what kind: `102 paragraphs`, `1 line`, `a stream`."""
    if unit == STREAM:
        return "a stream"
    kinds = unit.split(" or ")
    return f"{units:,} {' and '.join(kind if units == 1 else f'{kind}s' for kind in kinds)}"


def mark_units(text: str, unit: str, empty_lines: bool = False, begins: bool = True, ends: bool = True) -> str:
    """Put `UNIT_BREAK` between the units of one file's text. Text without tokens is no unit.

    Args:
        text: as `Tokenizer.prepare` gives it.
        unit: any rule but `auto`.
        empty_lines: an empty line is a unit, as in KenLM, and where a line is one, the text is not stripped.
        begins: whether the file begins here; else the text is a piece of it that begins where a unit does.
        ends: whether the file ends here; else the text is a piece that ends with the line end, or the blank lines,
            behind a unit.
    """
    if unit == LINE and empty_lines:
        return text.removesuffix("\n").replace("\n", UNIT_BREAK)
    if unit == LINE:
        text = text.lstrip() if begins else text
        return (text.rstrip() if ends else text.removesuffix("\n")).replace("\n", UNIT_BREAK)
    if unit == PARAGRAPH:
        text = text.lstrip()
        return _BLANK_LINES.sub(UNIT_BREAK, text.rstrip() if ends else text)
    return text


def lines_of(text: str, unit: str, empty_lines: bool = False) -> Iterator[tuple[int, str]]:
    """The lines of one file's text, each with its number from 1, as they are cut into tokens.

    Together the lines have the tokens of the text that `mark_units` gives for the same arguments, `UNIT_BREAK` left
    out. A newline inside a unit belongs to the line that it ends.
    """
    number = 1
    if not (unit in (FILE, STREAM) or (unit == LINE and empty_lines)):
        number += text[: len(text) - len(text.lstrip())].count("\n")
        text = text.strip()
    if unit == LINE:
        start = 0
        while (stop := text.find("\n", start)) >= 0:
            yield number, text[start:stop]
            number, start = number + 1, stop + 1
        yield number, text[start:]
        return
    breaks = _BLANK_LINES.finditer(text) if unit == PARAGRAPH else ()
    start = 0
    for stop, following in chain((found.span() for found in breaks), [(len(text), len(text))]):
        *lines, last = text[start:stop].split("\n")
        for line in lines:
            yield number, f"{line}\n"
            number += 1
        yield number, last
        number += text.count("\n", stop, following)
        start = following


def choose_unit(texts: Sequence[str]) -> str:
    """The unit that the texts of one corpus, together, speak for: `line` or `paragraph`.

    Without blank lines there are only lines. Where blank lines stand between nearly all lines, both are the same.
    Else there are *blocks* of several lines, and it counts how these end. If no further word had room on nearly all
    of them, a program has wrapped paragraphs. Lines that were ended on purpose are units themselves, except in blocks
    of few lines that blank lines set apart again and again: a stanza, a speech. So a blank line here and there in a
    list of lines changes nothing.

    Args:
        texts: as `Tokenizer.prepare` gives them.
    """
    blocks = [_blocks(stretch) for text in texts for stretch in _stretches(text)]
    apart = sum(len(of_text) - 1 for of_text in blocks if of_text)  # how often blank lines set blocks apart
    if not apart:
        return LINE
    every = [block for of_text in blocks for block in of_text]
    a_block = sum(block.count("\n") + 1 for block in every) / len(every)
    if a_block <= _NEARLY_ONE or (a_block <= _MANY_LINES and _are_wrapped(every)):
        return PARAGRAPH
    return PARAGRAPH if apart > 1 and a_block <= _FEW_LINES else LINE


def those_that_speak(texts: Sequence[Text]) -> Sequence[Text]:
    """The texts of a corpus that speak for its unit: every one of few, and of many some from beginning to end."""
    return texts[:: -(-len(texts) // _MOST_TEXTS) or 1]


def has_blank_lines(text: str) -> bool:
    """Whether a blank line stands between the lines of a text."""
    return bool(_BLANK_LINES.search(text.strip()))


def split_at_blank_lines(text: str) -> list[str]:
    """What stands before, between and behind the blank lines of a text, none of which is the text's first line."""
    return _BLANK_LINES.split(text)


def looks_wrapped(text: str) -> bool:
    """Whether a program seems to have wrapped the lines of a text at a width that is usual for prose."""
    return _are_wrapped(_blocks(text), _NARROWEST)


def _stretches(text: str) -> list[str]:
    """A text, or stretches of whole lines from all over it."""
    if len(text) <= STRETCH * STRETCHES:
        return [text]
    found = -1  # the latest line end: those that are looked for come one after another

    def next_line(place: int) -> int:
        nonlocal found
        if -1 < found < place or not place:
            found = text.find("\n", place)
        return found + 1

    starts = range(0, len(text), len(text) // STRETCHES)
    return [text[next_line(start) : next_line(start + STRETCH)] for start in starts]


def _blocks(text: str) -> list[str]:
    """The blocks of a text: lines without a blank line between them."""
    text = text.strip()
    return _BLANK_LINES.split(text) if text else []


def _are_wrapped(blocks: Sequence[str], narrowest: int = 0) -> bool:
    """Whether nearly all lines but the last of each block end where the next line's first word had no room.

    Lines that are all of one length, or begin or end alike, are no sign: those of a table or a log do, too.

    Args:
        narrowest: characters of the longest lines, at least.
    """
    several = [block for block in blocks if "\n" in block]
    lines_of = [
        [line for line in map(str.strip, block.split("\n")) if line]
        for block in several[:: max(len(several) // _MOST_BLOCKS, 1)]
    ]
    pairs = [pair for lines in lines_of for pair in pairwise(lines)]
    if not pairs:
        return False
    lengths = sorted(len(line) for line, _ in pairs)
    width = lengths[int(_LINES_WITHIN_WIDTH * (len(lengths) - 1))]
    shortest = min(lengths[0], *(len(lines[-1]) for lines in lines_of))
    full = sum(len(line) + 1 + len(following.split(maxsplit=1)[0]) > width for line, following in pairs)
    uneven = shortest < width or len(pairs) == 1
    return (
        uneven
        and width >= narrowest
        and full >= _FULL_LINES * len(pairs)
        and not _begin_or_end_alike([line for line, _ in pairs])
    )


def _begin_or_end_alike(lines: Sequence[str]) -> bool:
    """Whether most of several lines have the same word as one of their first two, or last two."""
    if len(lines) < _FEWEST_LINES_ALIKE:
        return False
    words = [line.split() for line in lines]
    common = (Counter(line[place] for line in words if len(line) > 1) for place in (0, 1, -2, -1))
    return any(max(counted.values(), default=0) > len(lines) / 2 for counted in common)
