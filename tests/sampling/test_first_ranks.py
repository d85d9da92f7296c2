"""A text drawn from as few ranks as decide on each token is the text of the whole distribution."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from support.byte_model import COST, ByteModel
from support.first_ranks import SUPPORT, RanksModel

from lmtui.errors import ModelError
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import DrawnToken, generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import FIRST_RANKS, Sampling


def _text(model: ByteModel, temperature: float, cuts: Cuts = NO_CUTS, tokens: int = 40) -> list[DrawnToken]:
    return list(generate(Sampler(model), [104], Sampling(temperature, cuts, seed=3), tokens))


@pytest.mark.parametrize("cuts", [NO_CUTS, Cuts(top_k=9), Cuts(top_p=0.8), Cuts(typical=0.7), Cuts(min_p=0.05)])
def test_the_text_is_that_of_the_whole_distribution(cuts: Cuts) -> None:
    for temperature in (0.0, 0.5, 1.0, 2.0, math.inf):
        model = RanksModel()
        drawn, whole = _text(model, temperature, cuts), _text(ByteModel(), temperature, cuts)
        assert [(one.token, one.rank, one.certain) for one in drawn] == [(one.token, one.rank, True) for one in whole]
        assert not model.asked, "the whole vocabulary was asked for"
        for one, other in zip(drawn, whole, strict=True):
            low, high = one.prob_bounds or (one.prob, one.prob)
            assert low - 1e-9 <= other.prob <= high + 1e-9


def test_a_token_takes_the_longer_the_more_lucks_first_ranks_do_not_decide() -> None:
    model, context = RanksModel(), [1, 2]
    model.facts = replace(model.facts, whole_cost=100.0)
    sampler = Sampler(model)
    assert sampler.mean_seconds(context, (1.0, math.inf)) == COST, "nothing is known of the context"
    assert sampler.first_ranks
    assert sampler.times
    sampler.first_ranks.ask(model.state(context))
    quick = sampler.times.seconds
    assert sampler.mean_seconds(context, (0.0,)) == sampler.mean_seconds(context, (2.0,), Cuts(top_k=3)) == quick
    assert sampler.mean_seconds(context, (1.0,), Cuts(typical=0.5)) == pytest.approx(100 + quick)
    every = [sampler.mean_seconds(context, (temperature,)) - quick for temperature in (0.5, 1.0, math.inf)]
    for temperature, seconds in zip((0.5, 1.0, math.inf), every, strict=True):
        lucks = [(number + 0.37) / 200 for number in range(200)]
        state = model.state(context)
        undecided = [sampler.first_ranks.decided(state, temperature, NO_CUTS, luck) is None for luck in lucks]
        assert seconds == pytest.approx(100 * sum(undecided) / 200, abs=3)
    assert sampler.mean_seconds(context, (0.5, 1.0, math.inf)) == pytest.approx(quick + sum(every) / 3)
    assert Sampler(ByteModel()).mean_seconds(context, (1.0,)) == 0


@pytest.mark.parametrize("most_ranks", [5, FIRST_RANKS])
def test_where_first_ranks_are_all_that_a_model_gives_the_times_of_its_answers_are_told(most_ranks: int) -> None:
    model = RanksModel(most_ranks)
    model.facts = replace(model.facts, cost=1000.0)
    sampler = Sampler(model)
    assert sampler.first_ranks
    assert sampler.times
    for token in range(3):
        sampler.first_ranks.ask(model.state([token]))
    assert sampler.mean_seconds([2], (math.inf,)) == sampler.times.seconds < 1000


def test_ranks_are_doubled_until_they_decide() -> None:
    model = RanksModel()
    Sampler(model).draw([1, 2], 1.0, NO_CUTS, 1 - 2**-53)
    assert model.ranks == [FIRST_RANKS, 2 * FIRST_RANKS, 4 * FIRST_RANKS, SUPPORT]
    model = RanksModel()
    Sampler(model).draw([1, 2], math.inf, NO_CUTS, 0.99)
    assert model.ranks == [FIRST_RANKS, SUPPORT], "no few more ranks would decide"
    model = RanksModel()
    sampler = Sampler(model)
    for temperature in (0.0, 0.5, 1.0):
        sampler.draw([1, 2], temperature, NO_CUTS, 0.0)
    assert model.ranks == [FIRST_RANKS]


def test_where_no_more_ranks_are_given_a_token_is_not_certain() -> None:
    drawn = _text(RanksModel(most_ranks=9), 0.9)
    assert {one.certain for one in drawn} == {True, False}
    assert all(one.prob_bounds and one.prob_bounds.low < one.prob_bounds.high for one in drawn)
    assert all(one.certain for one in _text(RanksModel(most_ranks=5), 0.0))


def test_cuts_that_the_ranks_of_the_model_do_not_decide_are_refused_in_one_line() -> None:
    with pytest.raises(ModelError, match=r"top-k 9 leaves is not decided by the 5 first ranks .* of 300; give"):
        _text(RanksModel(most_ranks=5), 1.0, Cuts(top_k=9))
    with pytest.raises(ModelError, match="typical"):
        _text(RanksModel(most_ranks=5), 1.0, Cuts(typical=0.9))
    assert all(one.rank < 3 for one in _text(RanksModel(most_ranks=5), 1.0, Cuts(top_k=2)))
