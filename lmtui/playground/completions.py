"""A word that is still being typed: the tokens of the vocabulary that it could become, the most probable first.

What is shown of the next token is then that after the words before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lmtui.model.protocol import CanComplete
from lmtui.playground.position_table import table_at
from lmtui.playground.session import Session

if TYPE_CHECKING:
    from lmtui.playground.lane import Lane
    from lmtui.playground.table import TableView
    from lmtui.sampling.distribution import Candidate, Distribution

_FEW = 1_000  # tokens whose ranks are looked up one by one; more are found soon where the ranks are gone through
_BLOCK = 500  # ranks gone through at once
_SHOWN = 3  # tokens at most that are offered


def word_begun(session: Session) -> str:
    """The unknown word at the end of the prompt, if it is being typed and tokens begin so; else ""."""
    return session.text.lane.last_unknown if session.text.lane and len(_could_become(session)) else ""


def _could_become(session: Session) -> Sequence[int]:
    """The ids of the tokens that the word being typed could become."""
    lane, requests = session.text.lane, session.requests
    if not session.views.is_typing or lane is None or requests is None or lane.tokens or lane.sequence_length:
        return ()
    word, tokens = lane.last_unknown, requests.sampler.model.tokens
    if not word or not session.text.prompt.endswith(word) or not requests.is_known(lane.context_before_last):
        return ()
    return tokens.beginning_with(word).tolist() if isinstance(tokens, CanComplete) else ()


def context_shown(session: Session, lane: Lane) -> Sequence[int]:
    """The token ids after which a lane is shown: those before the position looked at, or before a word being typed.

    Args:
        session: whose position it is.
        lane: one of its lanes that reaches as far.
    """
    return lane.context_before_last if word_begun(session) else lane.context(session.position)


def completions(session: Session, rows: int) -> TableView | None:
    """What comes after the words before the one being typed, with the tokens that this one could become.

    The rows stay as they were before the word was begun, so that few bytes follow each of its letters.

    Args:
        session: with the prompt.
        rows: how many rows there is room for.

    Returns:
        None where no word is being typed that could become a token.
    """
    found, lane, requests = _found(session, _SHOWN), session.text.lane, session.requests
    if not found or lane is None or requests is None:
        return None
    view = table_at(lane, 0, 1, rows, lane.context_before_last)
    assert view is not None
    label = requests.sampler.model.tokens.label
    return replace(view, completions=tuple((label(candidate.token), candidate.prob) for candidate in found))


def completion(session: Session) -> str:
    """What makes the word being typed the most probable token that it could become; "" where there is none."""
    found, requests = _found(session, 1), session.requests
    if not found or requests is None:
        return ""
    return requests.sampler.model.tokens.spelling(found[0].token).removeprefix(word_begun(session))


def _found(session: Session, most: int) -> list[Candidate]:
    """The candidates that the word being typed could become, the most probable first."""
    tokens, lane = _could_become(session), session.text.lane
    if not tokens or lane is None:
        return []
    distribution = lane.distribution(0, lane.context_before_last)
    assert distribution is not None
    return _most_probable(distribution, tokens, most)


def _most_probable(distribution: Distribution, tokens: Sequence[int], most: int) -> list[Candidate]:
    """The candidates of some tokens, the most probable first."""
    if len(tokens) <= _FEW:
        return sorted(map(distribution.of, tokens), key=lambda candidate: candidate.rank)[:most]
    wanted, first = frozenset(tokens), 1
    found: list[Candidate] = []
    while len(found) < most and first <= distribution.support:
        block = distribution.candidates(first, first + _BLOCK - 1)
        found += [candidate for candidate in block if candidate.token in wanted]
        first += _BLOCK
    return found[:most]
