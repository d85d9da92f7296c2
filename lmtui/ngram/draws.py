"""Draw by luck from a context met for the first time, without ranking all that could follow.

A distribution answers every question, and costs a merge of all its runs; a drawn token asks only one. So for a
context, weights are made at one temperature that hold only the tokens seen after it, over what stands below: the
weights of the shorter context, whose own weights of the seen tokens (their *copies*) are taken out again. What is
ahead of any token is then what is ahead of it below, more the seen tokens, less the copies.

Weights that are summed in another order differ in their last digits from those of the distribution. So weights know
how far they may be off, and a token that is found says where its own weight begins and ends. Where a luck falls
nearer to such an edge than the two ways may differ (one time in some 10¹¹), the distribution is asked.
"""

from __future__ import annotations

from lmtui.ngram.merged_weights import MergedWeights
from lmtui.ngram.ranked_weights import RankedWeights
from lmtui.ngram.seen_tokens import SeenTokens
from lmtui.ngram.stacked_weights import NgramWeights, StackedWeights

_SMALLEST = 1e-290
"""Products of probabilities down to this are floats of full precision."""


def stacked(
    below: NgramWeights, backoff: float, seen: SeenTokens, order: int, exponent: float
) -> StackedWeights | None:
    """The weights of a context over those of its shorter one; see `StackedWeights`.

    None where all that is seen is not (but for rounding) at least as probable as its copy, as it is in every
    interpolated model: what is taken out could outweigh what is left. And where a p is so small that it lost digits.
    """
    if not seen.reach(backoff * (1 - 1e-9)) or backoff * below.smallest < _SMALLEST:
        return None
    weights: StackedWeights
    if isinstance(below, RankedWeights) and not seen.are_few:
        weights = MergedWeights(below, backoff, seen, order, exponent)
    else:
        weights = StackedWeights(below, backoff, seen, order, exponent)
    return weights if weights.smallest >= _SMALLEST else None
