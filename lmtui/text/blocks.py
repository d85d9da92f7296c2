"""Cut a long text into blocks, so that work on it can report and be stopped between any two of these."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator


def blocks_of(text: str, size: int, ends: str, start: int = 0, stop: int = sys.maxsize) -> Iterator[tuple[int, int]]:
    """Where each block of a part of a text begins and ends.

    Args:
        size: the characters of a block at least; the last one may have fewer.
        ends: a pattern that matches the empty text where a block may end. Where that is nowhere, a block goes on.
        start: where the part begins.
        stop: where it ends.
    """
    stop = min(stop, len(text))
    while start < stop:
        found = re.compile(ends).search(text, start + size, stop) if start + size < stop else None
        end = found.start() if found else stop
        yield start, end
        start = end
