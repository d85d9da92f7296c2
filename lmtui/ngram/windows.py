"""Windows: the n tokens from each place of a text on, as integers that sort as the tokens do.

Where a unit ends within a window, the rest of the window is filled with "nothing", which sorts before every token. So
the n-grams of all orders are the beginnings of windows, and windows in order hold the n-grams of each order in order.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lmtui.text.specials import BOS

Keys = npt.NDArray[np.int64]

KEY_BITS = 63


@dataclass(frozen=True)
class WindowLayout:
    """How windows are packed into integers of 63 bits: as many tokens in each as fit, the first token highest.

    Attributes:
        order: n, how many tokens a window has.
        vocabulary: |V|. A token is packed as its id + 1; 0 is nothing.
    """

    order: int
    vocabulary: int

    @property
    def bits(self) -> int:
        """How many bits a token takes."""
        return self.vocabulary.bit_length()

    @property
    def tokens_a_key(self) -> int:
        """How many tokens a key holds."""
        return min(self.order, KEY_BITS // self.bits)

    @property
    def keys(self) -> int:
        """How many keys hold a window."""
        return -(-self.order // self.tokens_a_key)

    @property
    def mask(self) -> int:
        """The bits of a token."""
        return (1 << self.bits) - 1

    def place(self, token: int) -> tuple[int, int]:
        """Which key holds a token of a window (from 0), and by how many bits it is shifted there."""
        key, place = divmod(token, self.tokens_a_key)
        return key, self.bits * (self.tokens_a_key - 1 - place)

    def windows(self, ids: npt.NDArray[np.int32], following: npt.NDArray[np.int32]) -> list[Keys]:
        """The windows that begin in a stretch of a text.

        Args:
            ids: int32 [N], the stretch.
            following: the ids behind the stretch, n − 1 or less where the text ends.

        Returns:
            For each key of a window, int64 [N].
        """
        size = len(ids)
        beyond = self.order - 1
        tokens = np.zeros(size + beyond, np.int64)
        tokens[:size] = ids
        behind = following[:beyond]
        tokens[size : size + len(behind)] = behind
        tokens[: size + len(behind)] += 1
        columns = [np.zeros(size, np.int64) for _ in range(self.keys)]
        for token in range(self.order):
            key, shift = self.place(token)
            columns[key] |= tokens[token : token + size] << shift
        self._end_at(np.flatnonzero(tokens == BOS + 1), columns)
        return columns

    def _end_at(self, begins: npt.NDArray[np.int64], columns: list[Keys]) -> None:
        """Take what belongs to the next unit out of the windows; `begins` are the places where units begin."""
        for length in range(1, self.order):
            cut = begins - length  # the windows with so many tokens before the next unit
            cut = cut[(cut >= 0) & (cut < len(columns[0]))]
            for key, column in enumerate(columns):
                left = length - key * self.tokens_a_key
                if left <= 0:
                    column[cut] = 0
                elif left < self.tokens_a_key:
                    column[cut] &= -1 << (self.bits * (self.tokens_a_key - left))
