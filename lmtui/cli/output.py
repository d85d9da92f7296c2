"""How headless commands print: JSON lines for programs, plain aligned columns for people."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lmtui.text.cells import columns
from lmtui.text.safety import is_utf_8

if TYPE_CHECKING:
    from tempfile import SpooledTemporaryFile

    from lmtui.model.partial_ranking import Bounds
    from lmtui.model.protocol import Tokens


_ENCODER = json.JSONEncoder(allow_nan=False)
_BLOCK = 0.05  # seconds
_IN_MEMORY = 1 << 24  # bytes of what waits that are not yet put on disk


def json_line(record: object) -> str:
    """One object as one line. NaN is null, and infinities are the strings "inf" and "-inf"."""
    try:
        return _ENCODER.encode(record) + "\n"
    except ValueError:  # seldom: to look for them in every record takes longer than to print it
        return _ENCODER.encode(_finite(record)) + "\n"


def print_json(record: object) -> None:
    """Print one object on one line, at once."""
    sys.stdout.write(json_line(record))
    sys.stdout.flush()


def spool() -> SpooledTemporaryFile[str]:
    """A new temporary file for text that cannot be printed yet; a short text stays in memory."""
    from tempfile import SpooledTemporaryFile  # rarely needed

    return SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="\n")


class Output:
    """Standard output, written in blocks of a twentieth of a second: to write each token takes as long as to draw it.

    Args:
        at_once: each text is written when it comes, since the next one may take long.
    """

    def __init__(self, at_once: bool) -> None:
        self._at_once, self._due = at_once, 0.0
        self._texts: list[str] = []

    def __enter__(self) -> Output:
        return self

    def __exit__(self, *exception: object) -> None:
        self.flush()

    def write(self, text: str) -> None:
        """Write a text, now or with others."""
        self._texts.append(text)
        if self._at_once or time.monotonic() >= self._due:
            self.flush()

    def flush(self) -> None:
        """Write what has not been written."""
        texts, self._texts = self._texts, []
        sys.stdout.write("".join(texts))
        sys.stdout.flush()
        self._due = time.monotonic() + _BLOCK


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else ("inf" if value > 0 else "-inf")
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


_LARGE = 1e12


def printed_number(value: float | Bounds, digits: int) -> str:
    """A number with so many digits behind the point; if bounds are all that is known, and differ in these, both.

    What a model from elsewhere calls a probability may have any size; a large number has an exponent.
    """
    if isinstance(value, float):
        return f"{value:.{digits}f}" if value < _LARGE else f"{value:.6g}"
    return interval(*(f"{bound:.{digits}f}" for bound in value))


def interval(low: str, high: str) -> str:
    """The texts of two bounds, or one where both agree."""
    return low if low == high else f"{low}{'-' if in_ascii_only() else '–'}{high}"


def in_ascii_only() -> bool:
    """Whether standard output takes no more than ASCII."""
    return not is_utf_8(sys.stdout.encoding)


def printed_temperature(value: float, ascii_only: bool) -> str:
    """T as commands print it for people."""
    from lmtui.sampling.temperature import format_temperature

    return "inf" if ascii_only and value == math.inf else format_temperature(value)


def sequence_of(tokens: Tokens, ids: Iterable[int]) -> str:
    """Tokens as they are printed for people, `<s>` and `</s>` among them."""
    return (" " if tokens.spaced else "").join(map(tokens.label, ids))


def print_columns(rows: Iterable[Sequence[str]], right: Sequence[bool]) -> None:
    """Print rows in aligned columns.

    Args:
        rows: the first is the head.
        right: for each column, whether it is aligned to the right.
    """
    rows = list(rows)
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = []
        for text, width, to_right in zip(row, widths, right, strict=True):
            blank = " " * (width - columns(text))
            padded.append(blank + text if to_right else text + blank)
        print("  ".join(padded).rstrip())
