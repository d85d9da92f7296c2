"""The greedy continuation: the most probable token at every position, whatever it leads to."""

from __future__ import annotations

from collections.abc import Sequence

from lmtui.sampling.generation import after
from lmtui.sampling.sampler import Sampler
from lmtui.sequences.best import Continuation
from lmtui.sequences.scoring import logprob_of
from lmtui.text.specials import EOS


def greedy(sampler: Sampler, context: Sequence[int], length: int, ends: bool = False) -> Continuation:
    """Take rank 1 at every position, or rank 2 where `</s>` is first and the sequence has to go on.

    Args:
        sampler: the model.
        context: token ids since the unit began, `<s>` first.
        length: L.
        ends: the sequence ends with the first `</s>`, which comes by force at the last position; else it has exactly
            L tokens, and `</s>` may only be the last.
    """
    tokens: list[int] = []
    recent = list(context)
    for index in range(length):
        last = index == length - 1
        if ends and last:
            token = EOS
        else:
            ranked = sampler.distribution(recent, 0.0)
            token = ranked.at(1).token
            if token == EOS and not (ends or last) and ranked.support > 1:
                token = ranked.at(2).token
        tokens.append(token)
        if token == EOS:
            break
        recent = after(recent, token, max(1, sampler.model.order - 1))
    return Continuation(tuple(tokens), logprob_of(sampler.model, context, tokens))
