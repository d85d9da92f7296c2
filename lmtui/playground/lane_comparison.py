"""How far the lanes' distributions are from each other, each at its own context or all at that of the active lane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lmtui.playground import status
from lmtui.playground.completions import context_shown, word_begun
from lmtui.playground.context_labels import context_labels

if TYPE_CHECKING:
    from lmtui.insight.bounded_divergence import AnyDistribution, BoundedDivergence
    from lmtui.insight.divergence import Divergence
    from lmtui.playground.lane import Lane
    from lmtui.playground.session import Session


@dataclass(frozen=True)
class LaneComparison:
    """What the lanes' distributions are compared at, and how far they are from that of the active lane.

    Attributes:
        active: the place of the active lane.
        at_one_context: whether all are after the tokens of the active lane; else each after its own.
        contexts: the tokens that each is conditioned on, safe to show.
        divergences: of the active lane's distribution and each other one, or their bounds where first ranks alone are
            known; None for the active lane itself, where nothing is known of one of the two, and of other tokens.
        have_other_tokens: whether a lane's model has other tokens than that of the active lane.
        models: what tells each lane's model from those of other lanes; "" where all have one model.
    """

    active: int
    at_one_context: bool
    contexts: tuple[tuple[str, ...], ...]
    divergences: tuple[Divergence | BoundedDivergence | None, ...]
    have_other_tokens: tuple[bool, ...] = ()
    models: tuple[str, ...] = ()


def looked_at(session: Session) -> int:
    """The position looked at in all lanes, whether or not each of them is as long."""
    cursor = session.views.cursor
    return session.text.length if cursor is None else cursor


def is_at_one_context(session: Session) -> bool:
    """Whether all lanes are compared after the same tokens, as is so in any case while a word is being typed."""
    return session.views.at_one_context or bool(word_begun(session))


def context_of(session: Session, lane: Lane) -> Sequence[int] | None:
    """The token ids that a lane's distribution is compared after; None where the lane has no such position."""
    active = session.text.lane
    if is_at_one_context(session) and active is not None:
        return _same_context(session, active, lane)
    position = looked_at(session)
    return lane.context(position) if position <= len(lane.tokens) else None


def _same_context(session: Session, active: Lane, lane: Lane) -> Sequence[int]:
    """The context at which the active lane is shown, in the tokens of another lane's model."""
    if lane.model is active.model:
        return context_shown(session, active)
    from lmtui.playground.lane_writing import context_in  # a lane has brought numpy by now

    prompt = session.text.prompt
    if begun := word_begun(session):
        return context_in(lane.model, active, prompt.removesuffix(begun), 0)
    return context_in(lane.model, active, prompt, session.position)


def lane_comparison(session: Session) -> LaneComparison:
    """Compare the distributions at the position looked at, as far as these are known."""
    text, at_one_context = session.text, is_at_one_context(session)
    contexts = [context_of(session, lane) for lane in text.lanes]
    found = [
        None if context is None else lane.known_distribution(looked_at(session), context if at_one_context else None)
        for lane, context in zip(text.lanes, contexts, strict=True)
    ]
    alike = [text.lane is not None and lane.requests.has_tokens_of(text.lane.requests) for lane in text.lanes]
    comparable = [one if same else None for one, same in zip(found, alike, strict=True)]
    return LaneComparison(
        text.state.active,
        at_one_context,
        tuple(
            context_labels(lane.model, context) if context else ()
            for lane, context in zip(text.lanes, contexts, strict=True)
        ),
        tuple(_divergences(comparable, text.state.active)),
        tuple(not same for same in alike),
        tuple(status.lane_model(session, number) for number in range(len(text.lanes))),
    )


def _divergences(found: Sequence[AnyDistribution | None], active: int) -> list[Divergence | BoundedDivergence | None]:
    base = found[active] if found else None
    if base is None:
        return [None for _ in found]
    from lmtui.insight.bounded_divergence import any_divergence  # brings numpy, which a model has

    return [None if one is None or one is base else any_divergence(base, one) for one in found]
