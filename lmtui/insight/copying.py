"""Copying: which tokens of a generated text stand, in a run of 5 or more, word for word in the training text.

A token is copied if one of the (at most 5) windows of 5 consecutive tokens that it lies in stands in the training
text; so a run of 5 or more tokens is copied whole, and a shorter one not at all.

`<s>` is left out, since it is never drawn: between two units stands `</s>` alone, a token like others, in the
training text as in a generated one. A run thus goes on beyond the end of a unit only where the training text goes on
with the same unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress, meanwhile
from lmtui.insight.suffix_array import SuffixArray
from lmtui.text.encoding import EncodedText
from lmtui.text.specials import BOS

RUN = 5
"""The fewest consecutive tokens that count as copied."""

Ids = Sequence[int] | npt.NDArray[np.int32]
"""[L], the ids of a text in the model's vocabulary as they were drawn: `</s>` between units and no `<s>`."""


def index_of(text: EncodedText, progress: Progress = ignore_progress) -> SuffixArray:
    """Index a training text, `<s>` left out, to look runs of tokens up in.

    Raises:
        Cancelled: by `progress`.
    """
    ids = meanwhile(lambda: progress("indexing", 0.0), lambda: text.ids[text.ids != BOS])
    return SuffixArray.of(ids, progress)


def are_copied(index: SuffixArray, ids: Ids) -> npt.NDArray[np.bool_]:
    """Which tokens of a text are copied from the indexed one: bool [L]."""
    text = np.asarray(ids, np.int32)
    found = index.have_run(text, RUN)
    copied = np.zeros(len(text), np.bool_)
    for place in range(RUN):
        copied[place : place + len(found)] |= found
    return copied


def share_copied(index: SuffixArray, ids: Ids) -> float:
    """The share of a text's tokens that are copied; NaN for an empty text."""
    return float(np.mean(are_copied(index, ids))) if len(ids) else math.nan


def copied_runs(index: SuffixArray, ids: Ids) -> list[slice]:
    """The longest runs of a text that are copied, in the order of the text; together they are the copied tokens.

    Each run has 5 tokens or more, and with the token before it or behind it would stand nowhere. Two runs may
    overlap, and come from different places.
    """
    text = np.asarray(ids, np.int32)
    tokens = text.tolist()
    runs: list[slice] = []
    end = 0
    for start in np.flatnonzero(index.have_run(text, RUN)).tolist():
        stop = start + index.longest_run(tokens, start, known=max(end - start, RUN))
        if stop > end:
            runs.append(slice(start, stop))
            end = stop
    return runs
