"""An n-gram model behind the protocol: it draws without a distribution, and says what it did not use."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from support.corpora import seen_ngram, train, zipf_text
from support.models import sampler_of, trie_of

from lmtui.sampling.cuts import NO_CUTS


@pytest.mark.parametrize("support", [3, 6, 10, 49])
def test_at_t_infinity_the_rank_is_exactly_the_luck_s_share_of_the_support(support: int) -> None:
    text = " ".join(f"w{number}" for number in range(support - 1))
    distribution = sampler_of(train(text, 1)).distribution((), math.inf)
    assert distribution.support == support
    for rank in range(support):
        edge = rank / support
        for luck in (edge, math.nextafter(edge, 0), math.nextafter(edge, 1)):
            assert distribution.draw(luck).rank == math.floor(Fraction(luck) * support) + 1


def test_hardly_any_luck_needs_the_distribution() -> None:
    """The quick way is taken wherever a luck is not within rounding of a boundary."""
    sampler = sampler_of(train(zipf_text(5, types=100, tokens=2000), 3))
    dice = random.Random(1)
    for number in range(300):
        context = seen_ngram(trie_of(sampler), 2, dice.randrange(1 << 30))
        drawn = sampler.draw(context, dice.choice((0.3, 1.0, 2.0)), NO_CUTS, dice.random())
        assert math.isnan(drawn.cumulative), number
