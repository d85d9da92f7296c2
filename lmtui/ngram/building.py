"""Builds a model from the counts of a text: the smoothing estimates it, and pruning may leave n-grams out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress, meanwhile
from lmtui.ngram.columns import IN_MEMORY, LARGEST_PIECE, NewColumn, WorkingMemory
from lmtui.ngram.counts import Counts
from lmtui.ngram.estimates import EstimatedLevel, estimate
from lmtui.ngram.model import Base, NgramTrie, TrieLevel
from lmtui.ngram.smoothing import Smoothing
from lmtui.text.specials import UNK
from lmtui.text.tokenizers import Tokenizer
from lmtui.text.units import AUTO
from lmtui.text.vocabulary import Vocabulary


class CountedText(Protocol):
    """What a model says of the text that it was trained on; an `EncodedText` has it."""

    @property
    def vocabulary(self) -> Vocabulary:
        """V."""

    @property
    def tokens(self) -> int:
        """How many tokens the text has, `<s>` and `</s>` not counted."""

    @property
    def units(self) -> int:
        """How many units the text has; a stream has none."""

    @property
    def unit(self) -> str:
        """What a unit is."""


def build(
    text: CountedText,
    counts: Counts,
    tokenizer: Tokenizer,
    smoothing: Smoothing,
    unit_rule: str = AUTO,
    memory: WorkingMemory = IN_MEMORY,
    new_column: NewColumn | None = None,
    progress: Progress = ignore_progress,
    thresholds: Sequence[int] = (),
    listed: npt.NDArray[np.bool_] | None = None,
) -> NgramTrie:
    """Estimate a model from the counts of a text.

    Args:
        thresholds: of each order, to prune the model; see `lmtui.ngram.pruning.estimate_pruned`.
        listed: bool [V], the tokens that the model may have, the specials among them; None is all.
        memory: what may be used; see `lmtui.ngram.estimates.estimate`.
        new_column: makes the columns of the levels, which the model then maps; None has them in memory.

    Raises:
        LmtuiError: a file cannot be read.
        UnwritableColumn: one cannot be written.
        Cancelled: by `progress`.
    """
    estimated: Iterable[EstimatedLevel]
    if any(thresholds) or listed is not None:
        from lmtui.ngram.pruning import estimate_pruned, tokens_kept  # few models are pruned

        threshold, *others = thresholds or [0] * counts.order
        if threshold:
            listed = tokens_kept(counts.levels[0].count.whole(), threshold, listed)
        estimated = estimate_pruned(smoothing, counts, [0, *others], memory, new_column, progress, listed)
    else:
        estimated = estimate(smoothing, counts, memory, new_column, progress)

    def report() -> None:
        progress("smoothing", 1.0)

    vocabulary = text.vocabulary if listed is None else text.vocabulary.chosen(listed, report)
    levels, backs_off = tuple(map(TrieLevel.of, estimated)), not smoothing.uniform or counts.order == 1
    base_of_levels = partial(Base.of, levels[0].prob, 1, counts.absent)
    base_of = base_of_levels if backs_off else partial(Base.uniform, len(vocabulary), counts.absent)
    return NgramTrie(
        vocabulary,
        tokenizer,
        smoothing.label,
        levels,
        meanwhile(report, base_of) if len(vocabulary) > LARGEST_PIECE else base_of(),
        backs_off,
        text.tokens,
        text.units,
        text.unit,
        unit_rule,
        closed=UNK in counts.absent,
    )
