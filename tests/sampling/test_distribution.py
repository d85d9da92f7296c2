"""The ranked distribution, made without touching all of V, is the one that touching all of V gives."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.corpora import ORDERS, SMOOTHINGS, contexts, corpora, model_probs, scrambled, train, zipf_text
from support.dense import CLOSE, Dense, entropy_bits, ranks_for_luck
from support.models import sampler_of

from lmtui.ngram.model import NgramTrie
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.distribution import Distribution
from lmtui.text.specials import BOS, UNK


def about(values: list[float]) -> Any:
    """Equal as far as floats can be at T = 1/1000, which magnifies errors of logarithms a thousandfold."""
    return pytest.approx(values, rel=1e-10, abs=1e-14)


temperatures = st.one_of(
    st.sampled_from((0.0, 1e-3, 0.5, 1.0, 2.0, 1e12, math.inf)), st.floats(1e-3, 1e3, allow_subnormal=False)
)


cuts = st.one_of(
    st.just(NO_CUTS),
    st.builds(
        Cuts,
        top_k=st.one_of(st.none(), st.integers(1, 120)),
        top_p=st.one_of(st.just(1.0), st.floats(0.01, 1.0)),
        min_p=st.one_of(st.just(0.0), st.floats(0.0, 1.0)),
    ),
)


LAST_LUCK = 1 - 2**-53


lucks = st.one_of(st.floats(0.0, 1.0, exclude_max=True), st.just(LAST_LUCK))


models = st.builds(train, corpora(), st.sampled_from(ORDERS), st.sampled_from(SMOOTHINGS))


# Not every ARPA file is interpolated: a token may be less probable than its backed-off share, which it replaces.
foreign_models = st.builds(scrambled, models, st.integers(0, 10_000))


@given(st.data(), st.one_of(models, foreign_models), temperatures, cuts)
def test_it_agrees_with_the_dense_computation(
    data: st.DataObject, model: NgramTrie, temperature: float, cut: Cuts
) -> None:
    context = data.draw(contexts(model))
    dense = Dense.of(model, context, temperature)
    sampler = sampler_of(model)
    sparse = sampler.distribution(context, temperature, cut)
    candidates = sparse.candidates(1, sparse.support)

    assert sparse.support == len(dense.tokens) == len(candidates)
    assert dense.kept(cut, -CLOSE) <= sparse.kept <= dense.kept(cut, CLOSE)
    probs = dense.after_cuts(sparse.kept)
    assert [c.rank for c in candidates] == list(range(1, sparse.support + 1))
    for candidate, allowed in zip(candidates, dense.interchangeable(), strict=True):
        assert candidate.token in allowed
    assert [c.model_prob for c in candidates] == pytest.approx(dense.model_probs, rel=CLOSE)
    assert [c.prob for c in candidates] == about(probs)
    cumulated = [math.fsum(probs[: rank + 1]) for rank in range(len(probs))]
    assert [c.cumulative for c in candidates] == about(cumulated)
    assert sparse.entropy_bits == pytest.approx(entropy_bits(probs), rel=1e-9, abs=1e-9)

    first, last = sorted(data.draw(st.tuples(*[st.integers(1, sparse.support)] * 2)))
    assert sparse.candidates(first, last) == candidates[first - 1 : last]
    assert sparse.at(first) == candidates[first - 1]
    assert sparse.of(candidates[last - 1].token) == candidates[last - 1]
    for luck in data.draw(st.lists(lucks, min_size=20, max_size=20)):
        drawn = sparse.draw(luck)
        assert drawn.rank in ranks_for_luck(probs, luck)
        assert drawn == candidates[drawn.rank - 1]


@given(st.data(), models)
def test_at_temperature_one_it_is_the_model_less_the_unknown_word(data: st.DataObject, model: NgramTrie) -> None:
    context = data.draw(contexts(model))
    p = model_probs(model, context)
    known = math.fsum(p[token] for token in range(len(p)) if token not in (UNK, BOS))
    distribution = sampler_of(model).distribution(context, 1.0)
    for candidate in distribution.candidates(1, distribution.support):
        if known > 0:
            assert candidate.prob == pytest.approx(p[candidate.token] / (1 - p[UNK]), rel=1e-9)
        else:  # only <unk> ever followed: there is nothing to prefer
            assert candidate.prob == pytest.approx(1 / distribution.support, rel=1e-12)


@given(st.data(), models, cuts)
def test_at_temperature_zero_rank_one_has_probability_one(data: st.DataObject, model: NgramTrie, cut: Cuts) -> None:
    distribution = sampler_of(model).distribution(data.draw(contexts(model)), 0.0, cut)
    probs = [candidate.prob for candidate in distribution.candidates(1, distribution.support)]
    assert probs == [1.0] + [0.0] * (distribution.support - 1)
    assert distribution.entropy_bits == 0.0
    for luck in data.draw(st.lists(lucks, min_size=5, max_size=5)):
        assert distribution.draw(luck).rank == 1


@given(st.data(), models)
def test_at_temperature_infinity_every_token_of_the_support_has_one_probability(
    data: st.DataObject, model: NgramTrie
) -> None:
    distribution = sampler_of(model).distribution(data.draw(contexts(model)), math.inf)
    support = len(model.vocabulary) - 2
    assert distribution.support == support
    assert {candidate.prob for candidate in distribution.candidates(1, support)} == {1 / support}
    assert distribution.entropy_bits == pytest.approx(math.log2(support), abs=1e-12)


@given(st.data(), models, temperatures, temperatures)
def test_ranks_do_not_depend_on_the_temperature(
    data: st.DataObject, model: NgramTrie, one: float, other: float
) -> None:
    context = data.draw(contexts(model))
    sampler = sampler_of(model)
    support = len(model.vocabulary) - 2
    ranked = [
        [(c.rank, c.token, c.model_prob, c.order) for c in sampler.distribution(context, t).candidates(1, support)]
        for t in (one, other)
    ]
    assert ranked[0] == ranked[1]


@given(st.data(), models, temperatures, temperatures, st.one_of(st.none(), st.integers(1, 50)), lucks)
def test_for_one_luck_the_rank_never_falls_when_the_temperature_rises(
    data: st.DataObject, model: NgramTrie, one: float, other: float, top_k: int | None, luck: float
) -> None:
    context = data.draw(contexts(model))
    sampler = sampler_of(model)
    cold, warm = sorted((one, other))
    cut = Cuts(top_k=top_k)
    cold_rank = sampler.distribution(context, cold, cut).draw(luck).rank
    assert cold_rank <= sampler.distribution(context, warm, cut).draw(luck).rank


@given(st.data(), models, temperatures, cuts)
def test_the_column_of_probabilities_sums_to_one(
    data: st.DataObject, model: NgramTrie, temperature: float, cut: Cuts
) -> None:
    distribution = sampler_of(model).distribution(data.draw(contexts(model)), temperature, cut)
    candidates = distribution.candidates(1, distribution.support)
    assert math.fsum(candidate.prob for candidate in candidates) == pytest.approx(1, abs=1e-12)
    assert candidates[-1].cumulative == 1.0
    assert all(candidate.prob == 0 for candidate in candidates[distribution.kept :])


STAIRS = "a b c d e\na b c d\na b c\na b\na\n"


def stairs(temperature: float, cut: Cuts = NO_CUTS) -> Distribution:
    """The unigrams of a corpus in which each token is once more frequent than the next, add-1 smoothed."""
    return sampler_of(train(STAIRS, 1, "add-k:1")).distribution((), temperature, cut)


PARTS = [6, 6, 5, 4, 3, 2]


@pytest.mark.parametrize("temperature", [0.7, 1.0, 1.3, 2.0, math.inf])
def test_the_last_luck_does_not_fall_off_the_end_of_a_cut(temperature: float) -> None:
    # A cut inside a long run of equals is where a rounded division would reach one token too far.
    sampler = sampler_of(train(zipf_text(3, types=150, tokens=600), 2, "add-k:0.3"))
    for top_k in range(1, 140):
        cut = sampler.distribution([3], temperature, Cuts(top_k=top_k))
        drawn = cut.draw(LAST_LUCK)
        assert drawn.rank == cut.kept
        assert drawn.prob > 0


def test_at_temperature_one_half_probabilities_are_squared() -> None:
    # 36 + 36 + 25 + 16 + 9 + 4 = 126
    probs = [candidate.prob for candidate in stairs(0.5).candidates(1, 6)]
    assert probs == pytest.approx([n * n / 126 for n in PARTS])


@pytest.mark.parametrize(
    ("cut", "kept"),
    [
        (Cuts(top_k=1), 1),  # of two equals the smaller id stays
        (Cuts(top_k=4), 4),
        (Cuts(top_k=100), 6),
        (Cuts(top_p=0.2), 1),  # 6/26 = 0.23
        (Cuts(top_p=0.25), 2),  # 12/26 = 0.46
        (Cuts(top_p=0.5), 3),  # 17/26 = 0.65
        (Cuts(top_p=0.92), 5),  # 24/26 = 0.923
        (Cuts(top_p=0.93), 6),
        (Cuts(min_p=1.0), 2),  # as probable as rank 1
        (Cuts(min_p=0.6), 4),  # 4/6 = 0.67, 3/6 = 0.5
        (Cuts(min_p=0.4), 5),
        (Cuts(min_p=0.3), 6),
        (Cuts(top_k=3, top_p=0.7), 2),  # of the 17 parts left, 12 are 0.706: top-k comes first
        (Cuts(top_p=0.7, min_p=0.8), 3),  # top-p keeps 4 ranks, and min-p looks at 5/6 = 0.83 and 4/6
        (Cuts(top_k=5, top_p=0.99, min_p=0.4), 5),
    ],
)
def test_hand_worked_cuts(cut: Cuts, kept: int) -> None:
    distribution = stairs(1.0, cut)
    left = sum(PARTS[:kept])
    assert distribution.kept == kept
    probs = [candidate.prob for candidate in distribution.candidates(1, 6)]
    assert probs == pytest.approx([n / left for n in PARTS[:kept]] + [0.0] * (6 - kept))


@pytest.mark.parametrize("kept", [1, 2, 3, 4, 5, 6])
def test_top_p_of_a_whole_number_of_equal_shares_keeps_that_number(kept: int) -> None:
    assert stairs(math.inf, Cuts(top_p=kept / 6)).kept == kept


def test_cuts_come_after_the_temperature() -> None:
    # Squared, the parts are 36 36 25 16 9 4 of 126: 97 of them are 0.77, where at T = 1 three ranks are 0.65.
    assert stairs(0.5, Cuts(top_p=0.7)).kept == 3
    assert stairs(1.0, Cuts(top_p=0.7)).kept == 4
    assert stairs(0.5, Cuts(min_p=0.45)).kept == 3  # 16/36 = 0.44
    assert stairs(1.0, Cuts(min_p=0.45)).kept == 5  # 3/6


def test_min_p_keeps_a_token_that_is_exactly_as_probable_as_it_asks() -> None:
    assert stairs(1.0, Cuts(min_p=0.5)).kept == 5  # d has 3 parts where </s> has 6


def test_slices_that_reach_beyond_the_support_end_with_it() -> None:
    assert [candidate.rank for candidate in stairs(1.0).candidates(5, 100)] == [5, 6]
    assert stairs(1.0).candidates(7, 9) == []


def test_luck_decides_on_the_first_rank_whose_cumulated_probability_exceeds_it() -> None:
    # Boundaries at 6, 12, 17, 21, 24 and 26 parts of 26.
    distribution = stairs(1.0)
    for luck, rank in [(0.0, 1), (5.9, 1), (6.1, 2), (11.9, 2), (12.1, 3), (20.9, 4), (21.1, 5), (25.9, 6)]:
        assert distribution.draw(luck / 26).rank == rank
    assert distribution.draw(1 - 2**-53).rank == 6
    assert stairs(1.0, Cuts(top_k=2)).draw(1 - 2**-53).rank == 2
