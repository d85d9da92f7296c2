"""The vocabulary V: token ids and their spelling, in flat arrays, so that a stored vocabulary opens at once.

A token is spelled in bytes, UTF-8 as a rule. A byte that is not UTF-8 is a lone surrogate in the token's text, U+DC80
to U+DCFF for 0x80 to 0xFF (Python's `surrogateescape`, PEP 383): two tokens that differ in a byte stay two tokens.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import count, islice, pairwise, repeat

import numpy as np
import numpy.typing as npt

from lmtui.text.alphabetical import alphabetical
from lmtui.text.specials import UNK

_PIECE = 1 << 14
"""Tokens that are worked on at once: all of them are many, and cancelling has to act at once."""

_SEARCH = 20
"""To search for a token takes about the time that it takes to read so many."""


class Vocabulary:
    """All tokens of a model; an id is a token's place, and 0, 1, 2 are `<unk>`, `<s>`, `</s>`.

    Args:
        spelling: uint8, the bytes of all tokens one after another.
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
        self._searches_left = len(ends) // _SEARCH  # until reading all tokens is as fast as searching on

    @classmethod
    def from_tokens(cls, tokens: Sequence[str]) -> Vocabulary:
        """Build from distinct tokens in id order; the first three must be `SPECIALS`.

        Raises:
            UnicodeEncodeError: a token has a lone surrogate that stands for no byte.
        """
        return cls.from_bytes([token.encode(errors="surrogateescape") for token in tokens])

    @classmethod
    def from_bytes(cls, spellings: Iterable[bytes], report: Callable[[], None] = lambda: None) -> Vocabulary:
        """Build from the distinct bytes of tokens in id order; the first three must be those of `SPECIALS`.

        Args:
            report: is called again and again; it may raise `Cancelled`.
        """
        left, pieces, lengths = iter(spellings), [], []
        while piece := list(islice(left, _PIECE)):
            report()
            pieces.append(b"".join(piece))
            lengths.append(np.fromiter(map(len, piece), np.int64, len(piece)))
        spelling, ends = np.frombuffer(b"".join(pieces), np.uint8), np.cumsum(np.concatenate(lengths))
        return cls.from_arrays(spelling, ends, report)

    @classmethod
    def from_arrays(
        cls,
        spelling: npt.NDArray[np.uint8],
        ends: npt.NDArray[np.int64],
        report: Callable[[], None] = lambda: None,
    ) -> Vocabulary:
        """Build from the distinct bytes of tokens in id order, as `spelling` and `ends` say above.

        Args:
            report: is called again and again; it may raise `Cancelled`.
        """
        return cls(spelling, ends, alphabetical(spelling, ends, report))

    def chosen(self, which: npt.NDArray[np.bool_], report: Callable[[], None] = lambda: None) -> Vocabulary:
        """V of those tokens for which `which`, bool [V], holds; it holds for the first three.

        Args:
            report: is called again and again; it may raise `Cancelled`.
        """
        lengths, pieces, start = np.diff(self.ends, prepend=0), [], 0
        for place in range(0, len(self), _PIECE):
            report()
            here = slice(place, place + _PIECE)
            stop = start + int(lengths[here].sum())
            pieces.append(self.spelling[start:stop][np.repeat(which[here], lengths[here])])
            start = stop
        return self.from_arrays(np.concatenate(pieces), np.cumsum(lengths[which]), report)

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, index: int) -> str:
        """The token with this id."""
        return self.bytes_of(index).decode(errors="surrogateescape")

    def bytes_of(self, index: int) -> bytes:
        """The bytes of the token with this id."""
        start = self._ends[index - 1] if index else 0
        return bytes(self._bytes[start : self._ends[index]])

    def id(self, token: str) -> int:
        """The token's id, `UNK` where it is not in the vocabulary."""
        known = self._ids.get(token)
        if known is None:
            known = self._look_up(token) if self._searches_left >= 0 else UNK
        return known

    def _look_up(self, token: str) -> int:
        self._searches_left -= 1
        if self._searches_left < 0:
            self._read_all()
            return self._ids.get(token, UNK)
        try:
            known = self._search(token.encode(errors="surrogateescape"))
        except UnicodeEncodeError:  # a lone surrogate that stands for no byte is in no token
            known = UNK
        if known != UNK:  # unknown tokens are not remembered: there is no end of them
            self._ids[token] = known
        return known

    def _read_all(self, report: Callable[[], None] = lambda: None) -> None:
        """Remember the ids of all tokens."""
        ids: dict[str, int] = {}
        for place in range(0, len(self), _PIECE):
            report()
            start = int(self.ends[place - 1]) if place else 0
            bounds = [0, *(self.ends[place : place + _PIECE] - start).tolist()]
            whole = self.spelling[start : start + bounds[-1]].tobytes()
            spelled = (whole[begin:end].decode(errors="surrogateescape") for begin, end in pairwise(bounds))
            ids.update(zip(spelled, count(place)))
        self._ids, self._searches_left = ids, -1

    def beginning_with(self, text: str) -> npt.NDArray[np.int32]:
        """The ids of the tokens that begin with a text, in the order of their bytes."""
        try:
            beginning = text.encode(errors="surrogateescape")
        except UnicodeEncodeError:  # a lone surrogate that stands for no byte is in no token
            return self.alphabetical[:0]
        first = self._place(beginning)
        last = bisect_left(range(first, len(self)), True, key=lambda place: self._differs(place, beginning))
        return self.alphabetical[first : first + last]

    def _differs(self, place: int, beginning: bytes) -> bool:
        """Whether the token at a place of the alphabetical order does not begin so."""
        return not self.bytes_of(self._alphabetical[place]).startswith(beginning)

    def _search(self, spelling: bytes) -> int:
        place = self._place(spelling)
        found = self._alphabetical[place] if place < len(self) else UNK
        return found if self.bytes_of(found) == spelling else UNK

    def _place(self, spelling: bytes) -> int:
        """Where in the alphabetical order a spelling stands, or would stand."""
        return bisect_left(range(len(self)), spelling, key=lambda place: self.bytes_of(self._alphabetical[place]))

    def encode(self, tokens: Iterable[str], report: Callable[[], None] = lambda: None) -> list[int]:
        """Ids of tokens, `UNK` for those not in the vocabulary.

        Args:
            report: is called again and again where the tokens are many; it may raise `Cancelled`.
        """
        tokens = list(tokens)
        if len(tokens) > self._searches_left >= 0:
            self._read_all(report)
        if self._searches_left >= 0:
            return [*map(self.id, tokens)]
        ids: list[int] = []
        for start in range(0, len(tokens), _PIECE):
            report()
            ids += map(self._ids.get, tokens[start : start + _PIECE], repeat(UNK))
        return ids

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Tokens of ids."""
        return [self[index] for index in ids]

    def count_undecodable(self) -> int:
        """How many tokens are not UTF-8."""
        try:
            str(self._bytes, "utf-8")
        except UnicodeDecodeError:
            pass
        else:
            starts = self.ends[:-1][self.ends[:-1] < len(self.spelling)]
            if not np.any(self.spelling[starts] >> 6 == 0b10):  # no character of UTF-8 reaches across two tokens
                return 0
        return sum(map(_is_undecodable, map(self.bytes_of, range(len(self)))))


def _is_undecodable(spelling: bytes) -> bool:
    try:
        spelling.decode()
    except UnicodeDecodeError:
        return True
    return False
