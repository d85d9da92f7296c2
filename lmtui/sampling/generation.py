"""Generation: token after token, each drawn from the distribution at its context by the luck of its position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lmtui.model.protocol import LanguageModel, last_ids
from lmtui.sampling.distribution import Candidate
from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling

if TYPE_CHECKING:
    from lmtui.model.partial_ranking import Bounds


class DrawnToken(NamedTuple):
    """A drawn token, and what decided it.

    Attributes:
        index: its position, from 0; the prompt does not count.
        token: its id.
        luck: u, which decided it.
        rank: from 1.
        model_prob: p(w|h).
        prob: p_T(w|h), after the cuts.
        order: the order that served it, 0 being the uniform; None where the model has no orders.
        prob_bounds: what p_T lies between where only the first ranks are known, `prob` being the middle; else None.
        certain: whether all of the support would lead to the same token.
    """

    index: int  # type: ignore[assignment]  # not the method of tuples
    token: int
    luck: float
    rank: int
    model_prob: float
    prob: float
    order: int | None
    prob_bounds: Bounds | None = None
    certain: bool = True


def draw(sampler: Sampler, context: Sequence[int], sampling: Sampling, index: int) -> DrawnToken:
    """Draw the token of one position.

    Args:
        context: the token ids since the text began, or those last ids that matter to the model.
        index: the position.
    """
    u = luck(sampling.seed, index)
    return token_of(sampler.draw(context, sampling.temperature, sampling.cuts, u), index, u)


def record_of(drawn: DrawnToken, spelling: str) -> dict[str, Any]:
    """A token as JSON objects have it; where only first ranks are known, p_T is its bounds, beside "certain"."""
    record = drawn._asdict() | {"token": spelling}
    bounds, certain = record.pop("prob_bounds"), record.pop("certain")
    if bounds:
        return record | {"prob": bounds, "certain": certain}
    return record if certain else record | {"certain": False}


def token_of(candidate: Candidate, index: int, luck: float) -> DrawnToken:
    """The token of a position, given the candidate that its luck decided on, or that was taken instead."""
    return DrawnToken(
        index,
        candidate.token,
        luck,
        candidate.rank,
        candidate.model_prob,
        candidate.prob,
        candidate.order,
        candidate.prob_bounds,
        candidate.certain,
    )


def prompt_context(model: LanguageModel, prompt: Sequence[int]) -> list[int]:
    """The context after a prompt at the beginning of a text, cut to the ids that matter to the model."""
    return last_ids([*model.tokens.start, *prompt], model.window)


def context_after(model: LanguageModel, context: Sequence[int], token: int) -> list[int]:
    """The context after one more token, cut to the ids that matter to the model; the end token begins a new text."""
    tokens = model.tokens
    return last_ids([*tokens.start] if token == tokens.end else [*context, token], model.window)


def generate(
    sampler: Sampler, prompt: Sequence[int], sampling: Sampling, tokens: int, stop: bool = False
) -> Iterator[DrawnToken]:
    """Draw tokens after a prompt.

    Args:
        prompt: the token ids of the prompt.
        tokens: how many to draw; the end token counts as one.
        stop: end after the end token, else go on with another text.
    """
    model = sampler.model
    context = prompt_context(model, prompt)
    for index in range(tokens):
        drawn = draw(sampler, context, sampling, index)
        yield drawn
        if stop and drawn.token == model.tokens.end:
            return
        context = context_after(model, context, drawn.token)
