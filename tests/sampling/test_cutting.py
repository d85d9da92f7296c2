"""Cuts fall where exact arithmetic has them: no rank more and none less."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.corpora import train, zipf_text
from support.models import sampler_of
from support.rational import COUNTED, RationalModel, Words, kept, weights

from lmtui.ngram.model import Base, NgramTrie
from lmtui.ngram.rankings import BaseRanking
from lmtui.numbers import Number
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.distribution import Distribution
from lmtui.text.specials import BOS

COLD = (1.0, 0.5, 1 / 3, 0.25, 0.2, 0.1, 1 / 7, math.inf)
"""Temperatures at which the weights of ratios are ratios."""


def words(counts: dict[str, int]) -> str:
    """A text of units of one word each."""
    return "\n".join(word for word, count in counts.items() for _ in range(count))


def unigrams(counts: dict[str, int], temperature: float, cuts: Cuts) -> Distribution:
    """The words' relative frequencies: `</s>` has half of all, as every unit has one, and is rank 1."""
    return sampler_of(train(words(counts), 1, "mle")).distribution((), temperature, cuts)


def at_the_beginning(counts: dict[str, int], cuts: Cuts, temperature: float = 1.0) -> Distribution:
    """The relative frequencies of the words alone."""
    return sampler_of(train(words(counts), 2, "mle")).distribution([BOS], temperature, cuts)


def alike(count: int) -> str:
    return " ".join(f"w{number}" for number in range(count - 1))  # and </s>


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.7, 1),
        (Decimal("0.7"), 1),
        (Fraction(7, 10), 1),
        (np.float32(0.7), 1),
        (14 / 20, 1),
        (math.nextafter(0.7, 0), 1),
        (math.nextafter(0.7, 1), 2),  # .7000000000000001 is more than 14/20
        (Decimal("0.70000000000000000000001"), 2),
        (Fraction(7, 10) + Fraction(1, 10**30), 2),
        (0.85, 2),  # 17/20
        (math.nextafter(0.85, 1), 3),
        (0.8500001, 3),
        (0.999, 3),
        (1e-9, 1),
    ],
)
def test_top_p_keeps_the_fewest_ranks_that_reach_it(share: Number, expected: int) -> None:
    assert at_the_beginning({"x": 14, "y": 3, "z": 3}, Cuts.of(None, share, 0)).kept == expected


@pytest.mark.parametrize("count", [7, 10, 49, 100, 1000])
def test_of_tokens_alike_top_p_keeps_its_share_rounded_up(count: int) -> None:
    warm = sampler_of(train(alike(count), 1, "add-k:1"))
    frequent = sampler_of(train(alike(count), 1, "mle"))
    for percent in range(1, 100):
        expected = math.ceil(Fraction(percent, 100) * count)
        assert warm.distribution((), math.inf, Cuts(top_p=percent / 100)).kept == expected
        for temperature in (1.0, 0.3, 7.7):  # alike at every T
            assert frequent.distribution((), temperature, Cuts(top_p=percent / 100)).kept == expected
        top_k = count * 2 // 3
        expected = math.ceil(Fraction(percent, 100) * top_k)
        assert warm.distribution((), math.inf, Cuts(top_k, percent / 100)).kept == expected


def test_seven_of_a_hundred_alike_are_what_top_p_07_keeps() -> None:
    assert sampler_of(train(alike(100), 1)).distribution((), math.inf, Cuts(top_p=0.07)).kept == 7


