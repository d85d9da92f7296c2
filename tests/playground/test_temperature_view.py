"""The view of several temperatures: the same tokens as the table, the present T last, the same luck."""

from __future__ import annotations

import math

from support.byte_model import ready
from support.first_ranks import RanksModel
from support.mouse import session

from lmtui.model.partial_ranking import Bounds
from lmtui.playground import snapshots
from lmtui.playground.session import Session
from lmtui.playground.temperature_view import temperature_view
from lmtui.recipe import Recipe
from lmtui.sampling.cuts import Cuts
from lmtui.sampling.settings import Sampling


def test_the_columns_are_those_of_the_table_at_each_temperature() -> None:
    played = session("the mouse", Sampling(0.7, Cuts(top_k=3), 5))
    view = temperature_view(played, 2, 4)
    assert view is not None
    assert (view.first, view.rest, view.has_cuts) == (2, view.support - 4, True)
    assert [column.temperature for column in view.columns] == [0, 0.5, 1, 2, math.inf, 0.7]
    for column in view.columns:
        played.set_temperature(column.temperature)
        table = snapshots.table(played, 2, 4)
        assert table is not None
        assert (table.context, table.luck) == (view.context, view.luck)
        assert [row.token for row in table.rows] == list(view.tokens)
        assert [row.prob for row in table.rows] == list(column.probs)
        assert table.chosen.rank == column.chosen
    assert view.present.temperature == 0.7


def test_without_a_model_there_is_nothing_to_show() -> None:
    assert temperature_view(Session(Recipe(("mouse",)), Sampling()), 1, 5) is None


def test_of_first_ranks_alone_the_columns_have_bounds_and_undecided_cuts_leave_a_column_without_numbers() -> None:
    made = ready(RanksModel(most_ranks=60))
    played = Session(made.recipe, Sampling(2.0, seed=3), prompt="the")
    played.lane_models.use(made)
    assert temperature_view(played, 1, 5) is None
    lane = played.text.lane
    assert lane
    assert made.sampler.first_ranks
    made.sampler.first_ranks.ask(made.sampler.model.state(lane.context(0)))
    view = temperature_view(played, 1, 5)
    assert view
    assert len(view.tokens) == 5
    assert 5 < view.support <= 60, "as many ranks as are known"
    cold, *_, infinite, now = view.columns
    assert cold.probs[0] == 1.0
    assert isinstance(now.entropy_bits, Bounds)
    assert all(isinstance(prob, Bounds) for prob in now.probs)
    assert isinstance(infinite.entropy_bits, Bounds)
    played.set_cuts(Cuts(typical=0.5))
    undecided = temperature_view(played, 1, 5)
    assert undecided
    assert undecided.present.probs == (None,) * 5
