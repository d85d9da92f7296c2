"""What a session shows at this moment, as values that widgets draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from lmtui.errors import SettingError
from lmtui.playground.branches import BranchView
from lmtui.playground.completions import context_shown, word_begun
from lmtui.playground.curves import TEMPERATURES, CurveContext, CurvesView, curves_view
from lmtui.playground.lane_comparison import context_of, is_at_one_context, looked_at
from lmtui.playground.position_table import table_at
from lmtui.playground.session import Session
from lmtui.playground.state import Playing
from lmtui.playground.table import NoTable
from lmtui.playground.transcript import Transcript
from lmtui.text.display import token_of_label
from lmtui.text.safety import visible

if TYPE_CHECKING:
    from lmtui.playground.branch_texts import BranchText
    from lmtui.playground.lane import Lane
    from lmtui.playground.table import TableView

STILL_COMING = "the model has not answered yet; wait for the table"
COMPLETE = "the whole sequence is there; look at one of its tokens"


@dataclass(frozen=True)
class LaneView:
    """The text of a lane as it is shown.

    Attributes:
        transcript: the prompt and the tokens.
        cursor: the position looked at; None is the end.
        departs: the first position with another token than the first lane has; None where there is none.
        legend: what the tokens are coloured by, and what each level stands for.
        level: gives the level, 0 to 3, of the token at a position; None where that is not known yet.
        is_coming: whether a model that takes time has not made all of it yet.
        copied: of each piece, whether it is copied from the training text; empty if that is not known.
        taken: the positions of the tokens that were taken by hand.
        is_begun: whether the last word of the prompt is still being typed, and so is not unknown.
        uncertain: the positions of the tokens that the ranks which the model gives do not decide on.
        shows_blanks: whether blanks have marks.
    """

    transcript: Transcript
    cursor: int | None
    departs: int | None
    legend: Sequence[str]
    level: Callable[[int], int | None]
    is_coming: bool = False
    copied: Sequence[bool] = ()
    taken: frozenset[int] = frozenset()
    is_begun: bool = False
    uncertain: frozenset[int] = frozenset()
    shows_blanks: bool = False


@dataclass(frozen=True)
class CompleteSequence:
    """A sequence that T annealed as a whole, and all of whose tokens are there.

    Attributes:
        length: how many tokens it has.
        temperature: T.
        model_logprob: ln p of its tokens together.
        logprob: ln p_T: that of the share that it has of all sequences of its length.
    """

    length: int
    temperature: float
    model_logprob: float
    logprob: float


def complete_sequence(session: Session) -> CompleteSequence | None:
    """The whole sequence of the active lane, where nothing follows the position looked at; else None."""
    lane = session.text.lane
    if lane is None or not lane.is_complete or session.position < len(lane.tokens):
        return None
    drawn = [token.drawn for token in lane.tokens]
    model_logprob, logprob = (
        math.fsum(math.log(prob) if prob else -math.inf for prob in probs)
        for probs in ((token.model_prob for token in drawn), (token.prob for token in drawn))
    )
    return CompleteSequence(len(drawn), lane.sampling.temperature, model_logprob, logprob)


def why_no_distribution(session: Session) -> str:
    """Why there is no distribution at the position looked at."""
    return COMPLETE if complete_sequence(session) else undecided(session) or STILL_COMING


def undecided(session: Session) -> str:
    """Why no distribution comes at the position looked at, or none at some other T; "" where it comes."""
    lane, requests = session.text.lane, session.requests
    if lane is None or requests is None:
        return ""
    context, cuts = context_shown(session, lane), lane.sampling.cuts
    temperatures = (lane.sampling.temperature, *TEMPERATURES)
    return next(filter(None, (requests.undecided(context, one, cuts) for one in temperatures)), "")


def lane_views(session: Session) -> list[LaneView]:
    """The text of every lane; before there is a model, the prompt alone."""
    text = session.text
    if not text.lanes:
        return [LaneView(text.transcript, None, None, (), lambda _: 0)]
    first = text.lanes[0]
    return [_lane_view(session, lane, None if lane is first else lane.departs(first)) for lane in text.lanes]


def _lane_view(session: Session, lane: Lane, departs: int | None) -> LaneView:
    colouring = session.views.colouring
    legend = (colouring.value, *colouring.legend(lane.order))
    cursor = session.views.cursor
    if cursor is not None and cursor >= len(lane.tokens):
        cursor = None
    copied = session.views.copied.of(lane) if session.views.copied else ()
    level = partial(colouring.level, lane)
    return LaneView(
        lane.transcript,
        cursor,
        departs,
        legend,
        level,
        is_coming=_is_coming(session, lane),
        copied=copied,
        taken=lane.taken,
        is_begun=bool(word_begun(session)),
        uncertain=lane.uncertain,
        shows_blanks=session.views.shows_blanks,
    )


def _is_coming(session: Session, lane: Lane) -> bool:
    if not lane.takes_time or lane.ended(session.text.stop):
        return False
    return session.playback.playing is Playing.RUNNING or session.text.wanted.is_short(lane)


def table(session: Session, first: int, rows: int) -> TableView | None:
    """The distribution where the cursor is.

    Args:
        first: the rank of the first row.
        rows: how many rows there is room for.

    Returns:
        None while there is no model, and where the model has not answered yet.
    """
    lane = session.text.lane
    if lane is None:
        return None
    return table_at(lane, session.position, first, min(rows, session.views.rows or rows))


def tables(session: Session, first: int, rows: int) -> list[TableView | NoTable]:
    """The distribution of every lane at the position looked at, or of every lane where the active one looks.

    Args:
        first: the rank of the first row.
        rows: how many rows there is room for.

    Returns:
        One table a lane; the reason for a lane that has none.
    """
    position = looked_at(session)

    def table_of(lane: Lane) -> TableView | NoTable:
        if is_at_one_context(session):
            found = table_at(lane, position, first, rows, context_of(session, lane))
            return found or (NoTable.ENDED if lane.is_complete else NoTable.COMING)
        if position < len(lane.tokens) or (
            position == len(lane.tokens) and not lane.ended(session.playback.pace.stop)
        ):
            return table_at(lane, position, first, rows) or NoTable.COMING
        return NoTable.COMING if session.text.wanted.is_short(lane) else NoTable.ENDED

    return [table_of(lane) for lane in session.text.lanes]


def branches(session: Session) -> list[BranchView]:
    """The branches, in the order in which their tree is drawn; the words of those nearest to the shown one."""
    tree, views = session.text.state.tree, []
    texts: Mapping[int, BranchText] = {}
    places = [line.place for line in tree.lines]
    if session.text.lane is not None:
        at = places.index(tree.at)
        nearest = sorted(range(len(places)), key=lambda number: abs(number - at))
        texts = session.text.branch_texts.made(session.text, [places[number] for number in nearest])
    for line in tree.lines:
        branch = tree.branches[line.place]
        taken, models = branch.taken, session.text.models
        name = models[taken.model].model.tokens.label(taken.token) if taken and models else ""
        text = texts.get(line.place)
        known = (text.words, text.logprob) if text else ("", None)
        views.append(BranchView(line, branch, name, line.place == tree.at, *known))
    return views


def context_looked_at(session: Session) -> CurveContext | None:
    """The context at the cursor, with the cuts of the active lane; None while there is no model."""
    lane = session.text.lane
    if lane is None or session.sampler is None:
        return None
    cuts, model = session.text.sampling.cuts, session.text.state.lane.model
    return CurveContext.of(session.sampler, context_shown(session, lane), cuts, model)


def curves(session: Session) -> CurvesView | None:
    """The curve of the context at the cursor, and those it is compared with.

    Returns:
        None while there is no model, and where the model has not answered yet about the context at the cursor.
    """
    context = context_looked_at(session)
    if context is None or session.requests is None:
        return None
    state = session.text.state
    lanes = tuple(lane.temperature for lane in state.lanes if lane.model == state.lane.model)
    return curves_view(
        session.requests, session.views.curves, context, state.lane.temperature, lanes, state.lane.whole
    )


def rank_of(session: Session, text: str) -> int:
    """The rank that a token has where the cursor is.

    Args:
        text: the token, or the token as the table shows it.

    Raises:
        SettingError: the token is not in the vocabulary, or there is no model, or it has not answered yet.
    """
    lane = session.text.lane
    if lane is None or session.sampler is None:
        raise SettingError("there is no model yet; wait for it")
    tokens = session.sampler.model.tokens
    token = tokens.find(text)
    if token is None:
        token = tokens.find(token_of_label(text))
    if token is None:
        raise SettingError(f"'{visible(text)}' is not in the vocabulary; type a token as the table shows it")
    distribution = lane.distribution(session.position)
    if distribution is None:
        raise SettingError(why_no_distribution(session))
    return distribution.of(token).rank
