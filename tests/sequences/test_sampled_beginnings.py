"""Samples of any model are what as many generations give, and those of n-gram models are what these are by states."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.byte_model import END, ByteModel
from support.every_sequence import models, support
from support.first_ranks import RanksModel
from support.models import sampler_of

from lmtui.errors import Cancelled, NoAnswerError, SettingError
from lmtui.ngram.model import NgramTrie
from lmtui.sampling.cuts import NO_CUTS, Cuts
from lmtui.sampling.generation import generate
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling
from lmtui.sequences.sample_table import sample_tokens
from lmtui.sequences.sampled_beginnings import never_drawn, sample_any
from lmtui.sequences.samples import DistinctSample
from lmtui.sequences.searches import Searches


@settings(max_examples=60)
@given(
    models().filter(support),
    st.sampled_from((0.0, 0.5, 1.0, math.inf)),
    st.sampled_from((NO_CUTS, Cuts(top_k=2), Cuts(top_p=0.8))),
    st.booleans(),
)
def test_of_an_ngram_model_they_are_those_of_its_states(
    model: NgramTrie, temperature: float, cuts: Cuts, stop: bool
) -> None:
    sampler, sampling = sampler_of(model), Sampling(temperature, cuts, 3)
    table = sample_tokens(Searches(sampler.model), [], sampling, 3, 20, stop)
    found = {row.tokens: row for row in sample_any(sampler, [], sampling, 3, 20, stop)}
    assert {row.tokens: row.count for row in table.rows} == {row.tokens: row.count for row in found.values()}
    for row in table.rows:
        assert found[row.tokens].logprob == pytest.approx(row.logprob, abs=1e-9)
        assert (found[row.tokens].draws, found[row.tokens].log_bounds, found[row.tokens].certain) == (20, None, True)
    if table.greedy.count == 0 and table.greedy.logprob > -math.inf:
        greedy = never_drawn(sampler, [], table.greedy, sampling, 20)
        assert greedy.logprob == pytest.approx(table.greedy.logprob, abs=1e-9)


def _rows(model: Any, sampling: Sampling, stop: bool = False) -> list[DistinctSample]:
    return sample_any(Sampler(model), [5, 6], sampling, 3, 40, stop)


@pytest.mark.parametrize("temperature", [0.0, 0.7, 2.0])
@pytest.mark.parametrize("stop", [False, True])
def test_first_ranks_give_the_samples_of_all_and_bounds_of_their_probabilities(
    temperature: float, stop: bool
) -> None:
    sampling = Sampling(temperature, seed=2**64 - 3)
    whole, few = (_rows(model, sampling, stop) for model in (ByteModel(), RanksModel()))
    drawn = Counter(
        tuple(one.token for one in generate(Sampler(ByteModel()), [5, 6], Sampling(temperature, seed=seed), 3, stop))
        for seed in [*range(2**64 - 3, 2**64), *range(37)]
    )
    exact = {row.tokens: row.logprob for row in whole}
    assert {row.tokens: row.count for row in whole} == {row.tokens: row.count for row in few} == drawn
    for row in few:
        assert row.certain
        low, high = (one.logprob for one in row.bounds)
        assert low - 1e-9 <= exact[row.tokens] <= high + 1e-9
        assert low <= row.logprob <= high
    assert any(row.log_bounds for row in few) == (temperature > 0)


def test_what_the_ranks_do_not_decide_is_not_certain() -> None:
    rows = _rows(RanksModel(5), Sampling(2.0))
    assert sum(row.count for row in rows) == 40
    assert not all(row.certain for row in rows)


class _Silent(ByteModel):
    """Says nothing after the favourite that comes after 5 and 6."""

    def __init__(self, silent: tuple[int, ...]) -> None:
        super().__init__()
        self._silent = silent

    def ranking(self, state: tuple[int, ...]) -> Any:
        if state[-len(self._silent) :] == self._silent:
            raise NoAnswerError("nothing is said about this")
        return super().ranking(state)


def test_a_sequence_after_which_there_is_no_answer_ends_there() -> None:
    (favourite,) = generate(Sampler(ByteModel()), [5, 6], Sampling(0.0), 1)
    (row,) = _rows(_Silent((5, 6, favourite.token)), Sampling(0.0))
    assert (row.tokens, row.count, row.certain) == ((favourite.token,), 40, False)
    with pytest.raises(NoAnswerError):
        _rows(_Silent((5, 6)), Sampling(0.0))
    assert favourite.token != END
    table = sample_tokens(Searches(_Silent((5, 6, favourite.token))), [5, 6], Sampling(0.0), 3, 40)
    assert (table.rows, table.greedy) == ((row,), row)


def _logprob_at(temperature: float, token: int) -> float:
    """ln p_T of a token after 5 and 6."""
    return math.log(Sampler(ByteModel()).distribution([5, 6], temperature).of(token).prob)


def test_samples_are_there_where_there_is_no_answer_after_what_T_0_gives() -> None:
    (favourite,) = generate(Sampler(ByteModel()), [5, 6], Sampling(0.0), 1)
    counts = set[int]()
    for seed in range(40):
        model = _Silent((5, 6, favourite.token))
        table = sample_tokens(Searches(model), [5, 6], Sampling(0.5, seed=seed), 2, 2)
        assert sum(row.count for row in table.rows) == 2
        assert (table.greedy.tokens, table.greedy.certain) == ((favourite.token,), False)
        assert table.greedy.logprob == pytest.approx(_logprob_at(0.5, favourite.token))
        counts.add(table.greedy.count)
    assert counts >= {0, 1}


def test_where_the_cuts_get_no_answer_the_favourite_has_at_most_the_p_of_the_tokens_before() -> None:
    (first, second) = generate(Sampler(ByteModel()), [5, 6], Sampling(0.0), 2)
    favourite = DistinctSample((first.token, second.token), 1, 0.0, 1)
    row = never_drawn(Sampler(_Silent((5, 6, first.token))), [5, 6], favourite, Sampling(2.0), 30)
    assert row.log_bounds
    assert (row.tokens, row.log_bounds.low, row.certain) == (favourite.tokens, -math.inf, False)
    assert row.log_bounds.high == pytest.approx(_logprob_at(2.0, first.token))


def test_what_makes_no_sense_is_refused_and_it_can_be_stopped() -> None:
    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(SettingError):
        sample_any(Sampler(ByteModel()), [], Sampling(), 0, 5)
    with pytest.raises(Cancelled):
        sample_any(Sampler(ByteModel()), [], Sampling(), 2, 5, progress=stop)
