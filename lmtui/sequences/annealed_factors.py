"""The probability of a text as generation makes it at T: ∏ p_T(x_i | x_1…x_{i−1}), token by token, after the cuts.

This is not the annealed probability of the sequence, p(x)^(1/T) / Z: see `lmtui.sequences.annealing`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from lmtui.errors import Progress, ignore_progress
from lmtui.sampling.generation import context_after
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling


def annealed_factors(
    sampler: Sampler,
    context: Sequence[int],
    tokens: Sequence[int],
    sampling: Sampling,
    progress: Progress = ignore_progress,
) -> list[float]:
    """ln p_T of each token; their sum is that of the text. −∞ where a token cannot be drawn.

    Args:
        sampler: the model.
        context: token ids since the unit began, `<s>` first.
        tokens: ids of the text; after `</s>` another text begins.
        sampling: temperature and cuts; no luck is asked for.
        progress: told before each token.

    Raises:
        Cancelled: by `progress`.
    """
    vocabulary = sampler.model.tokens
    before, factors = list(context), list[float]()
    for token in tokens:
        progress("annealing", len(factors) / len(tokens))
        prob = 0.0
        if vocabulary.find(vocabulary.spelling(token)) == token:
            prob = sampler.distribution(before, sampling.temperature, sampling.cuts).of(token).prob
        factors.append(math.log(prob) if prob else -math.inf)
        before = context_after(sampler.model, before, token)
    return factors
