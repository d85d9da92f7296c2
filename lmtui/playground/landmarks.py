"""Places of a text that are worth looking at: forks, departures and copied runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmtui.playground.copied_tokens import CopiedTokens
    from lmtui.playground.lane import Lane

_FORKS = 8
"""One token in so many, and at least one, is a fork."""


def forks(lane: Lane) -> list[int]:
    """The positions that were the least certain: those of the highest entropies, one token in eight."""
    entropies = [(entropy, -index) for index in range(len(lane.tokens)) if (entropy := lane.entropy_bits(index))]
    entropies.sort(reverse=True)
    return sorted(-index for _, index in entropies[: -(-len(lane.tokens) // _FORKS)])


def departures(lane: Lane, others: Sequence[Lane]) -> list[int]:
    """The positions where a lane begins to have other tokens than one of some other lanes."""
    found: set[int] = set()
    for other in others:
        if other.model is not lane.model:
            first = lane.departs(other)
            found.update(() if first is None else (first,))
            continue
        end = min(len(lane.tokens), len(other.tokens))
        differs = [lane.tokens[index].drawn.token != other.tokens[index].drawn.token for index in range(end)]
        found.update(index for index in range(end) if differs[index] and not (index and differs[index - 1]))
    return sorted(found)


def copied_runs(lane: Lane, copied: CopiedTokens) -> list[int]:
    """The generated tokens with which runs begin that are copied from the training text."""
    flags, first = copied.of(lane), lane.prompt_length
    return [
        index
        for index in range(max(len(flags) - first, 0))
        if flags[first + index] and not (first + index and flags[first + index - 1])
    ]


def next_of(places: Sequence[int], position: int | None) -> int | None:
    """The next of some positions after another one, round and round; None where there are none."""
    later = [place for place in places if position is not None and place > position]
    return next(iter(later or places), None)
