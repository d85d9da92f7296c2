"""What a session is to ask a model that takes time: always made anew from what the session wants by then.

So a question about a temperature, a prompt or a position that nobody looks at any more is never asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lmtui.playground.colouring import Colouring
from lmtui.playground.lane_comparison import context_of, is_at_one_context, looked_at
from lmtui.playground.session import Session
from lmtui.playground.state import Playing

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane
    from lmtui.playground.requests import AnyQuestion

_IN_SIGHT = 400  # tokens before and after the position looked at: more than a screen shows of them


def next_question(session: Session) -> AnyQuestion | None:
    """What to ask next; None where all that is wanted is known."""
    lanes = _lanes(session)
    question = next(filter(None, (lane.question for lane in lanes)), None)
    if question or all(lane.requests.answers_at_once for lane in lanes):
        return question
    return next((one for one in _questions(session, lanes) if one), None)


def _lanes(session: Session) -> list[Lane]:
    """The lanes, the active one before the others."""
    active = session.text.lane
    return [active, *(lane for lane in session.text.lanes if lane is not active)] if active else []


def _questions(session: Session, lanes: list[Lane]) -> Iterator[AnyQuestion | None]:
    """The questions about what is wanted, the most urgent first; None for what is known.

    The table comes first, then the next token of each lane, the active one before the others, then first ranks of
    what the table's context is compared with. Then come whole distributions: that of a table whose first ranks alone
    are known, and those that the lanes' table, the curve, the colours of the text and the entropies under it need. A
    text that runs does not wait for these where its tokens are drawn from first ranks.
    """
    text, is_running = session.text, session.playback.playing is Playing.RUNNING
    if session.views.over_table != "tree":
        yield lanes[0].requests.table_question(lanes[0].context(session.position))
    for lane in lanes:
        if text.wanted.is_short(lane) or (is_running and not lane.ended(text.stop)):
            yield lane.next_question
    compared = _compared_contexts(session, lanes)
    yield from (lane.requests.table_question(context) for lane, context in compared)
    is_drawn = is_running and any(lane.requests.gives_first_ranks for lane in lanes) and not text.has_ended
    if not is_drawn:
        yield from (lane.requests.question(context) for lane, context in _whole_contexts(session, lanes))


def _whole_contexts(session: Session, lanes: list[Lane]) -> Iterator[tuple[Lane, Sequence[int]]]:
    """The contexts whose whole distributions are wanted, the most urgent first: token ids since the unit began.

    Each comes with a lane of the model that is to be asked.
    """
    views = session.views
    if views.over_table != "tree":
        yield lanes[0], lanes[0].context(session.position)
    yield from _compared_contexts(session, lanes)
    for lane in lanes:
        if views.colouring is Colouring.ENTROPY or (views.shows_entropies and lane is lanes[0]):
            yield from ((lane, context) for context in _without_entropy(lane, session.position))


def _compared_contexts(session: Session, lanes: list[Lane]) -> Iterator[tuple[Lane, Sequence[int]]]:
    """The contexts that the one looked at is compared with: in the lanes' table, and by curves."""
    views, position = session.views, looked_at(session)
    if views.compares_lanes and views.over_table is None:
        yield from ((lane, lane.context(position)) for lane in lanes if position <= len(lane.tokens))
        if session.text.state.has_several_models and is_at_one_context(session):
            yield from ((lane, context) for lane in lanes if (context := context_of(session, lane)))
    if views.over_table == "curve":
        compared = views.curves.of(session.text.state.lane.model).values()
        yield from ((lanes[0], context.tokens) for context in compared)


def _without_entropy(lane: Lane, position: int) -> Iterator[Sequence[int]]:
    """The contexts of a lane's tokens near a position whose entropy is not known, the last first."""
    first, end = max(position - _IN_SIGHT, 0), min(position + _IN_SIGHT, len(lane.tokens))
    for index in reversed(range(first, end)):
        if lane.entropy_bits(index) is None:
            yield lane.context(index)
