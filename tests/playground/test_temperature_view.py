"""The view of several temperatures: the same tokens as the table, the present T last, the same luck."""

from __future__ import annotations

import math

from support.mouse import session

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
