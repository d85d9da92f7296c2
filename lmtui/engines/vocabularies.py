"""The vocabularies of shards become that of the corpus: ids by first appearance in the whole."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from lmtui.engines.tasks import ShardTokens, map_path
from lmtui.errors import Progress
from lmtui.text.encoding import numbers_of_frequent
from lmtui.text.specials import SPECIALS
from lmtui.text.vocabulary import Vocabulary


class _Numbers(dict[bytes, int]):
    def __missing__(self, token: bytes) -> int:
        self[token] = new = len(self)
        return new


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
    numbers = _Numbers(zip([token.encode() for token in SPECIALS], range(len(SPECIALS)), strict=True))
    totals = np.zeros(1 << 16, np.int64)
    for number, shard in enumerate(shards):
        progress("merging vocabularies", number / len(shards))
        new_ids = np.fromiter(map(numbers.__getitem__, _tokens_of(shard)), np.int32)
        if len(numbers) > len(totals):
            totals = np.concatenate((totals, np.zeros(len(numbers), np.int64)))
        totals[new_ids] += shard.array("counts")
        np.save(map_path(work, number), new_ids)
    tokens = list(numbers)
    if min_count > 1:
        frequent, new_numbers = numbers_of_frequent(totals[: len(tokens)], min_count)
        tokens = [tokens[number] for number in np.flatnonzero(frequent).tolist()]
        for number in range(len(shards)):
            np.save(map_path(work, number), new_numbers[np.load(map_path(work, number))])
    return Vocabulary.from_bytes(tokens)


def _tokens_of(shard: ShardTokens) -> list[bytes]:
    spelling, ends = shard.array("spelling").tobytes(), shard.array("ends").tolist()
    return [spelling[start:end] for start, end in pairwise([0, *ends])]
