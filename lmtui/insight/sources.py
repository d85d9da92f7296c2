"""Sources: where in the training text a run of tokens stands, with document, line and what is around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError, Progress, ignore_progress
from lmtui.insight.copying import Ids, copied_runs, index_of
from lmtui.insight.suffix_array import SuffixArray
from lmtui.ngram.columns import IndexArray
from lmtui.text.encoding import EncodedText
from lmtui.text.lines import Lines
from lmtui.text.specials import BOS, EOS


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where a run stands.

    Attributes:
        start: the place of its first token in `Sources.index`.
        document: the name of the text it stands in.
        line: in which line of that it begins, from 1.
        before: the ids before it in its unit, some of them at most.
        after: the ids behind it in its unit, some of them at most.
    """

    start: int
    document: str
    line: int
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CopiedRun:
    """A run of a text that is copied from the training text; see `lmtui.insight.copying`.

    Attributes:
        start: the place of its first token in the text.
        stop: the place behind its last token.
        places: where it stands in the training text: places in `Sources.index`, ascending.
    """

    start: int
    stop: int
    places: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sources:
    """A training text in which any run of tokens is found.

    Attributes:
        index: the text without `<s>`.
        documents: the names of the D documents it was made of.
        starts: int [D], where in the text each document begins; one without tokens begins where the next does.
        line_starts: int [L], where in the text each line begins that has tokens.
        line_numbers: int [L], the number of each in its document, from 1.
    """

    index: SuffixArray
    documents: tuple[str, ...]
    starts: IndexArray
    line_starts: IndexArray
    line_numbers: IndexArray

    def find(self, run: Sequence[int]) -> npt.NDArray[np.int64]:
        """The places at which a run of tokens stands, ascending; int64 [M]."""
        return np.sort(self.index.order[self.index.find(run)].astype(np.int64))

    def place(self, start: int, length: int, around: int) -> SourcePlace:
        """What is to be known of a place.

        Args:
            start: one that `find` gave.
            length: of the run.
            around: how many tokens to show before the run, and as many behind it; fewer where its unit ends.
        """
        document = int(np.searchsorted(self.starts, start, "right")) - 1
        line = int(np.searchsorted(self.line_starts, start, "right")) - 1
        ids = self.index.ids
        first = int(self.starts[document])
        last = int(self.starts[document + 1]) if document + 1 < len(self.starts) else len(ids)
        stop = start + length
        before = ids[max(start - around, first) : start].tolist()
        after = ids[stop : min(stop + around, last)].tolist()
        if EOS in before:
            before = before[len(before) - before[::-1].index(EOS) :]
        if EOS in after:
            after = after[: after.index(EOS)]
        return SourcePlace(
            start, self.documents[document], int(self.line_numbers[max(line, 0)]), tuple(before), tuple(after)
        )

    def copied_runs(self, ids: Ids) -> list[CopiedRun]:
        """The longest runs of a text, of 5 tokens or more, that stand in the training text, with their places.

        Args:
            ids: as they were drawn: `</s>` between units and no `<s>`.
        """
        return [CopiedRun(run.start, run.stop, self.find(list(ids[run]))) for run in copied_runs(self.index, ids)]


def sources_of(text: EncodedText, lines: Lines, progress: Progress = ignore_progress) -> Sources:
    """Index a training text.

    Args:
        text: the text.
        lines: of the same documents.

    Raises:
        ModelError: these are not the lines of this text.
        Cancelled: by `progress`.
    """
    index = index_of(text, progress)
    tokens = np.flatnonzero(index.ids != EOS)
    if len(tokens) != lines.tokens:
        raise ModelError("the text has changed since the training; train again")
    begins_before = np.searchsorted(np.flatnonzero(text.ids == BOS), text.starts)
    return Sources(index, text.documents, text.starts - begins_before, tokens[lines.begins], lines.numbers)
