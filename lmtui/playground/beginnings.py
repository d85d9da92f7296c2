"""The vocabulary in the order of its spellings, to find the tokens that begin in some way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmtui.model.protocol import Tokens


class Beginnings:
    """Finds tokens by how they begin. Takes O(V log V) once.

    Args:
        tokens: of a model; those that can be drawn are found, but for the end of a unit.
    """

    def __init__(self, tokens: Tokens) -> None:
        spelled = ((tokens.spelling(token), token) for token in range(len(tokens)))
        self._sorted = sorted(
            (spelling, token) for spelling, token in spelled if token != tokens.end and tokens.find(spelling) == token
        )

    def tokens(self, beginning: str) -> Sequence[int]:
        """The ids of the tokens that are spelled so and go on; none for ""."""
        if not beginning:
            return ()
        first = bisect_left(self._sorted, (beginning, -1))
        following = (self._sorted[place] for place in range(first, len(self._sorted)))
        return [token for spelling, token in takewhile(lambda found: found[0].startswith(beginning), following)]
