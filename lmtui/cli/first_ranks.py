"""The distribution that a command prints, from as many first ranks as were asked for, where the model gives these."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lmtui.model.partial_ranking import Bounds
    from lmtui.sampling.bounded import BoundedDistribution
    from lmtui.sampling.distribution import Distribution
    from lmtui.sampling.sampler import Sampler
    from lmtui.sampling.settings import Sampling


def distribution_of(
    sampler: Sampler, context: list[int], sampling: Sampling, options: argparse.Namespace
) -> Distribution | BoundedDistribution:
    """p_T after a context; where the model gives first ranks, as far as those that were asked for decide it."""
    first_ranks, state = sampler.first_ranks, sampler.model.state(context)
    if first_ranks is None or options.ranks is None:
        return sampler.distribution(context, sampling.temperature, sampling.cuts)
    first_ranks.ask(state, options.ranks)
    while (found := first_ranks.distribution(state, sampling.temperature, sampling.cuts)) is None:
        first_ranks.ask_for_more(state, sampling.temperature)
    return found


def model_prob_after(distribution: Distribution | BoundedDistribution, rank: int) -> float | Bounds:
    """p of all tokens after a rank."""
    partial = distribution.partial
    return partial.mass_outside(1, rank) if partial else distribution.model_prob_outside(1, rank)