@pytest.mark.parametrize(
    ("counts", "share", "temperature", "expected"),
    [
        ((10, 1), 0.1, 1.0, 2),
        ((30, 3), 0.1, 1.0, 2),
        ((10, 3), 0.3, 1.0, 2),
        ((10, 3), math.nextafter(0.3, 1), 1.0, 1),  # .30000000000000004 is more than 3/10
        ((10, 3), Fraction(3, 10), 1.0, 2),
        ((10, 3), 0.09, 0.5, 2),  # squares: 9 of 100
        ((10, 3), 0.0901, 0.5, 1),
        ((9, 4), Fraction(2, 3), 2.0, 2),  # roots: 2 of 3
        ((9, 4), Decimal("0.6666666666666666666667"), 2.0, 1),
        ((25, 1), 0.2, 2.0, 2),
        ((27, 8), Fraction(4, 9), 1.5, 2),  # (2/3)²
        ((7, 7, 6), 1.0, 1.0, 2),
        ((7, 7, 6), 1.0, 1e300, 2),
        ((7, 7, 6), 1.0, 1e-300, 2),
        ((7, 7, 6), 1.0, math.inf, 4),  # </s>, which follows no <s>, counts
        ((7, 7, 6), 0.5, 1e300, 3),
        ((7, 7, 6), 1e-9, 1e-300, 2),
    ],
)
def test_min_p_keeps_what_is_exactly_as_probable_as_it_asks(
    counts: tuple[int, ...], share: Number, temperature: float, expected: int
) -> None:
    numbered = {f"w{number}": count for number, count in enumerate(counts)}
    assert at_the_beginning(numbered, Cuts.of(None, 1, share), temperature).kept == expected


@st.composite
def rational_contexts(draw: st.DrawFn) -> tuple[NgramTrie, RationalModel, Words, list[int]]:
    """A model, the same in fractions, and a context it has seen."""
    spelled = st.lists(st.lists(st.sampled_from("abcdef"), max_size=8).map(" ".join), min_size=1, max_size=8)
    text = draw(
        st.one_of(
            spelled.map("\n".join).filter(lambda text: len(text.split()) > 1),
            st.builds(zipf_text, st.integers(0, 10_000), st.integers(2, 100), st.integers(2, 400)),
        )
    )
    order, smoothing = draw(st.integers(1, 4)), draw(st.sampled_from(COUNTED))
    rational = RationalModel(text, order, smoothing)
    context = draw(st.sampled_from(rational.contexts))
    if smoothing.startswith("add-k") and len(context) < order - 1:
        context = ("<s>",) if order > 1 else ()  # add-k does not back off
    model = train(text, order, smoothing)
    return model, rational, context, [BOS if word == "<s>" else model.vocabulary.id(word) for word in context]


@given(st.data(), rational_contexts(), st.sampled_from(COLD))
def test_no_cut_is_off_by_one(
    data: st.DataObject, made: tuple[NgramTrie, RationalModel, Words, list[int]], temperature: float
) -> None:
    model, rational, context, ids = made
    ranked = weights([rational.prob(context, word) for word in rational.support], temperature)
    sampler = sampler_of(model)
    top_k = data.draw(st.one_of(st.none(), st.integers(1, len(ranked))))
    left = ranked[:top_k]
    ranks = data.draw(st.integers(1, len(left)))
    reached = sum(left[:ranks], Fraction(0)) / sum(left)
    beside = data.draw(st.sampled_from(ranked)) / ranked[0]
    percent, permille = data.draw(st.integers(1, 99)), data.draw(st.integers(1, 999))
    for cuts in (
        Cuts(top_k, percent / 100),
        Cuts(top_k, permille / 1000),
        Cuts(top_k, reached),
        Cuts(top_k, min(reached * (1 + Fraction(1, 10**12)), Fraction(1))),
        Cuts(top_k, reached * (1 - Fraction(1, 10**12))),
        Cuts(top_k, 1.0, beside),
        Cuts(None, 1.0, percent / 100),
        Cuts(top_k, permille / 1000, percent / 100),
    ):
        assert sampler.distribution(ids, temperature, cuts).kept == max(len(kept(ranked, cuts)), 1), cuts


