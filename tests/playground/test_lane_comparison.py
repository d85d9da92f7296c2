"""Lanes are compared each at its own context, or all at that of the active one."""

from __future__ import annotations

import math

import pytest
from support.byte_model import ByteModel, ready
from support.first_ranks import RanksModel
from support.mouse import MOUSE, run, session

from lmtui.insight.bounded_divergence import BoundedDivergence
from lmtui.insight.divergence import divergence
from lmtui.playground import snapshots
from lmtui.playground.lane_comparison import context_of, lane_comparison
from lmtui.playground.session import Session
from lmtui.playground.table import TableView
from lmtui.sampling.sampler import Sampler
from lmtui.sampling.settings import Sampling


def lanes() -> Session:
    played = session("the mouse", Sampling(0.5, seed=3))
    played.add_lane(math.inf)
    played.add_lane(0.0)
    run(played, 7)
    played.text.go_to_lane(1)  # the first one
    return played


@pytest.mark.parametrize("at_one_context", [False, True])
@pytest.mark.parametrize("cursor", [None, 3])
def test_what_is_compared_is_what_the_tables_show(at_one_context: bool, cursor: int | None) -> None:
    played = lanes()
    played.views.at_one_context = at_one_context
    played.look_at(cursor)
    compared = lane_comparison(played)
    tables = snapshots.tables(played, 1, 3)
    assert (compared.active, compared.at_one_context) == (0, at_one_context)
    assert (len(set(compared.contexts)) == 1) == at_one_context
    found = []
    for lane, table, labels in zip(played.text.lanes, tables, compared.contexts, strict=True):
        assert isinstance(table, TableView)
        assert table.context == labels
        context = context_of(played, lane)
        assert context is not None
        assert played.sampler is not None
        distribution = played.sampler.distribution(context, lane.sampling.temperature)
        assert [row.prob for row in table.rows] == [one.prob for one in distribution.candidates(1, 3)]
        found.append(distribution)
    assert compared.divergences == (None, divergence(found[0], found[1]), divergence(found[0], found[2]))
    to_the_favourite = compared.divergences[2]
    assert to_the_favourite is not None
    assert to_the_favourite.kl_bits == math.inf  # T = 0 gives the others nothing


def test_without_a_model_nothing_is_compared() -> None:
    assert lane_comparison(Session(MOUSE, Sampling())).divergences == ()


def test_a_lane_that_anneals_whole_sequences_is_compared_by_what_it_draws_from() -> None:
    played = session("the mouse", Sampling(0.5, seed=3))
    played.add_lane()
    played.set_whole(True)
    run(played, 2)
    played.look_at(1)
    for at_one_context in (False, True):
        played.views.at_one_context = at_one_context
        each = [lane.distribution(1, lane.context(1)) for lane in played.text.lanes]
        assert all(each)
        token, whole = (sorted((c.token, c.prob) for c in one.candidates(1, one.support)) for one in each if one)
        found = lane_comparison(played).divergences[0]
        assert found is not None
        if played.text.lanes[0].context(1) == played.text.lanes[1].context(1):
            expected = sum(abs(a[1] - b[1]) for a, b in zip(token, whole, strict=True)) / 2
            assert found.total_variation == pytest.approx(expected)


def test_of_first_ranks_alone_the_distances_have_bounds_and_each_lane_a_table_with_bounds() -> None:
    made = ready(RanksModel(most_ranks=60))
    played = Session(made.recipe, Sampling(0.5, seed=3), prompt="the")
    played.lane_models.use(made)
    played.add_lane(0)
    played.set_temperature(2.0)
    assert made.sampler.first_ranks
    for lane in played.text.lanes:
        made.sampler.first_ranks.ask(made.sampler.model.state(lane.context(0)))
    (found,) = (one for one in lane_comparison(played).divergences if one)
    true = divergence(*(Sampler(ByteModel()).distribution([*played.text.lanes[0].context(0)], t) for t in (2.0, 0.5)))
    assert isinstance(found, BoundedDivergence)
    assert found.total_variation.low <= true.total_variation <= found.total_variation.high
    assert found.kl_bits.low <= true.kl_bits <= found.kl_bits.high
    assert found.reverse_kl_bits.low <= true.reverse_kl_bits <= found.reverse_kl_bits.high
    tables = snapshots.tables(played, 1, 3)
    assert all(isinstance(table, TableView) and table.bounds and table.rows[0].bounds for table in tables)
