"""The greedy continuation: the most probable token at every position, whatever it leads to."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lmtui.sampling.distribution import Candidate
from lmtui.sampling.generation import context_after
from lmtui.sampling.sampler import Sampler
from lmtui.sequences.best import Continuation


def greedy(sampler: Sampler, context: Sequence[int], length: int, ends: bool = False) -> Continuation:
    """Take rank 1 at every position, or rank 2 where `</s>` is first and the sequence has to go on.

    Args:
        sampler: the model.
        context: token ids since the text began, `tokens.start` first.
        length: L.
        ends: the sequence ends with the first `</s>`, which comes by force at the last position; else it has exactly
            L tokens, and `</s>` may only be the last.
    """
    model, end = sampler.model, sampler.model.tokens.end
    taken: list[Candidate] = []
    recent = list(context)
    for index in range(length):
        last = index == length - 1
        ranked = sampler.distribution(recent, 0.0)
        candidate = ranked.at(1)
        if ends and last and end is not None:
            candidate = ranked.of(end)
        elif candidate.token == end and not (ends or last) and ranked.support > 1:
            candidate = ranked.at(2)
        taken.append(candidate)
        if candidate.token == end:
            break
        recent = context_after(model, recent, candidate.token)
    logs = (math.log(each.model_prob) if each.model_prob else -math.inf for each in taken)
    return Continuation(tuple(each.token for each in taken), math.fsum(logs))
