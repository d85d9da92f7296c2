"""A dense ranking is the whole vector, sorted."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lmtui.model.ranking import DenseRanking, TokenRanking, annealed

WEIGHTS = st.lists(st.sampled_from((0.0, 0.1, 0.25, 0.5, 1e-300)), min_size=1, max_size=30)


@given(WEIGHTS, st.data())
def test_it_ranks_by_probability_and_equals_by_id(weights: list[float], data: st.DataObject) -> None:
    ids = range(len(weights))
    never_drawn = data.draw(st.sets(st.sampled_from(ids), max_size=len(weights) - 1))
    ranking = DenseRanking(np.array(weights), tuple(never_drawn))
    expected = sorted(set(ids) - never_drawn, key=lambda token: (-weights[token], token))
    ranks = np.arange(ranking.size)
    assert ranking.tokens_at(ranks).tolist() == expected
    assert ranking.ranks_of(np.array(expected)).tolist() == ranks.tolist()
    assert ranking.values[ranking.runs_at(ranks)].tolist() == [weights[token] for token in expected]
    assert ranking.values.tolist() == sorted({weights[token] for token in expected}, reverse=True)
    assert np.repeat(ranking.starts, ranking.sizes).tolist() == ranking.starts[ranking.runs_at(ranks)].tolist()
    assert ranking.sizes.sum() == ranking.size == len(expected)


@given(WEIGHTS)
def test_the_same_ranking_with_a_run_for_each_token_differs_in_its_runs_alone(weights: list[float]) -> None:
    ranking = DenseRanking(np.array(weights))
    each, ranks = TokenRanking(ranking), np.arange(ranking.size)
    assert each.runs_at(ranks).tolist() == ranks.tolist()
    assert each.values.tolist() == ranking.values[ranking.runs_at(ranks)].tolist()
    assert each.tokens_at(ranks).tolist() == ranking.tokens_at(ranks).tolist()
    assert each.ranks_of(each.tokens_at(ranks)).tolist() == ranks.tolist()
    assert (each.size, each.orders_at(ranks), each.unknown_prob) == (ranking.size, None, 0)


def test_it_knows_no_orders_and_nothing_of_unknown_words() -> None:
    ranking = DenseRanking(np.array([0.5, 0.5]))
    assert ranking.orders_at(np.array([0, 1])) is None
    assert ranking.unknown_prob == 0


@given(WEIGHTS, st.sampled_from((0.0, 0.5, 1.0, 3.0, 1e4)))
def test_weights_are_relative_to_the_favourite(weights: list[float], exponent: float) -> None:
    values = DenseRanking(np.array(weights)).values
    relative = annealed(values, exponent)
    assert relative[0] == 1
    assert np.all((relative >= 0) & (relative <= 1))
    assert np.all(np.diff(relative) <= 0)
