"""Count n-grams.

Input: token ids of a text, every unit as `<s>` … `</s>`. Output: for each order 1 … n its distinct n-grams, sorted
by (prefix, token), with their counts and links to their suffix. An n-gram never reaches across a unit's end; of
several `<s>` a unit could be padded with there is one, as in KenLM.

The windows of the text are sorted (`lmtui.ngram.runs`), the n-grams of all orders are read off them
(`lmtui.ngram.levels`), and linked (`lmtui.ngram.links`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress
from lmtui.ngram.columns import IN_MEMORY, IndexArray, WorkingMemory, narrow
from lmtui.ngram.levels import Level, levels_of
from lmtui.ngram.links import Linker, Links, link_bigrams
from lmtui.ngram.runs import Run, block_runs, merged
from lmtui.recipe import check_order
from lmtui.text.specials import BOS, EOS, UNK


@dataclass(frozen=True)
class Ngrams:
    """The n-grams of one order k, in arrays; U is how many there are, C how many (k−1)-grams (1 for k = 1).

    Attributes:
        first: [C + 1], where the n-grams of each context begin.
        token: int32 [U], the last token; ascending among n-grams of the same context.
        count: [U], how often each occurs.
        suffix: [U], index of the last k−1 tokens among the (k−1)-grams (0 for k = 1).
    """

    first: IndexArray
    token: npt.NDArray[np.int32]
    count: IndexArray
    suffix: IndexArray

    def __len__(self) -> int:
        return len(self.token)

    @cached_property
    def prefix(self) -> IndexArray:
        """[U], ascending; index of the first k−1 tokens among the (k−1)-grams (0 for k = 1)."""
        return narrow(np.repeat(np.arange(len(self.first) - 1), np.diff(self.first)))


@dataclass(frozen=True)
class Counts:
    """The counts of a text, in memory or in files.

    Attributes:
        levels: the n-grams of each order from 1 up. Order 1 has an entry for each id in V.
        links: for each order from 2 up, the suffixes of the n-grams.
        absent: ids that never follow anything, of probability 0 everywhere: `<s>`; `</s>` where the text has no
            units; `<unk>` where V is closed.
        opening: for each order below n, the place of the n-gram at the beginning of a stream, which no token
            precedes; empty where the text has units.
        unlisted: how many tokens of V will be left out of the model.
    """

    levels: tuple[Level, ...]
    links: tuple[Links, ...]
    absent: tuple[int, ...] = (BOS,)
    opening: tuple[int, ...] = ()
    unlisted: int = 0

    @property
    def order(self) -> int:
        """The highest order n."""
        return len(self.levels)

    @property
    def vocabulary(self) -> int:
        """|V|, the specials counted."""
        return len(self.levels[0])

    @property
    def uniform_size(self) -> int:
        """How many tokens the model may have follow; the uniform distribution gives each 1 / `uniform_size`."""
        return self.vocabulary - self.unlisted - len(self.absent)

    def discard(self, order: int) -> None:
        """Remove the files of an order's counts and links: the n-grams of this order are gone."""
        level = self.levels[order - 1]
        columns = [level.first, level.token, level.count]
        columns += [links.suffix for links in self.links[max(order - 2, 0) : order - 1]]
        columns += [links.continuations for links in self.links[order - 1 : order]]
        for column in columns:
            if column.path:
                column.discard()

    @cached_property
    def after_begins(self) -> tuple[range, ...]:
        """For each order, which n-grams begin with `<s>`: these stand together."""
        return _after_begins(self.levels)

    @cached_property
    def orders(self) -> tuple[Ngrams, ...]:
        """The n-grams in arrays; `orders[k - 1]` holds the k-grams."""
        suffixes = [np.zeros(self.vocabulary, np.int32), *(links.suffix.whole() for links in self.links)]
        return tuple(
            Ngrams(level.first.whole(), level.token.whole(), level.count.whole(), suffix)
            for level, suffix in zip(self.levels, suffixes, strict=True)
        )


def count(
    ids: npt.NDArray[np.int32],
    vocabulary: int,
    order: int,
    progress: Progress = ignore_progress,
    closed: bool = False,
) -> Counts:
    """Count all n-grams of a text up to an order, in memory.

    Args:
        ids: [N], as `EncodedText.ids`.
        vocabulary: |V|.
        order: n.
        closed: V is the tokens that occur; `<unk>` is among these only if the text holds it.

    Raises:
        ModelError: the order is out of range.
        Cancelled: by `progress`.
    """
    check_order(order)
    return merge(block_runs(ids, order, vocabulary, progress), closed, progress=progress)


def merge(
    runs: Sequence[Run],
    closed: bool = False,
    memory: WorkingMemory = IN_MEMORY,
    progress: Progress = ignore_progress,
) -> Counts:
    """The counts of a text that was sorted in several runs: the same, however it was cut.

    Args:
        runs: of stretches of the text, in its order.
        closed: V is the tokens that occur; `<unk>` is among these only if the text holds it.
        memory: for the counts.

    Raises:
        LmtuiError: a file cannot be read.
        UnwritableColumn: one cannot be written.
        Cancelled: by `progress`.
    """
    layout = runs[0].layout
    tokens = sum(run.tokens for run in runs)
    levels = levels_of(merged(runs, memory.rows, progress), layout, tokens, memory)
    has_units = any(run.has_units for run in runs)
    opening = () if has_units else _opening(levels, runs[0].beginning)
    absent = [BOS]
    if not has_units:
        absent.append(EOS)
    if closed and not levels[0].count.read(UNK, UNK + 1)[0]:
        absent.append(UNK)
    links = _links(levels, opening, memory, progress)
    return Counts(tuple(levels), links, tuple(absent), opening)


def _opening(levels: Sequence[Level], beginning: Sequence[int]) -> tuple[int, ...]:
    """The places of the n-grams that a stream begins with, for all orders but the highest."""
    places = [beginning[0]]
    for level, token in zip(levels[1:-1], beginning[1:], strict=False):
        start, stop = level.first.read(places[-1], places[-1] + 2).tolist()
        places.append(start + int(np.searchsorted(level.token.read(start, stop), token)))
    return tuple(places)


def _links(
    levels: Sequence[Level], opening: Sequence[int], memory: WorkingMemory, progress: Progress
) -> tuple[Links, ...]:
    """The suffixes of all n-grams, order by order."""
    vocabulary = len(levels[0])
    links: list[Links] = []
    for k, (level, after_begin) in enumerate(zip(levels, _after_begins(levels), strict=True), 1):
        if k == 2:
            links.append(link_bigrams(level, vocabulary, memory.rows, progress))
        elif k > 2:
            below = levels[k - 2]
            if opening[k - 2 : k - 1]:
                place = opening[k - 2]
                unpreceded = range(place, place + int(below.count.read(place, place + 1)[0] == 1))
            linker = Linker(k, level, links[-1].suffix, unpreceded, vocabulary, memory, progress)
            links.append(linker.link())
        unpreceded = after_begin
    return tuple(links)


def _after_begins(levels: Sequence[Level]) -> tuple[range, ...]:
    """For each order, which n-grams begin with `<s>`: these stand together."""
    ranges = [range(BOS, BOS + 1)]
    for level in levels[1:]:
        start, stop = (int(level.first.read(place, place + 1)[0]) for place in (ranges[-1].start, ranges[-1].stop))
        ranges.append(range(start, stop))
    return tuple(ranges)
