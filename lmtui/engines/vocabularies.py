"""The vocabularies of shards become that of the corpus: ids by first appearance in the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lmtui.engines.tasks import ShardTokens, map_path, save_array
from lmtui.errors import Progress, meanwhile
from lmtui.text.encoding import numbers_of_frequent
from lmtui.text.numbering import first_alike
from lmtui.text.spans import PADDING, Spans
from lmtui.text.vocabulary import Vocabulary

_FEWEST_AT_ONCE = 1 << 16  # tokens; for fewer, calls of numpy take more time than what they do


@dataclass(frozen=True)
class _Tokens:
    """Several tokens as arrays: uint8, their bytes one after another; int64 [N], where each ends."""

    spelling: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ends)

    @property
    def starts(self) -> npt.NDArray[np.int64]:
        return np.concatenate(([0], self.ends))[:-1]

    @classmethod
    def joined(cls, parts: Sequence[_Tokens]) -> _Tokens:
        before = np.cumsum([0, *(len(part.spelling) for part in parts)])
        ends = [part.ends + start for part, start in zip(parts, before[:-1].tolist(), strict=True)]
        return cls(np.concatenate([part.spelling for part in parts]), np.concatenate(ends))

    def chosen(self, which: npt.NDArray[np.bool_]) -> _Tokens:
        """Those of the tokens for which `which`, bool [N], holds."""
        sizes = self.ends - self.starts
        return _Tokens(self.spelling[np.repeat(which, sizes)], np.cumsum(sizes[which]))

    def numbered(self) -> tuple[npt.NDArray[np.int32], _Tokens]:
        """For each token the place of its spelling among the different ones by first appearance; and those."""
        first = first_alike(Spans(self.spelling.tobytes() + bytes(PADDING), self.starts, self.ends))
        is_first = first == np.arange(len(self), dtype=np.int32)
        return (np.cumsum(is_first, dtype=np.int32) - 1)[first], self.chosen(is_first)


def merge_vocabularies(work: Path, shards: Sequence[ShardTokens], min_count: int, progress: Progress) -> Vocabulary:
    """Number the tokens of all shards, and write for each shard which of its ids is which; see `map_path`.

    Args:
        shards: in order; these are shards 0, 1, ...
        min_count: tokens that occur less often in the whole corpus become `<unk>`.

    Raises:
        SourceError: no token occurs so often.
        OSError: a file cannot be read or written.
        Cancelled: by `progress`.
    """
    merged = _Tokens(np.empty(0, np.uint8), np.empty(0, np.int64))
    waiting: list[_Tokens] = []  # of the shards before the next one
    number = 0

    def report() -> None:
        progress("merging vocabularies", number / len(shards))

    for number, shard in enumerate(shards):
        report()
        waiting.append(_Tokens(np.array(shard.array("spelling")), np.array(shard.array("ends"))))
        is_last = number == len(shards) - 1
        if is_last or sum(map(len, waiting)) >= max(len(merged), _FEWEST_AT_ONCE):
            ids, joined = meanwhile(report, _Tokens.joined([merged, *waiting]).numbered)
            bounds = np.cumsum([len(merged), *map(len, waiting)])[:-1]
            for place, new_ids in enumerate(np.split(ids, bounds)[1:], number + 1 - len(waiting)):
                save_array(map_path(work, place), new_ids)
            merged, waiting = joined, []
    if min_count > 1:
        merged = merged.chosen(_only_frequent(work, shards, len(merged), min_count))
    return Vocabulary.from_arrays(merged.spelling, merged.ends, report)


def _only_frequent(
    work: Path, shards: Sequence[ShardTokens], vocabulary: int, min_count: int
) -> npt.NDArray[np.bool_]:
    """Which tokens occur often enough; in what is written for the shards, the others become `<unk>`."""
    totals = np.zeros(vocabulary, np.int64)
    for number, shard in enumerate(shards):
        totals[np.load(map_path(work, number))] += shard.array("counts")
    frequent, new_numbers = numbers_of_frequent(totals, min_count)
    for number in range(len(shards)):
        save_array(map_path(work, number), new_numbers[np.load(map_path(work, number))])
    return frequent
