"""Keys and values of the latest contexts, so that a transformer computes only what is new of a context."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Protocol

Ids = tuple[int, ...]


class KeysAndValues(Protocol):
    """Keys and values of the tokens of a context in every layer, as transformers' `DynamicCache` has them."""

    def crop(self, size: int, /) -> None:
        """Remove the last −`size` tokens."""


class RememberedContexts:
    """The latest contexts with their keys and values. One thread at a time may ask.

    Args:
        new: makes keys and values of no tokens.
        most: of how many tokens keys and values are remembered, of all contexts together, but for the newest one.
    """

    def __init__(self, new: Callable[[], KeysAndValues], most: int) -> None:
        self._new, self._most = new, most
        self._contexts: dict[Ids, KeysAndValues] = {}  # the one used last is the last

    def __len__(self) -> int:
        return len(self._contexts)

    def take(self, ids: Ids) -> tuple[KeysAndValues, int]:
        """Keys and values to which those of the other tokens of a context are to be added.

        Returns:
            Keys and values of the first tokens of the context, and of how many: not of the last, whose answer is
            wanted.
        """
        nearest = max(self._contexts, key=lambda known: _common(known, ids), default=())
        common = min(_common(nearest, ids), len(ids) - 1)
        if common <= 0:
            return self._new(), 0
        known = self._contexts.pop(nearest)
        if common == len(nearest):
            return known, common
        self._contexts[nearest] = known  # others may go on from there
        beginning = copy.deepcopy(known)
        beginning.crop(common - len(nearest))
        return beginning, common

    def put(self, ids: Ids, known: KeysAndValues) -> None:
        """Remember the keys and values of a context, unless a longer one has these; the oldest are forgotten."""
        if any(other[: len(ids)] == ids for other in self._contexts):
            return
        self._contexts[ids] = known
        while len(self._contexts) > 1 and sum(map(len, self._contexts)) > self._most:
            del self._contexts[next(iter(self._contexts))]


def _common(known: Ids, ids: Ids) -> int:
    """How many first tokens two contexts have in common."""
    size = min(len(known), len(ids))
    if known[:size] == ids[:size]:
        return size
    return next(place for place in range(size) if known[place] != ids[place])
