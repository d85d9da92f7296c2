"""The vocabulary V: token ids and their spelling, kept in flat arrays so that a stored one opens at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from lmtui.text.specials import UNK


class Vocabulary:
    """All tokens of a model; an id is a token's place, and 0, 1, 2 are `<unk>`, `<s>`, `</s>`.

    Args:
        spelling: uint8, the UTF-8 bytes of all tokens one after another.
        ends: int64 [V], where each token's bytes end.
        alphabetical: int32 [V], ids in the order of their bytes (what a look-up by spelling searches).
    """

    def __init__(
        self,
        spelling: npt.NDArray[np.uint8],
        ends: npt.NDArray[np.int64],
        alphabetical: npt.NDArray[np.int32],
    ) -> None:
        self.spelling, self.ends, self.alphabetical = spelling, ends, alphabetical
        self._bytes = spelling.data
        self._ends = ends.data
        self._alphabetical = alphabetical.data
        self._ids: dict[str, int] = {}

    @classmethod
    def from_tokens(cls, tokens: Sequence[str]) -> Vocabulary:
        """Build from distinct tokens in id order; the first three must be `SPECIALS`."""
        encoded = [token.encode() for token in tokens]
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        alphabetical = np.array(sorted(range(len(encoded)), key=encoded.__getitem__), dtype=np.int32)
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends, alphabetical)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, index: int) -> str:
        """The token with this id."""
        return self._spelled(index).decode()

    def _spelled(self, index: int) -> bytes:
        start = self._ends[index - 1] if index else 0
        return bytes(self._bytes[start : self._ends[index]])

    def id(self, token: str) -> int:
        """The token's id, `UNK` where it is not in the vocabulary."""
        known = self._ids.get(token)
        if known is None:
            known = self._search(token.encode(errors="surrogatepass"))
            if known != UNK:  # what is not in V may be anything, and much of it
                self._ids[token] = known
        return known

    def _search(self, spelled: bytes) -> int:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._spelled(self._alphabetical[middle]) < spelled:
                low = middle + 1
            else:
                high = middle
        found = self._alphabetical[low] if low < len(self) else UNK
        return found if self._spelled(found) == spelled else UNK

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """Ids of tokens, `UNK` for those not in the vocabulary."""
        return [self.id(token) for token in tokens]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Tokens of ids."""
        return [self[index] for index in ids]
