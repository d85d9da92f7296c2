"""The table of a position in a lane: the distribution there, with what the luck and a person decided on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lmtui.model.protocol import MayShortenContext
from lmtui.playground.context_labels import context_labels
from lmtui.playground.table import TablePosition, TableView, table_view
from lmtui.sampling.cuts import NO_CUTS

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane


def table_at(lane: Lane, index: int, first: int, rows: int, context: Sequence[int] | None = None) -> TableView | None:
    """The distribution that the token at an index was (or will be) drawn from, from a rank on.

    Where first ranks alone are known, numbers are bounds.

    Args:
        lane: the lane.
        index: the position among its generated tokens.
        first: the rank of the first row.
        rows: how many rows there is room for.
        context: another context that it is to be after, of the last ids that matter; None for the lane's own.

    Returns:
        None where the distribution is not known yet.
    """
    cuts, taken = lane.sampling.cuts, _taken(lane, index) if context is None else None
    shown = lane.context(index) if context is None else context
    distribution = lane.known_distribution(index, context)
    partial = distribution.partial if distribution else None
    if partial and taken is not None and taken not in partial.tokens:
        distribution = None
    find = lane.requests.bounded_distribution
    uncut = distribution if cuts.keep_all else find(shown, lane.sampling.temperature, NO_CUTS)
    if distribution is None or uncut is None:
        return None
    place = _position(lane, index, shown, taken)
    return table_view(distribution, uncut, cuts, lane.model.tokens, place, first, rows)


def _taken(lane: Lane, index: int) -> int | None:
    """The id of the token that was taken by hand at an index, if one was."""
    return lane.tokens[index].drawn.token if index < len(lane.tokens) and lane.tokens[index].chosen else None


def _position(lane: Lane, index: int, context: Sequence[int], taken: int | None) -> TablePosition:
    model = lane.model
    return TablePosition(
        position=index,
        context=context_labels(model, context),
        ignored_tokens=model.ignored_tokens(context) if isinstance(model, MayShortenContext) else 0,
        luck=lane.luck(index),
        taken=taken,
        left=None if lane.sequence_length is None else lane.sequence_length - index,
    )
