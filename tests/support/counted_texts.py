"""N-grams counted by hand."""

from __future__ import annotations

from collections import Counter

from lmtui.text.encoding import EncodedText
from lmtui.text.specials import BOS


def counted(text: EncodedText, order: int) -> Counter[tuple[int, ...]]:
    """All n-grams of an order, none of which reaches across the end of a unit."""
    ids = text.ids.tolist()
    starts = range(len(ids) - order + 1)
    return Counter(tuple(ids[i : i + order]) for i in starts if BOS not in ids[i + 1 : i + order])
