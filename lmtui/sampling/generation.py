"""Generation: token after token, each drawn from the distribution at its context by the luck of its position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lmtui.sampling.luck import luck
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.text.specials import BOS, EOS


@dataclass(frozen=True, slots=True)
class DrawnToken:
    """A token and how it came to be.

    Attributes:
        index: its position, from 0; the prompt does not count.
        token: its id.
        luck: u, which decided it.
        rank: from 1.
        model_prob: p(w|h).
        prob: p_T(w|h), after the cuts.
        order: the order that served it; 0 is the uniform.
    """

    index: int
    token: int
    luck: float
    rank: int
    model_prob: float
    prob: float
    order: int


def draw(sampler: Sampler, context: Sequence[int], sampling: Sampling, index: int) -> DrawnToken:
    """Draw the token of one position.

    Args:
        context: token ids since the unit began, `<s>` first.
        index: the position.
    """
    u = luck(sampling.seed, index)
    chosen = sampler.draw(context, sampling.temperature, sampling.cuts, u)
    return DrawnToken(index, chosen.token, u, chosen.rank, chosen.model_prob, chosen.prob, chosen.order)


def prompt_context(sampler: Sampler, prompt: Sequence[str]) -> list[int]:
    """The context a prompt's tokens make: it is the beginning of a unit, or any place of a stream."""
    return [*sampler.model.start, *sampler.model.vocabulary.encode(prompt)]


def after(context: Sequence[int], token: int, keep: int) -> list[int]:
    """The context once a token was added, its last `keep` tokens; `</s>` begins a new unit."""
    return [BOS] if token == EOS else [*context, token][-keep:]


def generate(
    sampler: Sampler, prompt: Sequence[str], sampling: Sampling, tokens: int, stop: bool = False
) -> Iterator[DrawnToken]:
    """Draw so many tokens after a prompt.

    Args:
        prompt: its tokens.
        tokens: how many to draw; `</s>` counts as one.
        stop: end after `</s>`, else go on with a new unit.
    """
    context = prompt_context(sampler, prompt)
    for index in range(tokens):
        drawn = draw(sampler, context, sampling, index)
        yield drawn
        if stop and drawn.token == EOS:
            return
        context = after(context, drawn.token, keep=max(1, sampler.model.order - 1))
