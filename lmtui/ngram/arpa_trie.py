"""Make a trie of the n-grams of an ARPA file: sort those of each order, and link them to prefix and suffix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lmtui.errors import ModelError
from lmtui.ngram.model import TrieLevel
from lmtui.text.safety import visible
from lmtui.text.specials import BOS


@dataclass
class Table:
    """The n-grams of one order k; U is how many there are.

    Attributes:
        ids: int32 [U, k], the tokens of each.
        prob: float64 [U], p; NaN for an n-gram that is not in the file.
        backoff: float64 [U], bow.
        line: int64 [U], the line of the file; 0 for an n-gram that is not in the file.
    """

    ids: npt.NDArray[np.int32]
    prob: npt.NDArray[np.float64]
    backoff: npt.NDArray[np.float64]
    line: npt.NDArray[np.int64]

    def add(self, ids: npt.NDArray[np.int32]) -> None:
        """Add n-grams that are not in the file."""
        self.ids = np.concatenate((self.ids, ids))
        self.prob = np.concatenate((self.prob, np.full(len(ids), np.nan)))
        self.backoff = np.concatenate((self.backoff, np.ones(len(ids))))
        self.line = np.concatenate((self.line, np.zeros(len(ids), np.int64)))


def link(path: Path, tables: Sequence[Table], vocabulary: int) -> tuple[TrieLevel, ...]:
    """Sort the n-grams of each order and link them to prefix and suffix.

    A pruned model may lack the suffix of an n-gram. The suffix is added with the probability that backing off gives
    it, and a backoff weight of 1, so that no probability changes.

    Args:
        path: of the file, for messages.
        tables: of all orders; missing suffixes are added to these.
        vocabulary: |V|.

    Raises:
        ModelError: an n-gram comes twice, or its prefix is missing.
    """
    while True:
        levels, lacking = _try_to_link(path, tables, vocabulary)
        if not len(lacking):
            return tuple(levels)
        tables[lacking.shape[1] - 1].add(lacking)


def _try_to_link(
    path: Path, tables: Sequence[Table], vocabulary: int
) -> tuple[list[TrieLevel], npt.NDArray[np.int32]]:
    """The levels; or, without levels of use, the missing n-grams that have to be added first: int32 [M, k]."""
    levels: list[TrieLevel] = []
    keys: list[npt.NDArray[np.int64]] = []
    for k, table in enumerate(tables, 1):
        prefix, found = _find(keys, table.ids[:, :-1], vocabulary)
        if not found.all():
            raise _malformed(path, table.line[~found].min(), "its prefix is not in the file")
        key = prefix * vocabulary + table.ids[:, -1]
        by_key = np.argsort(key)
        key = key[by_key]
        twice = np.flatnonzero(key[1:] == key[:-1])
        if len(twice):
            raise _malformed(path, table.line[by_key][twice + 1].min(), "this n-gram came before")
        suffix, found = _find(keys, table.ids[:, 1:], vocabulary)
        if not found.all():
            return [], np.unique(table.ids[~found][:, 1:], axis=0)
        prob, suffix, prefix = table.prob[by_key], suffix[by_key], prefix[by_key]
        if k == 1:
            prob[BOS] = 0.0
        else:
            below = levels[-1]
            prob = np.where(np.isnan(prob), below.backoff[prefix] * below.prob[suffix], prob)
            first = np.concatenate(([0], np.cumsum(np.bincount(prefix, minlength=len(below.token)))))
            levels[-1] = TrieLevel(below.token, below.prob, below.suffix, below.backoff, first)
        token = table.ids[by_key, -1]
        backoff = table.backoff[by_key] if k < len(tables) else np.empty(0)
        levels.append(TrieLevel(token, prob, suffix, backoff, np.empty(0, np.int64)))
        keys.append(key)
    return levels, np.empty((0, 1), np.int32)


def _find(
    keys: Sequence[npt.NDArray[np.int64]], ids: npt.NDArray[np.int32], vocabulary: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The places of k-grams, int32 [M, k], among those with `keys[k - 1]`, and whether each is there."""
    place = np.zeros(len(ids), np.int64)
    found = np.ones(len(ids), np.bool_)
    for k in range(ids.shape[1]):
        key = place * vocabulary + ids[:, k]
        place = np.searchsorted(keys[k], key)
        place[place == len(keys[k])] = 0
        found &= keys[k][place] == key if len(keys[k]) else False
    return place, found


def _malformed(path: Path, line: int, what: str) -> ModelError:
    return ModelError(f"'{visible(str(path))}', line {line}: {what}")