@given(st.lists(st.integers(1, 60), min_size=2, max_size=30), st.integers(1, 4), st.data())
def test_one_last_digit_beside_what_is_reached_is_told_from_it(
    counts: list[int], exponent: int, data: st.DataObject
) -> None:
    text = words({f"w{number}": count for number, count in enumerate(counts)})
    sampler = sampler_of(train(text, 2, "mle"))
    ranked = weights([Fraction(count) for count in counts], 1 / exponent)
    ranks = data.draw(st.integers(1, len(counts)))
    number = float(sum(ranked[:ranks]) / sum(ranked))
    for share in (math.nextafter(number, 0), number, min(math.nextafter(number, 1), 1.0)):
        expected = len(kept([*ranked, Fraction(0)], Cuts(top_p=share))) if share < 1 else len(counts) + 1
        assert sampler.distribution([BOS], 1 / exponent, Cuts(top_p=share)).kept == expected, share


@settings(max_examples=60)
@given(st.data(), rational_contexts(), st.sampled_from(COLD[:-1]), st.booleans())
def test_all_cuts_together_leave_what_their_definitions_leave(
    data: st.DataObject, made: tuple[NgramTrie, RationalModel, Words, list[int]], temperature: float, last: bool
) -> None:
    model, rational, context, ids = made
    ranked = weights([rational.prob(context, word) for word in rational.support], 1.0 if last else temperature)
    percents = st.integers(1, 100).map(lambda percent: percent / 100)
    cuts = Cuts(
        data.draw(st.one_of(st.none(), st.integers(1, len(ranked)))),
        data.draw(percents),
        data.draw(st.one_of(st.just(0.0), percents)),
        data.draw(st.one_of(st.none(), st.integers(1, 40).map(lambda tenths: tenths / 10))),
        data.draw(percents),
        last,
    )
    distribution = sampler_of(model).distribution(ids, temperature, cuts)
    assert ranked[distribution.first - 1 : distribution.last] == kept(ranked, cuts), cuts


def test_sums_over_half_a_million_tokens_are_exact_enough() -> None:
    # Each count from 1 to 1,000 is had by 500 tokens: 500 (1000 + … + m) of 500 · 500,500.
    size, steps = 500_000, 1_000
    counts = np.repeat(np.arange(steps, 0, -1), size // steps)
    total = int(counts.sum())
    prob = np.concatenate(([0.0, 0.0], counts / total))
    ranking = BaseRanking(Base.of(prob, 1))
    cumulated = np.cumsum(counts)
    for share in (Fraction(1, 100), Fraction(1, 3), Fraction(7, 10), Fraction(9, 10), Fraction(99_999, 100_000)):
        wanted = -(-share.numerator * total // share.denominator)
        assert Distribution(ranking, 1.0, Cuts(top_p=share)).kept == int(np.searchsorted(cumulated, wanted)) + 1
        assert Distribution(ranking, math.inf, Cuts(top_p=share)).kept == math.ceil(share * size)
    for ranks in (1, 499, 500, 501, 250_000, 499_999):
        share = Fraction(int(cumulated[ranks - 1]), total)
        assert Distribution(ranking, 1.0, Cuts(top_p=share)).kept == ranks
        assert Distribution(ranking, 1.0, Cuts(top_p=share + Fraction(1, 10**30))).kept == ranks + 1


def test_where_weights_are_no_ratios_a_cut_is_decided_in_floats() -> None:
    # Roots of 3 and 2 are no fractions: 1.732 and twice 1.414 of 4.56.
    for share, expected in ((0.3797, 1), (0.3798, 2), (0.6898, 2), (0.69, 3)):
        assert at_the_beginning({"a": 3, "b": 2, "c": 2}, Cuts(top_p=share), 2.0).kept == expected


def test_a_temperature_of_any_size_cuts_without_a_word() -> None:
    for temperature in (5e-324, 1e-300, 1e-12, 1e12, 1e300, 1.7e308):
        for cuts in (Cuts(top_p=0.5), Cuts(min_p=0.5), Cuts(3, 0.999, 1e-300), Cuts(top_p=1 - 2**-53)):
            distribution = unigrams({"a": 5, "b": 3, "c": 1}, temperature, cuts)
            assert 1 <= distribution.kept <= distribution.support
