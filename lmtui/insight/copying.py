"""Copying: which tokens of a generated text stand, in a run of 5 or more, word for word in the training text.

Input: the ids of a training text. Every *window* of 5 consecutive tokens becomes one integer, and the distinct ones
are sorted. A token of another text is copied if one of the (at most 5) windows it lies in is among them; so a run of
5 or more tokens is copied whole, and a shorter one not at all.

`<s>` is left out, since it is never drawn: between two units stands `</s>` alone, a token like others, in the
training text as in a generated one. A run thus goes on beyond the end of a unit only where the training text goes on
with the same unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lmtui.errors import Progress, ignore_progress
from lmtui.text.encoding import EncodedText
from lmtui.text.specials import BOS

RUN = 5
"""The fewest consecutive tokens that count as copied."""

_ABOVE_ALL = np.iinfo(np.int64).max
_Keys = npt.NDArray[np.int64]


class CopyIndex:
    """An index of all windows of a training text.

    A window is named by pairs: (((1st, 2nd), (3rd, 4th)), 5th). The distinct pairs of each step are numbered in their
    order, so that the two numbers which the next step joins are smaller than N or V, and their key than 2^63 for any
    text that fits in memory. Made in O(N log N), without a loop over tokens.

    Args:
        text: the training text; N is its length.
        progress: told how much of the index is made.

    Raises:
        Cancelled: by `progress`.
    """

    def __init__(self, text: EncodedText, progress: Progress = ignore_progress) -> None:
        self._vocabulary = len(text.vocabulary)
        ids = text.ids[text.ids != BOS]
        progress("indexing", 0.0)
        self._twos, twos = _sorted(self._joined(ids[:-1], ids[1:]))
        progress("indexing", 1 / 3)
        self._fours, fours = _sorted(self._joined_pairs(twos))
        progress("indexing", 2 / 3)
        self._fives, _ = _sorted(self._joined(fours[:-1], ids[RUN - 1 :]))

    def copied(self, ids: Sequence[int] | npt.NDArray[np.int32]) -> npt.NDArray[np.bool_]:
        """Which tokens of a text are copied: bool [L].

        Args:
            ids: [L], the text's ids in the model's vocabulary as they were drawn: `</s>` between units and no `<s>`.
        """
        text = np.asarray(ids, np.int32)
        copied = np.zeros(len(text), np.bool_)
        if len(text) < RUN:
            return copied
        twos = _places(self._twos, self._joined(text[:-1], text[1:]))
        fours = _places(self._fours, self._joined_pairs(twos))
        fives = _places(self._fives, self._joined(fours[:-1], text[RUN - 1 :]))
        found = fives < len(self._fives) - 1
        for place in range(RUN):
            copied[place : place + len(found)] |= found
        return copied

    def share(self, ids: Sequence[int] | npt.NDArray[np.int32]) -> float:
        """The share of a text's tokens that are copied; NaN for an empty text."""
        return float(np.mean(self.copied(ids))) if len(ids) else math.nan

    def _joined(self, first: npt.NDArray[np.integer], last: npt.NDArray[np.int32]) -> _Keys:
        """A key for each (number, token id)."""
        return first.astype(np.int64) * self._vocabulary + last

    def _joined_pairs(self, twos: npt.NDArray[np.integer]) -> _Keys:
        """A key for each two pairs that follow one another."""
        return twos[:-2].astype(np.int64) * len(self._twos) + twos[2:]


def _sorted(keys: _Keys) -> tuple[_Keys, npt.NDArray[np.integer]]:
    """The distinct keys in ascending order, then one larger than all keys; and the place of each key among these."""
    distinct, places = np.unique(keys, return_inverse=True)
    return np.append(distinct, _ABOVE_ALL), places


def _places(keys: _Keys, wanted: _Keys) -> npt.NDArray[np.integer]:
    """The place of each wanted key among the keys that `_sorted` gave; the last place for a key that is not there.

    No key of the training text was joined from the last place. So a key that is joined from it is not found either.
    """
    places = np.searchsorted(keys, wanted)
    return np.where(keys[places] == wanted, places, len(keys) - 1)
